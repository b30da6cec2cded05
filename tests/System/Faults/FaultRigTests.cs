using Huoqi.Torture;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The fault rig in small: every fault of this machine, the rounds, and the controls that must fail.</summary>
public sealed class FaultRigTests(RigFixture fixture) : IClassFixture<RigFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Faults => [.. FaultList.All.Select(fault => fault.Name)];

    public static TheoryData<Control> Planted => [.. Enum.GetValues<Control>().Where(c => c != Control.None)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nothing_is_lost_doubled_or_wrongly_answered(string name)
    {
        Fault fault = FaultList.All.Single(one => one.Name == name);
        if (fault.WhyNot() is { } why)
        {
            TestContext.Current.SendDiagnosticMessage($"{name}: skipped: {why}");
            Assert.Skip($"{name}: {why}");
        }

        Torturer torturer = await fixture.TorturerAsync();
        StageResult result = await torturer.StageAsync(fault, fault.Strikes.Short, round: 0, Cancel);
        Assert.True(result.Verdict.Wrong == 0, fixture.Words(result.Verdict));
        Assert.Equal(fault.Strikes.Short, result.Strikes);
        Assert.True(result.Verdict.Done > 0 && result.Verdict.Audits > 0, fixture.Words(result.Verdict));
    }

    [Fact]
    public async Task Of_20_000_attempts_at_double_spending_and_10_000_requests_with_the_same_key_one_wins_each_round()
    {
        Torturer torturer = await fixture.TorturerAsync();
        RoundsResult result = await torturer.RoundsAsync(spends: 100, sameKeys: 200, round: 0, Cancel);
        Assert.Equal((20_000, 10_000), (result.Attempts, result.SameKey));
        Assert.Equal(0, result.NotOneWinner);
        Assert.True(result.Verdict.Wrong == 0, fixture.Words(result.Verdict));
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task A_planted_bug_is_found(Control control)
    {
        Torturer torturer = await fixture.TorturerAsync();
        ControlResult result = await torturer.ControlAsync(control, Cancel);
        TestContext.Current.SendDiagnosticMessage($"{control} after {result.Strikes}: {result.What}");
        Assert.True(result.IsFound, $"seed {RigFixture.Seed}: {control}: {result.What}");
    }
}

/// <summary>One prepared house for all stages; the seed is printed with every failure.</summary>
public sealed class RigFixture : IDisposable
{
    public const long Seed = 20260310;

    private readonly TestFolder _folder = new();
    private readonly SemaphoreSlim _one = new(1);
    private Torturer? _torturer;

    /// <summary>The rig, its house prepared once.</summary>
    public async Task<Torturer> TorturerAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the rig needs Linux");
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_torturer is null)
            {
                string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "huoqi.dll")];
                Rig rig = new(
                    Path.Combine(_folder.Path, "torture"), program, Seed,
                    line => TestContext.Current.SendDiagnosticMessage(line));
                await rig.PrepareAsync(TestContext.Current.CancellationToken);
                _torturer = new(rig);
            }

            return _torturer;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A verdict with its findings.</summary>
    public string Words(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return $"seed {Seed}, {_folder.Path}: {verdict}\n{string.Join('\n', verdict.Found)}";
    }

    public void Dispose()
    {
        _one.Dispose();
        _folder.Dispose();
    }
}
