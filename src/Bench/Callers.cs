using System.Diagnostics;

namespace Huoqi.Bench;

/// <summary>What a load came to.</summary>
/// <param name="PerSecond">Acts done per second.</param>
/// <param name="P50">Median latency, ms.</param>
/// <param name="P99">99th percentile of latency, ms.</param>
/// <param name="AppCpu">CPU seconds of this process.</param>
/// <param name="ServerCpu">CPU seconds of PostgreSQL; negative when it is not on this machine.</param>
/// <param name="Failed">Acts that were not done.</param>
/// <param name="Allocated">Bytes that this process allocated.</param>
/// <param name="Done">Acts done.</param>
internal sealed record LoadResult(
    double PerSecond, double P50, double P99, double AppCpu, double ServerCpu, long Failed, long Allocated, long Done)
{
    public override string ToString() =>
        $"{PerSecond,10:N0}/s  p50 {P50,7:N2} ms  p99 {P99,7:N2} ms  cpu app {AppCpu,5:N1} s server {ServerCpu,5:N1} s"
        + (Failed > 0 ? $"  failed {Failed:N0}" : "");

    /// <summary>The result with the median rate of some.</summary>
    public static LoadResult Median(IEnumerable<LoadResult> results)
    {
        List<LoadResult> sorted = [.. results.OrderBy(result => result.PerSecond)];
        return sorted[sorted.Count / 2];
    }
}

/// <summary>A closed loop: some callers, each of which asks again as soon as it is answered.</summary>
internal static class Callers
{
    /// <summary>Runs <paramref name="act"/> from many callers for a while; the first fifth does not count.</summary>
    /// <param name="count">How many are in flight at once.</param>
    /// <param name="window">How long is counted.</param>
    /// <param name="server">Whose CPU is measured; may be null.</param>
    /// <param name="act">One act of a caller; true when it was done.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<LoadResult> RunAsync(
        int count, TimeSpan window, ServerProcess? server, Func<int, long, Task<bool>> act, CancellationToken cancel)
    {
        LatencyHistogram latencies = new();
        long done = 0;
        long failed = 0;
        bool counts = false;
        bool stop = false;

        async Task CallAsync(int caller)
        {
            await Task.Yield();
            for (long n = 0; !Volatile.Read(ref stop); n++)
            {
                long started = Stopwatch.GetTimestamp();
                bool ok = await act(caller, n);
                if (!ok)
                {
                    // Told to try again at once: who does so without a pause keeps the cores from those who work.
                    await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                }

                if (!Volatile.Read(ref counts))
                {
                    continue;
                }

                latencies.Add(Stopwatch.GetElapsedTime(started).Ticks);
                Interlocked.Increment(ref ok ? ref done : ref failed);
            }
        }

        Task[] callers = [.. Enumerable.Range(0, count).Select(CallAsync)];
        await Task.Delay(window / 5, cancel);
        double app = ServerProcess.OwnCpuSeconds();
        double there = server?.CpuSeconds() ?? 0;
        long bytes = GC.GetTotalAllocatedBytes();
        Volatile.Write(ref counts, true);
        long begun = Stopwatch.GetTimestamp();
        await Task.Delay(window, CancellationToken.None);
        Volatile.Write(ref counts, false);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long allocated = GC.GetTotalAllocatedBytes() - bytes;
        app = ServerProcess.OwnCpuSeconds() - app;
        there = server is null ? -1 : server.CpuSeconds() - there;
        Volatile.Write(ref stop, true);
        await Task.WhenAll(callers);
        cancel.ThrowIfCancellationRequested();
        return new(done / seconds, latencies.Milliseconds(0.50), latencies.Milliseconds(0.99), app, there,
            failed, allocated, done);
    }
}

/// <summary>Choosing from lists.</summary>
internal static class Picking
{
    /// <summary>A random index below <paramref name="count"/>.</summary>
    public static int Pick(this Kernel.SeededRandom random, int count) => (int)random.Next(count);
}
