using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Huoqi.Web;

/// <summary>Answers that no page makes itself: nothing there, not allowed, busy, broken.</summary>
internal static partial class Answers
{
    /// <summary>The longest address that is looked at, with its query, in characters.</summary>
    public const int LongestAddress = 4_096;

    private const int LargestHead = 16 * 1024;

    /// <summary>There is no such page.</summary>
    public static Task NotFoundAsync(HttpContext http) =>
        SayAsync(http, Problem.NotFound, Texts.NotFound);

    /// <summary>The visitor's role may not.</summary>
    public static Task NotAllowedAsync(HttpContext http) =>
        SayAsync(http, Problem.NotAllowed, Texts.NotAllowed);

    /// <summary>A page of another site sent it.</summary>
    public static Task ForeignAsync(HttpContext http) =>
        SayAsync(http, Problem.NotAllowed with { Detail = Texts.Foreign.En }, Texts.Foreign);

    /// <summary>Too much at once: nothing was done, and it may be asked again.</summary>
    public static Task BusyAsync(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = $"{seconds}";
        return SayAsync(http, Problem.Busy with { RetryAfterSeconds = seconds }, Texts.Busy);
    }

    /// <summary>Answers 405 or 415 of the framework, which says nothing by itself.</summary>
    public static Task MismatchAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status415UnsupportedMediaType => SayAsync(http, Problems.WrongMediaType, Texts.NotAForm),
        _ => SayAsync(http, Problems.WrongMethod, Texts.NotFound),
    };

    /// <summary>Refuses an address or a head that is larger than anything of ours.</summary>
    public static Task BoundHeadAsync(HttpContext http, RequestDelegate next)
    {
        HttpRequest request = http.Request;
        if ((http.Features.Get<IHttpRequestFeature>()?.RawTarget.Length ?? 0) > LongestAddress)
        {
            // The page that says so must not hold it again.
            request.Path = WantsProblem(http) ? "/api" : "/";
            request.QueryString = QueryString.Empty;
            return SayAsync(http, Problems.AddressTooLong, Texts.AddressTooLong, LongestAddress);
        }

        int size = 0;
        foreach ((string name, StringValues value) in request.Headers)
        {
            size += name.Length + value.ToString().Length;
        }

        return size > LargestHead ? SayAsync(http, Problems.HeadTooLarge, Texts.HeadTooLarge) : next(http);
    }

    /// <summary>Turns what a handler threw into an answer that tells nothing of the inside.</summary>
    public static async Task CatchAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (RefusedException refused) when (!http.Response.HasStarted)
        {
            await SayAsync(http, new(refused.Status, "bad-request", refused.Sentence.En), refused.Sentence);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            // The door reads the body of a signed request, before anything of the API does.
            bool isTooLarge = bad.StatusCode == StatusCodes.Status413PayloadTooLarge;
            Problem problem = isTooLarge
                ? Problems.TooLarge
                : new(bad.StatusCode, "bad-request", "The request could not be read.");
            await SayAsync(http, problem, isTooLarge ? Texts.TooLong : Texts.NotAForm);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception failure) when (!http.Response.HasStarted
            && (failure is OutcomeUnknownException || DbFailure.IsPassing(failure)))
        {
            // A commit without an answer is no bug: the same request, sent again, finds out what became of it.
            Log(http).DatabaseDown(failure.GetType().Name);
            http.Response.Headers.RetryAfter = "2";
            await SayAsync(http, Problem.Down, Texts.Down);
        }
#pragma warning disable CA1031 // Whatever it was, nobody outside may read it, and the server goes on.
        catch (Exception bug) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            string number = http.TraceIdentifier;
            Log(http).Bug(number, bug);
            await SayAsync(
                http,
                new(StatusCodes.Status500InternalServerError, "broken", "Something went wrong on our side.",
                    $"What was confirmed is safe. Name {number} if you ask for help."),
                Texts.Broken, number);
        }
    }

    private static async Task SayAsync(HttpContext http, Problem problem, Text sentence, params object?[] values)
    {
        if (WantsProblem(http))
        {
            await problem.ExecuteAsync(http);
            return;
        }

        Visit visit = http.RequestServices.GetRequiredService<Visit>();
        SecurityHeaders.OfPage(http, visit.Nonce);
        // The page that failed has set it already, and the framework adds it without looking.
        http.Response.Headers.Remove("blazor-enhanced-nav");
        IResult page = visit.Show<MessagePage>(
            new Dictionary<string, object?> { [nameof(MessagePage.Sentence)] = visit.Say(sentence, values) },
            problem.Status);
        await page.ExecuteAsync(http);
    }

    private static bool WantsProblem(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    private static ILogger Log(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Huoqi.Web");

    [LoggerMessage(Level = LogLevel.Error, Message = "request {number} failed")]
    private static partial void Bug(this ILogger log, string number, Exception bug);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the database does not answer ({failure})")]
    private static partial void DatabaseDown(this ILogger log, string failure);
}
