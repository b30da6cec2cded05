using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Huoqi.Web;

/// <summary>The headers of answers that a caller has to look at: when to come again, where it is, whether it was
/// answered before.</summary>
internal static class HeaderNotes
{
    /// <summary>Who is refused before the key is looked at was never answered under it.</summary>
    private static readonly int[] BeforeKeys =
    [
        StatusCodes.Status401Unauthorized, StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
    ];

    /// <summary>Describes the headers of an operation's answers.</summary>
    public static void Describe(OpenApiOperation operation, IList<object> notes, IReadOnlyList<Problem> problems)
    {
        bool isKeyed = notes.OfType<NeedsKey>().Any();
        foreach ((string text, IOpenApiResponse answer) in operation.Responses ?? [])
        {
            if (answer is not OpenApiResponse response
                || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int status))
            {
                continue;
            }

            GivesExample? gives = notes.OfType<GivesExample>().FirstOrDefault(one => one.Status == status);
            Dictionary<string, IOpenApiHeader> headers = HeadersOf(
                status, isKeyed, gives, [.. problems.Where(problem => problem.Status == status)]);
            if (headers.Count > 0)
            {
                response.Headers = headers;
            }
        }
    }

    private static Dictionary<string, IOpenApiHeader> HeadersOf(
        int status, bool isKeyed, GivesExample? gives, Problem[] problems)
    {
        Dictionary<string, IOpenApiHeader> headers = new(StringComparer.Ordinal);
        bool isNotKnown = status == StatusCodes.Status202Accepted;
        if (isNotKnown || problems.Any(problem => problem.RetryAfterSeconds is not null))
        {
            headers["Retry-After"] = Header(
                "Seconds after which the same request may be sent again.", JsonSchemaType.Integer, 1,
                problems.All(problem => problem.RetryAfterSeconds is not null));
        }

        if (gives is not null && (isNotKnown || HasLocation(isKeyed, gives)))
        {
            headers["Location"] = Header(
                isNotKnown ? "Where to ask what became of it." : "Where what was made can be seen.",
                JsonSchemaType.String, isNotKnown ? OperationOut.Example.Location : "/api/v1/…", isRequired: true);
        }

        bool isKept = gives is not null || problems.Any(problem => problem.RetryAfterSeconds is null);
        if (isKeyed && isKept && !isNotKnown && !BeforeKeys.Contains(status))
        {
            headers[KeyFilter.Replayed] = Header(
                "\"true\" when this was answered before to the same Idempotency-Key, and is given again.",
                JsonSchemaType.String, "true", isRequired: false);
        }

        return headers;
    }

    /// <summary>What is kept with a key has no place for a header: its address is in its body.</summary>
    private static bool HasLocation(bool isKeyed, GivesExample gives) =>
        gives.Status == StatusCodes.Status201Created
        && (!isKeyed
            || (JsonSerializer.SerializeToNode(gives.Value, gives.Type, ApiJson.Options) is JsonObject body
                && (body.ContainsKey("location") || body.ContainsKey("id"))));

    private static OpenApiHeader Header(string says, JsonSchemaType type, JsonNode example, bool isRequired) => new()
    {
        Description = says,
        Required = isRequired,
        Schema = new OpenApiSchema { Type = type },
        Example = example,
    };
}
