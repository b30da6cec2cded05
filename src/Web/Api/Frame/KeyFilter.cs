using System.Text.Json;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>
/// Idempotency-Key on what moves money: the key, the request's hash and its answer are one row for ever, refusals
/// included. The act itself runs under a key of the books that follows from the caller's key alone, so that a request
/// that is repeated after a crash is the same act.
/// </summary>
internal static class KeyFilter
{
    public const string Header = "Idempotency-Key";
    /// <summary>How many seconds the caller waits.</summary>
    public const string PatienceHeader = "Request-Timeout";

    public const string Replayed = "Idempotency-Replayed";

    private const int LongestKey = 255;
    private const int RetryAfterSeconds = 1;

    /// <summary>A request that finds its key in flight waits at most this long, when it names no deadline.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(30);

    public static async ValueTask<object?> RunAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;
        string key = http.Request.Headers[Header].ToString();
        if (key.Length == 0)
        {
            return Problems.KeyMissing;
        }

        if (key.Length > LongestKey || key.Any(c => c is < '!' or > '~') || http.Request.Headers[Header].Count > 1)
        {
            return Problems.KeyInvalid;
        }

        Visit visit = http.RequestServices.GetRequiredService<Visit>();
        string path = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        KeyedRequest request = new(
            visit.OwnerShard, visit.KeyOwner, key,
            RequestKeys.FingerprintOf(http.Request.Method, path, ApiBody.Of(http)));
        RequestKeys keys = http.RequestServices.GetRequiredService<RequestKeys>();
        KeyTurn turn = await keys.BeginAsync(request, PatienceOf(http), http.RequestAborted);
        return turn.Outcome switch
        {
            KeyOutcome.Answered => new StoredResult(turn.Answer!, IsReplay: true),
            KeyOutcome.Reused => Problems.KeyReused,
            KeyOutcome.StillRunning => Problems.StillRunning with { RetryAfterSeconds = RetryAfterSeconds },
            KeyOutcome.Run => await RunAsync(context, next, keys, request, turn),
        };
    }

    /// <summary>The key for the act in the books.</summary>
    public static string ActKey(this HttpContext http) => http.Items[typeof(KeyFilter)] as string
        ?? throw new InvariantBrokenException("a route that moves money has a key");

    private static async Task<IResult> RunAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, RequestKeys keys, KeyedRequest request,
        KeyTurn turn)
    {
        context.HttpContext.Items[typeof(KeyFilter)] = request.ActKey;
        IResult result;
        try
        {
            result = (IResult)(await next(context))!;
        }
        catch (ProblemException refused)
        {
            result = refused.Problem;
        }
        catch
        {
            // Whatever it was: the act may be in the books or not, and who repeats the request finds out.
            await keys.ReleaseAsync(request, turn);
            throw;
        }

        // What names a time to come again is no answer about the request: it is asked again with the same key.
        if (result is Problem { RetryAfterSeconds: not null } or Problem { Status: >= 500 })
        {
            await keys.ReleaseAsync(request, turn);
            return result;
        }

        return new StoredResult(await keys.CompleteAsync(request, turn, ToStored(result)), IsReplay: false);
    }

    private static StoredAnswer ToStored(IResult result) => result switch
    {
        ApiAnswer answer => new(answer.Status, ApiAnswer.MediaType, answer.ToBytes(), answer.IsFinal),
        Problem problem => new(
            problem.Status, Problem.MediaType,
            JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJson.Default.Problem)),
        _ => throw new InvariantBrokenException($"an answer of an act is an ApiAnswer or a Problem, not {result}"),
    };

    // "Request-Timeout: seconds" of the caller; waiting longer than it waits for us would be for nobody.
    private static TimeSpan PatienceOf(HttpContext http) =>
        int.TryParse(http.Request.Headers[PatienceHeader], out int seconds) && seconds is >= 0 and < 3_600
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestPatience.TotalSeconds))
            : Patience;
}

/// <summary>An answer as it is kept with its key, given again byte for byte.</summary>
internal sealed record StoredResult(StoredAnswer Answer, bool IsReplay) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = Answer.Status;
        if (IsReplay)
        {
            response.Headers[KeyFilter.Replayed] = "true";
        }

        if (LocationOf(Answer, httpContext.Request.Path) is { } location)
        {
            response.Headers.Location = location;
        }

        if (Answer.Status == StatusCodes.Status202Accepted)
        {
            response.Headers.RetryAfter = "1";
        }

        response.ContentType = Answer.ContentType;
        response.ContentLength = Answer.Body.Length;
        await response.Body.WriteAsync(Answer.Body, httpContext.RequestAborted);
    }

    // The body names its own address, or its id under the list that it was put into, so that the header need not be
    // kept beside it.
    private static string? LocationOf(StoredAnswer answer, PathString list)
    {
        if (answer.Status is not (StatusCodes.Status201Created or StatusCodes.Status202Accepted))
        {
            return null;
        }

        using JsonDocument body = JsonDocument.Parse(answer.Body);
        return body.RootElement.TryGetProperty("location", out JsonElement location) ? location.GetString()
            : body.RootElement.TryGetProperty("id", out JsonElement id) ? $"{list}/{id.GetString()}"
            : null;
    }
}
