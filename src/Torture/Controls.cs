using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>What a control came to.</summary>
/// <param name="Control">The bug that was planted.</param>
/// <param name="IsFound">Whether the rig found it; if not, the rig is broken.</param>
/// <param name="Strikes">After how many strikes, or rounds.</param>
/// <param name="What">What it found, in words.</param>
public sealed record ControlResult(Control Control, bool IsFound, int Strikes, string What);

/// <summary>The positive controls: each plants one bug and must be found within a bound.</summary>
internal sealed class Controls(Rig rig)
{
    private const int MostStages = 6;
    private const int StrikesOfStage = 3;

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<Control> All { get; } =
        [.. Enum.GetValues<Control>().Where(control => control != Control.None)];

    /// <summary>Goes on until the bug is found or the bound is reached.</summary>
    public async Task<ControlResult> RunAsync(Control control, CancellationToken cancel)
    {
        if (control == Control.CheckThenAct)
        {
            return await NaiveRoundsAsync(cancel);
        }

        int strikes = 0;
        for (int round = 0; round < MostStages; round++)
        {
            StageResult result =
                await new FaultRun(rig, FaultFor(control), control).RunAsync(StrikesOfStage, round, cancel);
            strikes += result.Strikes;
            if (IsFoundIn(control, result.Verdict))
            {
                return new(control, IsFound: true, strikes, result.Verdict.ToString());
            }
        }

        return new(control, IsFound: false, strikes, "nothing was found: the rig is broken");
    }

    private static Fault FaultFor(Control control) => control switch
    {
        Control.NoKeyOnRetry or Control.RefusalBeforeKey => new KillApp(),
        Control.AsynchronousCommit => new KillServer(),
        Control.NoHeadCheck or Control.RefusalWithoutHeadCheck => new NothingHappens(),
        Control.None or Control.CheckThenAct => throw new InvariantBrokenException("no stage has this control"),
    };

    // Each bug has to be found by what it does, not by whatever else goes wrong with it.
    private static bool IsFoundIn(Control control, Verdict verdict) => control switch
    {
        Control.NoKeyOnRetry => verdict.Doubled > 0,
        Control.AsynchronousCommit => verdict.Lost > 0,
        Control.NoHeadCheck => verdict.BadAudits + verdict.WrongBalances > 0 && verdict.VerifyFindings > 0,
        Control.RefusalBeforeKey or Control.RefusalWithoutHeadCheck => verdict.WronglyAnswered > 0,
        Control.None or Control.CheckThenAct => false,
    };

    private async Task<ControlResult> NaiveRoundsAsync(CancellationToken cancel)
    {
        await using StageRun run =
            await StageRun.StartAsync(rig, new NothingHappens(), Control.CheckThenAct, round: 0, cancel);
        await using NpgsqlDataSource owner = NpgsqlDataSource.Create(run.Stage.OwnerConnection()!);
        for (int round = 1; round <= 50; round++)
        {
            int won = await NaivePurse.SpendAsync(owner, cancel);
            if (won > 1)
            {
                await run.JudgeAsync(cancel);
                return new(Control.CheckThenAct, IsFound: true, round,
                    $"{won} of {SpendRounds.AttemptsOfRound} spends of one balance won");
            }
        }

        return new(Control.CheckThenAct, IsFound: false, 50, "nothing was found: the rig is broken");
    }

    /// <summary>Two app processes under load; that is enough.</summary>
    private sealed class NothingHappens : Fault
    {
        public override string Name => "load";

        public override string What => "two app processes under load";

        public override int AppProcesses => 2;

        public override Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel) =>
            Task.Delay(TimeSpan.FromMilliseconds(500), cancel);
    }
}
