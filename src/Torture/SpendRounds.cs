using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>What came of rounds.</summary>
/// <param name="Attempts">Spends of one balance at once, over all rounds.</param>
/// <param name="SameKey">Requests with one key at once, over all rounds.</param>
/// <param name="Rounds">How many rounds.</param>
/// <param name="NotOneWinner">Rounds in which not exactly one won.</param>
/// <param name="Verdict">What the oracle found.</param>
public sealed record RoundsResult(long Attempts, long SameKey, int Rounds, int NotOneWinner, Verdict Verdict);

/// <summary>
/// Rounds without any fault, through two app processes on the same shards: a balance that is spent 200 times at once,
/// in every way there is to spend it; and one request that is sent 50 times at once. Of each round exactly one may win.
/// </summary>
internal sealed class SpendRounds(Rig rig)
{
    /// <summary>Attempts at one balance.</summary>
    public const int AttemptsOfRound = 200;

    /// <summary>Requests with one key.</summary>
    public const int SameKeyOfRound = 50;

    private const long Fen = 100;

    private int _count;

    /// <summary>Runs so many rounds of each kind on a stage of their own.</summary>
    public async Task<RoundsResult> RunAsync(int spends, int sameKeys, int round, CancellationToken cancel)
    {
        SeededRandom random = rig.RandomOf("rounds", round);
        await using StageRun run = await StageRun.StartAsync(rig, new KillOneOfTwoApps(), Control.None, round, cancel);
        using ClientJournal journal = run.NewJournal(0);
        int notOne = 0;
        for (int i = 0; i < spends; i++)
        {
            cancel.ThrowIfCancellationRequested();
            notOne += await SpendAsync(run, journal, i, random) == 1 ? 0 : 1;
        }

        for (int i = 0; i < sameKeys; i++)
        {
            cancel.ThrowIfCancellationRequested();
            notOne += await SameKeyAsync(run, journal, random) ? 0 : 1;
        }

        Verdict verdict = await run.JudgeAsync(cancel);
        return new(
            (long)spends * AttemptsOfRound, (long)sameKeys * SameKeyOfRound, spends + sameKeys, notOne, verdict);
    }

    /// <summary>One balance, many hands; how many got it.</summary>
    private async Task<int> SpendAsync(StageRun run, ClientJournal journal, int round, SeededRandom random)
    {
        short shard = (short)(round % Cast.Shards);
        long spender = Cast.Spender(shard, Cast.Shards, round / Cast.Shards);
        bool ofFund = random.Next(2) == 0;
        string fed = NewKey(run);
        Ask feed = ofFund
            ? new(fed, fed, AskKind.GiveUnits, spender, 0, Fen)
            : new(fed, fed, AskKind.Send, Cast.FeederOf(shard, Cast.Shards), spender, Fen);
        (_, Told first) = (await AskAllAsync(run, journal, [feed]))[0];
        Invariant.Holds(first.IsDone, $"there is money to spend: {feed}: {first}");
        List<Ask> asks = [];
        for (int i = 0; i < AttemptsOfRound; i++)
        {
            string key = NewKey(run);
            long merchant = Cast.Merchants[(int)random.Next(Cast.Merchants.Count)];
            asks.Add((ofFund, random.Next(2) == 0) switch
            {
                (true, true) => new(key, key, AskKind.PayFromFund, spender, merchant, Fen),
                (true, false) => new(key, key, AskKind.Redeem, spender, 0, Fen),
                (false, true) => new(key, key, AskKind.PayFromWallet, spender, merchant, Fen),
                (false, false) => new(key, key, AskKind.Send, spender, 1 + random.Next(Cast.People), Fen),
            });
        }

        List<Ask> won = [.. (await AskAllAsync(run, journal, asks)).Where(a => a.Told.IsDone).Select(a => a.Ask)];
        foreach (Ask redeemed in won.Where(ask => ask.Kind == AskKind.Redeem))
        {
            // It is in the wallet now, where the next round would find it.
            string key = NewKey(run);
            await AskAllAsync(run, journal, [new(key, key, AskKind.PayFromWallet, spender, Cast.Merchants[0], Fen)]);
        }

        return won.Count;
    }

    /// <summary>One request, many times at once; true when all heard of the same one.</summary>
    private async Task<bool> SameKeyAsync(StageRun run, ClientJournal journal, SeededRandom random)
    {
        string key = NewKey(run);
        long person = 1 + random.Next(Cast.People);
        Ask ask = random.Next(3) switch
        {
            0 => new(key, key, AskKind.PayFromWallet, person, Cast.Merchants[0], 1 + random.Next(20)),
            1 => new(key, key, AskKind.PayFromFund, person, Cast.Merchants[0], 1 + random.Next(20)),
            _ => new(key, key, AskKind.Send, person, (person % Cast.People) + 1, 1 + random.Next(20)),
        };
        List<(Ask Ask, Told Told)> told =
            await AskAllAsync(run, journal, [.. Enumerable.Repeat(ask, SameKeyOfRound)]);
        return told[0].Told.IsDone && told.TrueForAll(other => other.Told == told[0].Told);
    }

    private string NewKey(StageRun run) => string.Create(CultureInfo.InvariantCulture, $"{run.Name}-r-{++_count}");

    /// <summary>All at once, every second one through the other process; written down before and after.</summary>
    private static async Task<List<(Ask Ask, Told Told)>> AskAllAsync(
        StageRun run, ClientJournal journal, IReadOnlyList<Ask> asks)
    {
        journal.Sending(asks.DistinctBy(ask => ask.Key));
        Told?[] told = await Task.WhenAll(asks.Select((ask, i) => run.Apps[i % run.Apps.Count].AskAsync(ask)));
        Invariant.Holds(Array.TrueForAll(told, answer => answer is { IsFinal: true }), "nothing fails in a round");
        journal.Answered(asks.Zip(told, (ask, answer) => (ask.Key, answer!)));
        return [.. asks.Zip(told, (ask, answer) => (ask, answer!))];
    }
}
