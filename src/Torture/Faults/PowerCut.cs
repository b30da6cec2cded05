using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>The power goes: what was flushed is there, nothing else, and nobody gets to say goodbye.</summary>
internal sealed class PowerCut : Fault
{
    public override string Name => "power-cut";

    public override string What => "the disk forgets what was not flushed, and every process dies";

    public override FaultGroup Group => FaultGroup.PowerCut;

    public override (int Short, int Whole) Strikes => (1, 50);

    public override string? WhyNot() => Needs.LoopDisk();

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await DiskStage.MakeAsync(plan, megabytes: 2_000, cancel);
    }

    public override async Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        DiskStage cut = (DiskStage)stage;
        int postmaster = cut.Postmaster();

        // While everybody works: an answer that comes after this moment would be one without a flush.
        cut.Disk.CutPower();
        cut.KillApps();
        if (postmaster != 0)
        {
            int[] all = [postmaster, .. ServerProcesses.ChildrenOf(postmaster)];
            await ServerProcesses.SignalAsync("STOP", all, cancel);
            int[] more = [postmaster, .. ServerProcesses.ChildrenOf(postmaster), .. all];
            await ServerProcesses.SignalAsync("KILL", more.Distinct(), cancel);
        }
    }

    public override Task HealAsync(Stage stage, CancellationToken cancel) =>
        ((DiskStage)stage).Disk.StartAgainAsync(cancel);
}
