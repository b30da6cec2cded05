using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Huoqi.Web;

/// <summary>
/// Behind the door, before a route of the API: bounds the body, keeps what a key's fingerprint is made of, and turns
/// what could not be read into a problem that names the member.
/// </summary>
internal sealed partial class ApiBody(RequestDelegate next)
{
    /// <summary>No body of the API is larger.</summary>
    public const int Largest = 64 * 1024;

    private const int LongestPointer = 200;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<Access>()?.Kind != RouteKind.Api)
        {
            await next(http);
            return;
        }

        // JSON is UTF-8 (RFC 8259); the framework would look for any other encoding that somebody names.
        if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out MediaTypeHeaderValue? type)
            && type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            await Problems.WrongMediaType.ExecuteAsync(http);
            return;
        }

        try
        {
            // What is not UTF-8 would be found out member by member, wherever somebody first looks at one.
            byte[] body = await KeepAsync(http);
            bool isMarked = body.AsSpan().StartsWith(ByteOrderMark);
            if (isMarked || !Utf8.IsValid(body))
            {
                string wrong = isMarked ? "The body begins with a byte-order mark." : "The body is not UTF-8.";
                await (Problems.Unreadable with { Fields = [new("", wrong)] }).ExecuteAsync(http);
                return;
            }

            await next(http);
            await SayWhatIsSilentAsync(http);
        }
        catch (ProblemException refused) when (!http.Response.HasStarted)
        {
            await refused.Problem.ExecuteAsync(http);
        }
        catch (NotSupportedException unread) when (!http.Response.HasStarted
            && unread.Message.StartsWith("The JSON payload for polymorphic", StringComparison.Ordinal))
        {
            // The reader's word for a body that does not say which act it is.
            await (Problems.Unreadable with { Fields = [new("/act", "Say which act it is.")] }).ExecuteAsync(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            await ProblemOf(bad).ExecuteAsync(http);
        }
    }

    /// <summary>The body as it came.</summary>
    public static ReadOnlySpan<byte> Of(HttpContext http) => http.Items[typeof(ApiBody)] as byte[]
        ?? throw new InvariantBrokenException("the body of a request to the API is kept");

    /// <summary>Bounds the body before anybody reads it.</summary>
    public static void Bound(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = Largest;
        }
    }

    // A body that breaks off or is too large while it is read: the framework sets the status and says nothing.
    private static Task SayWhatIsSilentAsync(HttpContext http) =>
        http.Response is { HasStarted: false, ContentType: null, StatusCode: var status and >= 400 }
            ? (status switch
            {
                StatusCodes.Status413PayloadTooLarge => Problems.TooLarge,
                StatusCodes.Status415UnsupportedMediaType => Problems.WrongMediaType,
                StatusCodes.Status408RequestTimeout => Problems.Unreadable with { Status = status },
                _ => Problems.Unreadable,
            }).ExecuteAsync(http)
            : Task.CompletedTask;

    private static async Task<byte[]> KeepAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        byte[] bytes = body.ToArray();
        http.Items[typeof(ApiBody)] = bytes;
        http.Request.Body = new MemoryStream(bytes, writable: false);
        return bytes;
    }

    private static Problem ProblemOf(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => Problems.WrongMediaType,
        _ => bad.InnerException switch
        {
            JsonException wrong => Problems.Unreadable with { Fields = FieldsOf(wrong) },
            // A parameter of the address that cannot be read; everything else is about the body.
            _ when bad.Message.StartsWith("Failed to bind", StringComparison.Ordinal) => Problems.BadRequest,
            _ => Problems.Unreadable,
        },
    };

    // The path is "$.amount"; an unknown member's name is what somebody sent, perhaps a phone in the wrong place, so
    // that only what could be a member of ours is repeated.
    private static ProblemField[]? FieldsOf(JsonException wrong)
    {
        string path = wrong.Path ?? "$";
        if (path.Length > LongestPointer || !OurMember().IsMatch(path))
        {
            return null;
        }

        string pointer = path.TrimStart('$').Replace("[", ".", StringComparison.Ordinal)
            .Replace("]", "", StringComparison.Ordinal).Replace('.', '/');
        string detail = (wrong as WrongValueException)?.Sentence
            ?? "It is missing, unknown, given twice, or not of the type that the example shows.";
        return [new(pointer, detail)];
    }

    [GeneratedRegex(
        @"^\$(\.[a-zA-Z]{1,24}|\[\d{1,3}\])*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OurMember();
}
