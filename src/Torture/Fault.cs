using Huoqi.Kernel;

namespace Huoqi.Torture;

// Read this first: how the rig works, and how to add a fault.
//
// One *round* of a fault is: SetUpAsync gives a stage (a server with its data, and how app processes reach it); the rig
// starts the app processes, the clients (16 of them, each with a journal that is synced before a request is sent and
// before an answer is believed) and the auditor (every 50 ms, all books in one snapshot); in mid-load, at moments the
// seed decides, it calls StrikeAsync, waits Lasts, calls HealAsync and measures how long it takes until every client
// has had an answer again. After the planned number of strikes the load ends, unanswered requests are asked again with
// their own keys until each has an answer, deliveries are brought home, and the oracle compares journals with ledger,
// balances with journals, and runs Verify. Then the stage is disposed of.
//
//   Stage            a server and the way to it; the rig owns the app processes on it
//   PrivateStage     the installation's own private PostgreSQL, started and supervised by the app process: as people
//                    run it. Its data folder may lie anywhere: on a loop mount, on a small file system
//   ServerStage      a PostgreSQL that the rig starts: with other settings, under another program (strace, ip netns
//                    exec), over TCP; a pair of them for a failover
//   FaultList        every fault by name: what --list shows and --only takes
//
// To add a fault: a sealed class here that overrides what it needs, and a line in FaultList. Nothing in the fault
// judges or measures: that is the rig's work. A fault cleans up what it made (mounts, namespaces, helpers) in the
// stage's DisposeAsync, also when it was struck and not healed.

/// <summary>Something that goes wrong in mid-load, and what has to be there for it.</summary>
public abstract class Fault
{
    /// <summary>Its name on the command line and in the report, such as "kill-app".</summary>
    public abstract string Name { get; }

    /// <summary>What happens, in half a sentence for the list.</summary>
    public abstract string What { get; }

    /// <summary>Which figure of the report it counts for.</summary>
    public virtual FaultGroup Group => FaultGroup.Other;

    /// <summary>
    /// How often it strikes in a short run (./test) and in the whole one (<c>huoqi torture --all</c>).
    /// </summary>
    public virtual (int Short, int Whole) Strikes => (1, 10);

    /// <summary>The most strikes on one stage; the rest go on with a new one.</summary>
    public virtual int StrikesPerStage => 10;

    /// <summary>How long it stays before it is healed.</summary>
    public virtual TimeSpan Lasts => TimeSpan.Zero;

    /// <summary>App processes on the stage; with two, each client speaks to either.</summary>
    public virtual int AppProcesses => 1;

    /// <summary>Why it cannot be done on this machine, in one sentence; null when it can. Only looks.</summary>
    public virtual string? WhyNot() => null;

    /// <summary>Makes the server and everything the fault will need; nothing is broken yet.</summary>
    public virtual async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string data = Path.Combine(plan.Folder, "data");
        await plan.CopyTemplateAsync(data, cancel);
        return new PrivateStage(data);
    }

    /// <summary>Does the harm, in mid-load. Returns when it is done.</summary>
    /// <param name="stage">What <see cref="SetUpAsync"/> made.</param>
    /// <param name="random">Of the seed: which process, how long, which backend.</param>
    /// <param name="cancel">The run is being stopped.</param>
    public abstract Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel);

    /// <summary>
    /// Ends the harm (room on the disk, the wire back, the standby promoted). The time until service is back counts
    /// from the return of this; for what needs no healing, from the return of <see cref="StrikeAsync"/>.
    /// </summary>
    public virtual Task HealAsync(Stage stage, CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>The figures of the report that count strikes.</summary>
public enum FaultGroup
{
    Kill,
    PowerCut,
    Failover,
    Restore,

    /// <summary>Everything else; each by itself must be struck often enough.</summary>
    Other,
}

/// <summary>What a fault gets to make its stage of.</summary>
/// <param name="Folder">A folder of its own, empty; deleted afterwards. Others than root may enter it.</param>
/// <param name="Template">A whole data folder with a prepared house in it (people, money, units, a merchant), whose
/// server is stopped; its database is in <c>postgres</c>.</param>
/// <param name="Round">0 for the first stage of this fault, and so on: for names that must not meet.</param>
/// <param name="Report">Says a line to the person.</param>
public sealed record StagePlan(string Folder, string Template, int Round, Action<string> Report)
{
    /// <summary>How to start huoqi.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>Copies the prepared data folder, owners and rights included.</summary>
    public Task CopyTemplateAsync(string target, CancellationToken cancel) =>
        Programs.RunAsync("cp", ["-a", Template, target], cancel);
}
