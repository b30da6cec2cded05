using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>
/// The whole replay as acts, before any is done: each day's real totals spread over the people, exact to the fen,
/// nobody below zero, the same for the same seed on every machine. Streams day by day and keeps one day in memory.
/// </summary>
public sealed class ReplayPlan
{
    /// <summary>Merchants that are paid, numbered 1 … 50.</summary>
    public const int Merchants = 50;

    private readonly IReadOnlyList<YuebaoDay> _reported;
    private readonly Func<long, int> _shardOf;
    private readonly long[] _weights;

    /// <param name="data">The real data, all days.</param>
    /// <param name="seed">Any number; the same one gives the same plan.</param>
    /// <param name="people">1 … 1,000,000; the reported totals are scaled by people / 28,041.</param>
    /// <param name="days">How many of the days, from the first on.</param>
    /// <param name="shards">Shards of the ledger, each with a bank of its own.</param>
    /// <param name="shardOf">Shard 0 … shards − 1 of a person number.</param>
    public ReplayPlan(
        IReadOnlyList<YuebaoDay> data, ulong seed, int people, int days, int shards, Func<long, int> shardOf)
    {
        RequirePossible(people, days, data.Count);
        Seed = seed;
        People = people;
        Shards = shards;
        _shardOf = shardOf;
        _reported = [.. data.Take(days)];
        Days = YuebaoDay.Scaled(_reported, people);
        _weights = HeavyTail.Weights(seed, people);
        BeforeFirstDay = [Openings(people), TransfersIn(Days[0].OpeningFen)];
    }

    public ulong Seed { get; }

    public int People { get; }

    public int Shards { get; }

    /// <summary>The days with their totals as they are spread: at 28,041 people those reported.</summary>
    public IReadOnlyList<YuebaoDay> Days { get; }

    /// <summary>Day 0: everybody's account is opened, then the units held already come in.</summary>
    public IReadOnlyList<PlannedPhase> BeforeFirstDay { get; }

    /// <summary>
    /// What our closing balance must exceed the reported one by, once the difference in income is taken off: the
    /// reported figures' own breaks up to there, in fen.
    /// </summary>
    public long ReportedBreakFen
    {
        get
        {
            long breakFen = 0;
            foreach (YuebaoDay day in Days)
            {
                breakFen += day.OpeningFen + day.TotalPurchaseFen - day.TotalRedeemFen - day.ClosingFen;
            }

            return breakFen;
        }
    }

    /// <summary>
    /// The days in order, planned as they are asked for; every enumeration starts anew. A day's figures may be read
    /// until the next day is asked for.
    /// </summary>
    public IEnumerable<PlannedDay> Run()
    {
        NaiveFund fund = new(People, Shards, _shardOf);
        foreach (PlannedAct act in BeforeFirstDay[1].Acts)
        {
            fund.TransferIn(act.Person, act.AmountFen);
        }

        DayPlanner planner = new(Seed, _weights, fund, Merchants);
        for (int i = 0; i < Days.Count; i++)
        {
            YuebaoDay day = Days[i];
            fund.BeginDay(day.Date);
            List<PlannedPhase> phases = planner.Plan(i + 1, _reported[i], day);
            fund.EndDay(day.IncomePer10k);
            yield return new(i + 1, day, phases, fund, planner);
        }
    }

    /// <summary>A sentence when there can be no plan of this size.</summary>
    public static void RequirePossible(int people, int days, int daysInData)
    {
        if (people is < 1 or > 1_000_000)
        {
            throw new UserErrorException($"--people {people} is not possible; give a number from 1 to 1,000,000.");
        }

        if (days < 1 || days > daysInData)
        {
            throw new UserErrorException($"--days {days} is not possible; give a number from 1 to {daysInData}.");
        }
    }

    private static PlannedPhase Openings(int people)
    {
        PlannedAct[] acts = new PlannedAct[people];
        for (int i = 0; i < people; i++)
        {
            acts[i] = new(ActKind.OpenAccount, DayNumber: 0, i + 1, Person: i + 1, Merchant: 0, AmountFen: 0);
        }

        return new(ActKind.OpenAccount, acts);
    }

    private PlannedPhase TransfersIn(long totalFen)
    {
        long[] amountsFen = Spread.ByWeight(totalFen, _weights);
        List<PlannedAct> acts = [];
        for (int i = 0; i < amountsFen.Length; i++)
        {
            if (amountsFen[i] > 0)
            {
                acts.Add(new(ActKind.TransferInHoldings, 0, acts.Count + 1, i + 1, Merchant: 0, amountsFen[i]));
            }
        }

        return new(ActKind.TransferInHoldings, acts);
    }
}
