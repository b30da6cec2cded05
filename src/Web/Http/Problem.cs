using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>
/// An answer of the API that is not what was asked for (RFC 9457). <c>code</c> is stable and for programs; title and
/// detail are for people. Nothing in it comes from an exception or from somebody's data.
/// </summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code, such as "insufficient-balance".</param>
/// <param name="Title">What it means, in a sentence that is the same each time.</param>
/// <param name="Detail">What to do about it this time.</param>
/// <param name="Fields">What is wrong with which member of the request.</param>
public sealed record Problem(
    int Status, string Code, string Title, string? Detail = null,
    IReadOnlyList<ProblemField>? Fields = null) : IResult
{
    /// <summary>Media type of a problem.</summary>
    public const string MediaType = "application/problem+json";

    public static readonly Problem Unauthenticated = new(
        StatusCodes.Status401Unauthorized, "unauthenticated",
        "Sign in first, or sign the request.",
        "Send a session token (Authorization: Bearer …) or an RFC 9421 signature.");

    public static readonly Problem NotAllowed = new(
        StatusCodes.Status403Forbidden, "not-allowed", "What you are signed in as may not do this.");

    public static readonly Problem NotFound = new(
        StatusCodes.Status404NotFound, "not-found", "There is no such thing, or it is not yours.");

    public static readonly Problem Busy = new(
        StatusCodes.Status429TooManyRequests, "too-many-requests", "Too much at once.",
        "Nothing was done. Try again after the seconds that Retry-After names, with the same Idempotency-Key.");

    public static readonly Problem Down = new(
        StatusCodes.Status503ServiceUnavailable, "database-down", "The database does not answer.",
        "What was confirmed is safe. Try again with the same Idempotency-Key.");

    /// <summary>The address of the explanation of this code.</summary>
    public string Type => $"/developers#{Code}";

    /// <summary>Seconds after which it may be tried again.</summary>
    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString();
        }

        return httpContext.Response.WriteAsJsonAsync(
            this, ProblemJson.Default.Problem, MediaType, httpContext.RequestAborted);
    }
}

/// <summary>What is wrong with one member of a request.</summary>
/// <param name="Pointer">The member, as a JSON pointer (RFC 6901).</param>
/// <param name="Detail">What to do about it.</param>
public sealed record ProblemField(string Pointer, string Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
