using System.Diagnostics;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// Amounts from one shard to another: a pair is done when it has arrived and its sender's shard has noted that.
/// </summary>
internal static class PostAcross
{
    private static long _runs = Stopwatch.GetTimestamp() & 0xFFFFFF;

    public static async Task<LoadResult> RunAsync(
        PostBooks books, TimeSpan window, ServerProcess? server, CancellationToken cancel)
    {
        long run = Interlocked.Increment(ref _runs);
        SeededRandom[] randoms = PostBench.Randoms(run);
        Deliveries deliveries = new(books.Ledger, books.Installation.Db);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        long arrived = 0;
        Task pump = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                (int some, int _) = await deliveries.DeliverAsync(PostBooks.Today, CancellationToken.None);
                Interlocked.Add(ref arrived, some);
                if (some == 0)
                {
                    await Task.Delay(1, CancellationToken.None);
                }
            }
        }, CancellationToken.None);
        long before = 0;
        long begun = 0;
        _ = Task.Delay(window / 5, cancel).ContinueWith(
            _ => (before, begun) = (Interlocked.Read(ref arrived), Stopwatch.GetTimestamp()),
            cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        LoadResult sent = await Callers.RunAsync(PostBench.InFlight, window, server, async (caller, n) =>
        {
            // A sender waits when too much is on its way, or the pump would fall behind for ever.
            SeededRandom random = randoms[caller];
            (short shard, long payer, _) = books.Pair(random);
            short other = (short)((shard + 1 + random.Pick(books.People.Length - 1)) % books.People.Length);
            long payee = books.People[other][random.Pick(books.People[other].Length)];
            (Leg leg, RowWrite row) = Deliveries.Send(
                payer, PostBooks.Balance(payer), other, PostBooks.Balance(payee), new Money(1));
            PostResult result = await books.Ledger.PostAsync(new()
            {
                Shard = shard,
                Owner = payer,
                Act = BenchActs.Across,
                Key = $"x{run}-{caller}-{n}",
                BusinessDate = PostBooks.Today,
                Legs = [leg],
                Rows = [row],
            });
            return result.IsPosted;
        }, cancel);
        double rate = (Interlocked.Read(ref arrived) - before) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await ended.CancelAsync();
        await pump;
        while ((await deliveries.DeliverAsync(PostBooks.Today, cancel)).Arrived > 0)
        {
            // What was still on its way arrives before the next measurement.
            continue;
        }

        return sent with { PerSecond = rate };
    }
}
