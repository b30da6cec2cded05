using System.Net;
using System.Text.Json.Nodes;
using Huoqi.Web;

namespace Huoqi.SystemTests.Api;

/// <summary>What an answer comes to, in a word of the table.</summary>
internal static class MatrixWords
{
    /// <summary>There is no such thing of the caller's, which this route does not say by 404.</summary>
    public const string None = "none";

    /// <summary>What it is said with instead: the code of a problem, or the status with which a page comes again.
    /// </summary>
    private static readonly Dictionary<string, string> SaysNone = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/confirmations/{confirmation}/passkey"] = "not-proved",
        ["POST /api/v1/confirmations/{confirmation}/password"] = "not-this-way",
        ["POST /api/v1/confirmations/{confirmation}/payment-password"] = "proof-expired",
        ["POST /me/consents/revoke"] = "422",
        ["POST /me/devices/sign-out"] = "422",
        ["POST /me/passkeys/remove"] = "422",
        ["POST /me/passkeys/rename"] = "422",
        ["POST /me/prove"] = "422",
        ["POST /move"] = "422",
        ["POST /send/requests/{number}/decline"] = "409",
        ["POST /send/requests/{number}/pay"] = "409",
        ["POST /send/requests/{number}/withdraw"] = "409",
    };

    /// <summary>The word for an answer of a route.</summary>
    public static async Task<string> OfAsync(MatrixRoute route, HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        if (route.Kind == RouteKind.Api && answer.Content.Headers.ContentType?.MediaType == Problem.MediaType)
        {
            JsonNode problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            return OfProblem(route, problem["code"]!.GetValue<string>(), status);
        }

        return answer.StatusCode switch
        {
            HttpStatusCode.SeeOther when answer.Headers.Location!.ToString()
                .StartsWith("/sign-in?back=", StringComparison.Ordinal) => "sign-in",
            HttpStatusCode.Forbidden => "no",
            HttpStatusCode.NotFound => "404",
            >= HttpStatusCode.InternalServerError => $"{status}",
            _ => SaysNone.GetValueOrDefault(route.Name) == $"{status}" ? None : "in",
        };
    }

    private static string OfProblem(MatrixRoute route, string code, int status) => code switch
    {
        "not-allowed" or "sandbox-only" => "403",
        "unauthenticated" or "key-unknown" => "401",
        _ when status == (int)HttpStatusCode.NotFound => "404",
        _ when status >= (int)HttpStatusCode.InternalServerError => $"{status}",
        _ when code.StartsWith("signature-", StringComparison.Ordinal) => "401",
        _ => SaysNone.GetValueOrDefault(route.Name) == code ? None : "in",
    };
}
