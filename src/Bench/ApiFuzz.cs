using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>Somebody who may call the API.</summary>
/// <param name="Name">For the report.</param>
/// <param name="AuthoriseAsync">Puts the proof of who it is on a request with its body.</param>
/// <param name="RenewAsync">Signs in anew, when the requests themselves have ended the session.</param>
public sealed record FuzzCaller(
    string Name, Func<HttpRequestMessage, byte[], Task> AuthoriseAsync, Func<Task> RenewAsync);

/// <summary>The program under test.</summary>
/// <param name="Client">Its BaseAddress is the program's; it follows no redirects.</param>
/// <param name="Callers">Who calls; nobody is always among them.</param>
/// <param name="Canaries">Values that were given in confidence: a phone, an id number, a card, a token.</param>
/// <param name="Logged">Everything that it logged so far.</param>
public sealed record FuzzTarget(
    HttpClient Client, IReadOnlyList<FuzzCaller> Callers, FuzzCanaries Canaries, Func<IEnumerable<string>> Logged);

/// <summary>Values that may stand in no log, problem, metric or export; they are sent where such values
/// belong.</summary>
public sealed record FuzzCanaries(string Phone, string IdNumber, string CardNumber, string Token)
{
    internal IReadOnlyList<string> All => [Phone, IdNumber, CardNumber, Token];
}

/// <summary>How much is asked.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Seed">What reproduces them.</param>
/// <param name="AtOnce">How many at a time: below what the program can take, so that it has no excuse.</param>
/// <param name="Patience">A request without an answer after this hangs.</param>
public sealed record FuzzPlan(int Requests, long Seed, int AtOnce, TimeSpan Patience);

/// <summary>What came of it.</summary>
public sealed record FuzzReport(
    long Requests, IReadOnlyDictionary<int, long> ByStatus, long ServerErrors, long Hangs, long Leaks,
    IReadOnlyList<string> Findings)
{
    /// <summary>The figures of <c>huoqi fuzz api</c>.</summary>
    public IReadOnlyList<Figure> FiguresFor(int wanted) =>
    [
        new("fuzz_requests", "malformed requests sent", Requests, "requests", FigureTarget.AtLeast(wanted)),
        new("fuzz_5xx", "of them answered 5xx", ServerErrors, "answers", FigureTarget.Exactly(0)),
        new("fuzz_hangs", "of them not answered in time", Hangs, "requests", FigureTarget.Exactly(0)),
        new("fuzz_canaries", "personal values in answers, logs and metrics", Leaks, "places",
            FigureTarget.Exactly(0)),
    ];
}

/// <summary>
/// Sends requests that are wrong in every way the OpenAPI document lets one think of. Nothing may answer 5xx, nothing
/// may hang, and what was told in confidence may come out nowhere.
/// </summary>
/// <param name="target">The program under test.</param>
/// <param name="plan">How much is asked.</param>
/// <param name="say">Told now and then how far it is; of a long run nobody should have to wonder.</param>
public sealed class ApiFuzz(FuzzTarget target, FuzzPlan plan, Action<string>? say = null)
{
    private const int FindingsShown = 40;
    private const int ToldEach = 50_000;
    private const int LongestAnswer = 4 * 1024 * 1024;

    private readonly ConcurrentDictionary<int, long> _byStatus = [];
    private readonly ConcurrentQueue<string> _findings = [];
    private readonly long _begun = Stopwatch.GetTimestamp();
    private long _sent;
    private long _errors;
    private long _hangs;
    private long _leaks;

    /// <summary>Runs the plan.</summary>
    public async Task<FuzzReport> RunAsync(CancellationToken cancel = default)
    {
        byte[] document = await target.Client.GetByteArrayAsync(new Uri("/openapi/v1.json", UriKind.Relative), cancel);
        FuzzCases cases = FuzzCases.Of(document);
        await Task.WhenAll(Enumerable.Range(0, plan.AtOnce).Select(worker => WorkAsync(cases, worker, cancel)));
        await LookForCanariesAsync(cancel);
        return new(_sent, _byStatus.ToDictionary(), _errors, _hangs, _leaks, [.. _findings.Take(FindingsShown)]);
    }

    private async Task WorkAsync(FuzzCases cases, int worker, CancellationToken cancel)
    {
        SeededRandom random = new(plan.Seed + worker);
        int mine = (plan.Requests / plan.AtOnce) + (worker < plan.Requests % plan.AtOnce ? 1 : 0);
        for (int i = 0; i < mine; i++)
        {
            cancel.ThrowIfCancellationRequested();
            FuzzRequest request = FuzzMutations.Make(cases, target.Canaries, random);
            int caller = (int)random.Next(target.Callers.Count + 1);
            await SendAsync(request, caller == target.Callers.Count ? null : target.Callers[caller], cancel);
        }
    }

    private async Task SendAsync(FuzzRequest request, FuzzCaller? caller, CancellationToken cancel)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(plan.Patience);
        Tell(Interlocked.Increment(ref _sent));
        try
        {
            using HttpRequestMessage message = request.ToMessage(target.Client.BaseAddress!);
            if (caller is not null)
            {
                await caller.AuthoriseAsync(message, request.Body);
            }

            using HttpResponseMessage answer = await target.Client.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await LookAtAsync(request, caller, answer, patience.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            Interlocked.Increment(ref _hangs);
            Find($"no answer in {plan.Patience.TotalSeconds:F0} s: {request}");
        }
        catch (HttpRequestException refused)
        {
            // The server may close on what is no HTTP at all; a server that is gone fails the next request too.
            _byStatus.AddOrUpdate(0, 1, (_, count) => count + 1);
            if (refused.HttpRequestError is HttpRequestError.ConnectionError)
            {
                Interlocked.Increment(ref _errors);
                Find($"the server is gone: {request}");
            }
        }
    }

    private async Task LookAtAsync(
        FuzzRequest request, FuzzCaller? caller, HttpResponseMessage answer, CancellationToken cancel)
    {
        int status = (int)answer.StatusCode;
        _byStatus.AddOrUpdate(status, 1, (_, count) => count + 1);
        // A stream never ends; its headers are its answer.
        string text = answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? ""
            : await TextOfAsync(answer, cancel);
        if (status >= 500)
        {
            Interlocked.Increment(ref _errors);
            Find($"{status} {text}: {request}");
        }

        Look(text, $"the answer {status} to {request}");
        if (status == 401 && caller is not null && text.Contains("\"unauthenticated\"", StringComparison.Ordinal))
        {
            await caller.RenewAsync();
        }
    }

    private void Tell(long sent)
    {
        if (sent % ToldEach == 0)
        {
            say?.Invoke($"  {sent:N0} requests, {Interlocked.Read(ref _errors):N0} answered 5xx, "
                + $"{Interlocked.Read(ref _hangs):N0} hang, {Interlocked.Read(ref _leaks):N0} leaks, "
                + $"{Stopwatch.GetElapsedTime(_begun).TotalSeconds:N0} s");
        }
    }

    private static async Task<string> TextOfAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        await using Stream content = await answer.Content.ReadAsStreamAsync(cancel);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while (bytes.Length < LongestAnswer && (read = await content.ReadAsync(buffer, cancel)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private async Task LookForCanariesAsync(CancellationToken cancel)
    {
        foreach (string line in target.Logged())
        {
            Look(line, "the log");
        }

        Look(await target.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancel), "the metrics");
    }

    private void Look(string text, string where)
    {
        foreach (string canary in target.Canaries.All.Where(canary => text.Contains(canary, StringComparison.Ordinal)))
        {
            Interlocked.Increment(ref _leaks);
            Find($"{canary} in {where}");
        }
    }

    private void Find(string finding)
    {
        if (_findings.Count < FindingsShown)
        {
            _findings.Enqueue(finding);
        }

        Debug.WriteLine(finding);
    }
}
