using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Huoqi.Acquiring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Huoqi.Web;

/// <summary>
/// The OpenAPI document, made once from the routes themselves: it cannot say otherwise than the program does. The
/// developers' pages read the same document.
/// </summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    /// <summary>Its name among the framework's documents.</summary>
    public const string Name = "v1";

    private const int LongestAgeSeconds = 300;

    private readonly Lazy<Task<Made>> _made = new(() => MakeAsync(services));

    /// <summary>The document as JSON, read.</summary>
    public async Task<JsonObject> RootAsync() => (await _made.Value).Root;

    /// <summary>Answers with the document.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        Made made = await _made.Value;
        http.Response.Headers.ETag = made.Tag;
        http.Response.Headers.CacheControl = $"public, max-age={LongestAgeSeconds}";
        if (http.Request.Headers.IfNoneMatch == made.Tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(made.Bytes, http.RequestAborted);
    }

    /// <summary>Adds the framework's document, described by our routes' notes.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.ShouldInclude = description =>
                description.ActionDescriptor.EndpointMetadata.OfType<ApiNote>().Any();
            options.AddSchemaTransformer(SchemaNotes.DescribeAsync);
            options.AddOperationTransformer(OperationNotes.DescribeAsync);
            options.AddDocumentTransformer(DescribeAsync);
        });
        services.AddSingleton(provider => new ApiDocument(provider));
    }

    private static async Task<Made> MakeAsync(IServiceProvider services)
    {
        IOpenApiDocumentProvider provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        OpenApiDocument document = await provider.GetOpenApiDocumentAsync();
        using MemoryStream text = new();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1);
        JsonObject root = JsonNode.Parse(text.ToArray())!.AsObject();
        root["webhooks"] = WebhookNotes.ToJson();
        MemberLimits.Put(root);
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(root, ApiShapes.Default.JsonObject);
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
        return new(root, bytes, tag);
    }

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new()
        {
            Title = "Huoqi API",
            Version = "1",
            Description = "Amounts are strings of yuan with at most two decimals, never JSON numbers. "
                + "Every body, or item of a list, that has amounts names their currency. Instants are "
                + "RFC 3339 in UTC, days are yyyy-MM-dd in Beijing. Lists page by an opaque cursor. Problems are RFC "
                + "9457 with a stable code. What moves money needs an Idempotency-Key. See /developers.",
        };
        document.Servers = [new() { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>(
            Enum.GetValues<ApiArea>().Select(area => new OpenApiTag { Name = area.ToString() }));
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["session"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token of a session of a person or of staff.",
            },
            ["signature"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Signature",
                Description = "A merchant's signature after RFC 9421: one Signature and Signature-Input, over "
                    + $"{string.Join(", ", HttpSignatures.CoveredAlways)}; with a body also over "
                    + $"{HttpSignatures.CoveredWithBody} (RFC 9530), with an Idempotency-Key also over "
                    + $"{HttpSignatures.CoveredWithKey}. Its parameters: created, at most "
                    + $"{HttpSignatures.Window.TotalMinutes:F0} minutes from now; nonce, "
                    + $"{HttpSignatures.ShortestNonce} to {HttpSignatures.LongestNonce} characters and a fresh one for "
                    + "each request; keyid; alg, that of the key.",
            },
        };
        return Task.CompletedTask;
    }

    private sealed record Made(JsonObject Root, byte[] Bytes, string Tag);
}

/// <summary>What the shapes are called in the document: without our endings.</summary>
internal static class SchemaNames
{
    public static string? Of(JsonTypeInfo type)
    {
        string? usual = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return usual is null ? null : NameOf(type.Type);
    }

    /// <summary>The name of a shape of ours.</summary>
    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return $"Nullable{NameOf(inner)}";
        }

        if (type.IsGenericType)
        {
            string outer = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
            return outer.Replace("Out", "Of", StringComparison.Ordinal)
                + string.Concat(type.GetGenericArguments().Select(NameOf));
        }

        return type.Name switch
        {
            [.. var name, 'O', 'u', 't'] => name,
            [.. var name, 'S', 'h', 'a', 'p', 'e'] => name,
            [.. var name, 'I', 'n'] => $"{name}Request",
            var name => name,
        };
    }
}
