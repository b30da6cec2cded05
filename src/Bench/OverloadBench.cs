using System.Diagnostics;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// Five times as many requests as can be done, in an open loop: who comes is not held up by who waits. What is done
/// meanwhile is held against the peak; the others are told to try again.
/// </summary>
public sealed class OverloadBench : IBench
{
    private const int Times = 5;
    private static long _runs = Stopwatch.GetTimestamp() & 0xFFFFFF;

    public string Name => "overload";

    public string What => "posting at five times the load that can be done";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("overload_goodput", "done at 5 x load against the peak", null, "%", FigureTarget.AtLeast(80)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        await using PostBooks books = await PostBooks.OpenAsync(run, "bench_post_4", 4, null, cancel);
        await PostBench.WarmAsync(books, run, cancel);
        List<double> shares = [];
        for (int round = 1; round <= run.Rounds; round++)
        {
            LoadResult peak = PostBench.Said(
                run, "peak", await PostBench.RandomAsync(books, run.Window, server, cancel));
            Flood flood = await FloodAsync(books, (long)peak.PerSecond * Times, run.Window, cancel);
            run.Say($"  {Times} x load        {flood.Done / run.Window.TotalSeconds,10:N0}/s done of "
                + $"{flood.Asked / run.Window.TotalSeconds:N0}/s asked; p99 of the done {flood.P99:N0} ms; "
                + $"{flood.Turned:N0} told to try again, {flood.Other:N0} other answers");
            shares.Add(100 * (flood.Done / run.Window.TotalSeconds) / peak.PerSecond);
        }

        run.Sheet.Set("overload_goodput", PostBench.Median(shares));
    }

    private sealed record Flood(long Asked, long Done, long Turned, long Other, double P99);

    private static async Task<Flood> FloodAsync(
        PostBooks books, long perSecond, TimeSpan window, CancellationToken cancel)
    {
        long number = Interlocked.Increment(ref _runs);
        LatencyHistogram latencies = new();
        long done = 0;
        long turned = 0;
        long other = 0;
        long asked = 0;
        bool counts = false;

        async Task AskAsync(EntryDraft draft)
        {
            long started = Stopwatch.GetTimestamp();
            Task<PostResult> posting = books.Ledger.PostAsync(draft);
            PostStatus status = (await posting).Status;
            if (!Volatile.Read(ref counts))
            {
                return;
            }

            switch (status)
            {
                case PostStatus.Posted:
                    latencies.Add(Stopwatch.GetElapsedTime(started).Ticks);
                    Interlocked.Increment(ref done);
                    break;
                case PostStatus.TryAgain:
                    Interlocked.Increment(ref turned);
                    break;
                default:
                    Interlocked.Increment(ref other);
                    break;
            }
        }

        // The first fifth fills the queues and does not count.
        TimeSpan all = window * 1.2;
        SeededRandom random = new(number);
        long begun = Stopwatch.GetTimestamp();
        long sent = 0;
        while (Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed < all)
        {
            if (!counts && elapsed >= window * 0.2)
            {
                Volatile.Write(ref counts, true);
            }

            for (long due = (long)(elapsed.TotalSeconds * perSecond); sent < due; sent++)
            {
                (short shard, long payer, long payee) = books.Pair(random);
                _ = AskAsync(PostBooks.Draft(
                    shard, payer, $"o{number}-{sent}", PostBooks.Balance(payer), PostBooks.Balance(payee)));
                asked += counts ? 1 : 0;
            }

            await Task.Delay(1, cancel);
        }

        Volatile.Write(ref counts, false);

        // What still waits is not the next measurement's.
        await books.DrainAsync();
        return new(asked, done, turned, other, latencies.Milliseconds(0.99));
    }
}
