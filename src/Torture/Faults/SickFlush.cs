using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>An installation whose server is traced, to spoil its flushes.</summary>
internal sealed class TracedStage(string dataFolder) : Stage
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly PrivateStage _installation = new(dataFolder);
    private Process? _tracer;
    private int _count;

    /// <summary>From its return on the flushes of the server are spoilt, and one was.</summary>
    /// <param name="injection">What strace does to fdatasync.</param>
    /// <param name="withPostmaster">Also to sessions that begin later.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task SpoilAsync(string injection, bool withPostmaster, CancellationToken cancel)
    {
        int postmaster = Postmaster();
        string seen = Path.Combine(Path.GetDirectoryName(dataFolder)!,
            string.Create(CultureInfo.InvariantCulture, $"strace-{_count++}"));
        List<string> arguments =
            ["-f", "-q", "-o", seen, "-e", "trace=fdatasync", "-e", $"inject=fdatasync:{injection}"];
        foreach (int pid in (int[])[.. withPostmaster ? [postmaster] : Array.Empty<int>(),
            .. ServerProcesses.ChildrenOf(postmaster)])
        {
            arguments.AddRange(["-p", pid.ToString(CultureInfo.InvariantCulture)]);
        }

        _tracer?.Dispose();
        _tracer = Process.Start(new ProcessStartInfo("strace", arguments) { UseShellExecute = false })
            ?? throw new InvariantBrokenException("strace is a process");
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        while (!File.Exists(seen)
            || !(await File.ReadAllTextAsync(seen, cancel)).Contains("fdatasync(", StringComparison.Ordinal))
        {
            Invariant.Holds(time.GetElapsedTime(started) < Patience, "a server under load flushes");
            await Task.Delay(LookAgain, time, cancel);
        }
    }

    /// <summary>Lets go of the server.</summary>
    public async Task HealAsync()
    {
        if (_tracer is { HasExited: false } tracer)
        {
            await ServerProcesses.SignalAsync("INT", [tracer.Id], CancellationToken.None);
            using CancellationTokenSource limit = new(Patience);
            try
            {
                await tracer.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                tracer.Kill();
            }
        }
    }

    public override AppLaunch Launch(int index) => _installation.Launch(index);

    public override string? OwnerConnection() => _installation.OwnerConnection();

    public override int Postmaster() => _installation.Postmaster();

    public override async ValueTask DisposeAsync()
    {
        await HealAsync();
        _tracer?.Dispose();
        KillApps();
        await _installation.DisposeAsync();
    }
}

/// <summary>The disk reports an error for a flush: PostgreSQL must not believe the next one.</summary>
internal sealed class FlushError : Fault
{
    public override string Name => "flush-error";

    public override string What => "fdatasync fails with EIO in every session";

    public override string? WhyNot() => Needs.Root(("strace", "strace"));

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string data = Path.Combine(plan.Folder, "data");
        await plan.CopyTemplateAsync(data, cancel);
        return new TracedStage(data);
    }

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);

        // Each session counts its own flushes.
        int which = 1 + (int)random.Next(5);
        return ((TracedStage)stage).SpoilAsync($"error=EIO:when={which}", withPostmaster: false, cancel);
    }

    public override Task HealAsync(Stage stage, CancellationToken cancel) => ((TracedStage)stage).HealAsync();
}

/// <summary>Every flush takes 0.4 s: everybody waits, nobody may be told anything wrong.</summary>
internal sealed class SlowFlush : Fault
{
    public override string Name => "slow-flush";

    public override string What => "each fdatasync takes 0.4 s longer, for 8 s";

    public override TimeSpan Lasts => TimeSpan.FromSeconds(8);

    public override string? WhyNot() => Needs.Root(("strace", "strace"));

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string data = Path.Combine(plan.Folder, "data");
        await plan.CopyTemplateAsync(data, cancel);
        return new TracedStage(data);
    }

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel) =>
        ((TracedStage)stage).SpoilAsync("delay_enter=400000", withPostmaster: true, cancel);

    public override Task HealAsync(Stage stage, CancellationToken cancel) => ((TracedStage)stage).HealAsync();
}
