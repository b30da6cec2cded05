using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>Not one byte is left on the disk of the installation, for some seconds.</summary>
internal sealed class DiskFull : Fault
{
    public override string Name => "disk-full";

    public override string What => "the disk of the installation is full for 6 s";

    public override int StrikesPerStage => 5;

    public override TimeSpan Lasts => TimeSpan.FromSeconds(6);

    public override string? WhyNot() => Needs.LoopDisk() ?? Needs.Root(("fallocate", "util-linux"));

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await DiskStage.MakeAsync(plan, megabytes: 1_500, cancel);
    }

    public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel) =>
        ((DiskStage)stage).Disk.FillAsync(cancel);

    public override Task HealAsync(Stage stage, CancellationToken cancel)
    {
        ((DiskStage)stage).Disk.Free();
        return Task.CompletedTask;
    }
}
