namespace Huoqi.Torture;

/// <summary>Every fault of the rig, by name, in the order of the report.</summary>
public static class FaultList
{
    /// <summary>All of them; those that a machine cannot do say so themselves.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new KillApp(), new KillServer(), new KillBoth(), new KillBackend(), new KillOneOfTwoApps(),
        new PowerCut(), new DiskFull(), new FlushError(), new SlowFlush(), new Partition(), new ClockJump(),
        new Failover(), new RestoreUnderLoad(),
    ];
}
