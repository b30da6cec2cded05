using Huoqi.Torture;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>An installation that was made a moment ago, and then the power went.</summary>
public sealed class NewInstallationTests
{
    [Fact]
    public async Task A_new_installation_is_there_after_a_power_cut()
    {
        Assert.SkipWhen(Needs.LoopDisk() is not null, Needs.LoopDisk() ?? "");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using TestFolder folder = new();
        await OsRemains.ClearAsync(cancel);
        LoopDisk disk = await LoopDisk.MakeAsync(new(folder.Path, "", Round: 900, _ => { }), megabytes: 500, cancel);
        try
        {
            string data = Path.Combine(disk.Path, "data");
            await using (HuoqiProcess huoqi = await HuoqiProcess.KeepDatabaseAsync(data))
            {
                int postmaster = ServerProcesses.PostmasterOf(Path.Combine(data, "postgres"));
                Assert.NotEqual(0, postmaster);
                disk.CutPower();
                await huoqi.KillAsync();
                await ServerProcesses.SignalAsync(
                    "KILL", [postmaster, .. ServerProcesses.ChildrenOf(postmaster)], cancel);
            }
            await disk.StartAgainAsync(cancel);
            (int code, string said) = await HuoqiProcess.RunAsync("status", "--data", data);
            Assert.True(code == 0, said);
        }
        finally
        {
            await disk.RemoveAsync();
        }
    }
}
