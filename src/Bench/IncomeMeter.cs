using System.Diagnostics;
using System.Globalization;

namespace Huoqi.Bench;

/// <summary>Time and CPU of one step.</summary>
/// <param name="Seconds">On the wall.</param>
/// <param name="App">CPU seconds of this process.</param>
/// <param name="Server">CPU seconds of PostgreSQL; 0 when it is not on this machine.</param>
internal sealed record IncomeCost(double Seconds, double App, double Server)
{
    public override string ToString() => $"{Seconds,8:N3} s  cpu app {App,6:N2} s server {Server,6:N2} s";
}

/// <summary>Measures steps of the income bench.</summary>
internal static class IncomeMeter
{
    public static async Task<IncomeCost> CostAsync(ServerProcess? server, Func<Task> step)
    {
        double app = ServerProcess.OwnCpuSeconds();
        double there = server?.CpuSeconds() ?? 0;
        long begun = Stopwatch.GetTimestamp();
        await step();
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new(seconds, ServerProcess.OwnCpuSeconds() - app, (server?.CpuSeconds() ?? 0) - there);
    }

    /// <summary>The cost with the median of seconds.</summary>
    public static IncomeCost Median(IEnumerable<IncomeCost> costs)
    {
        IncomeCost[] sorted = [.. costs.OrderBy(cost => cost.Seconds)];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Bytes of memory that this process has, and the most it ever had; Linux tells both.</summary>
    public static (long Now, long Peak) ResidentBytes()
    {
        if (!OperatingSystem.IsLinux())
        {
            using Process own = Process.GetCurrentProcess();
            return (own.WorkingSet64, own.PeakWorkingSet64);
        }

        string[] lines = File.ReadAllLines("/proc/self/status");
        return (Of("VmRSS:"), Of("VmHWM:"));

        long Of(string name) => 1024 * long.Parse(
            lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace(" kB", ""),
            CultureInfo.InvariantCulture);
    }
}
