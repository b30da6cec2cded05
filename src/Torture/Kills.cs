using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>kill -9 of the app: the database lives on, and the next app process takes it over.</summary>
internal sealed class KillApp : Fault
{
    public override string Name => "kill-app";

    public override string What => "kill -9 of the app process";

    public override FaultGroup Group => FaultGroup.Kill;

    public override (int Short, int Whole) Strikes => (10, 100);

    public override int StrikesPerStage => 20;

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        stage.KillApps();
        return Task.CompletedTask;
    }
}

/// <summary>kill -9 of every process of PostgreSQL at once; the app starts it again.</summary>
internal sealed class KillServer : Fault
{
    public override string Name => "kill-server";

    public override string What => "kill -9 of all processes of PostgreSQL";

    public override FaultGroup Group => FaultGroup.Kill;

    public override (int Short, int Whole) Strikes => (10, 100);

    public override int StrikesPerStage => 20;

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel) =>
        stage.KillServerAsync(cancel);
}

/// <summary>Both at once.</summary>
internal sealed class KillBoth : Fault
{
    public override string Name => "kill-both";

    public override string What => "kill -9 of the app and of PostgreSQL";

    public override FaultGroup Group => FaultGroup.Kill;

    public override (int Short, int Whole) Strikes => (10, 100);

    public override int StrikesPerStage => 20;

    public override async Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);

        // The app first or the server first: the other one sees the death, or does not.
        bool appFirst = random.Next(2) == 0;
        if (appFirst)
        {
            stage.KillApps();
        }

        await stage.KillServerAsync(cancel);
        if (!appFirst)
        {
            stage.KillApps();
        }
    }
}

/// <summary>One session of the server: PostgreSQL resets all others with it.</summary>
internal sealed class KillBackend : Fault
{
    public override string Name => "kill-backend";

    public override string What => "kill -9 of one session's process, or its termination by an operator";

    public override async Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(random);
        IReadOnlyList<int> backends;
        while ((backends = await stage.BackendsAsync(cancel)).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancel);
        }

        // The other signal is what pg_terminate_backend sends.
        int victim = backends[(int)random.Next(backends.Count)];
        await ServerProcesses.SignalAsync(random.Next(2) == 0 ? "KILL" : "TERM", [victim], cancel);
    }
}

/// <summary>Two app processes write to the same shards all the time; one of them dies.</summary>
internal sealed class KillOneOfTwoApps : Fault
{
    public override string Name => "two-apps";

    public override string What => "two app processes on the same shards, kill -9 of one";

    public override int AppProcesses => 2;

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(random);
        stage.KillApp((int)random.Next(stage.AppCount));
        return Task.CompletedTask;
    }
}
