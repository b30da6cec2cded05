using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>A fund's figures of one published day.</summary>
/// <param name="Numbers">What everybody's income of the day follows from.</param>
/// <param name="Per10k">The income per 10,000 units: total over units.</param>
/// <param name="SevenDay">The seven-day annualised yield; null before the seventh day.</param>
public sealed record FundFigures(EarningDay Numbers, IncomePer10k Per10k, YieldPercent? SevenDay)
{
    public DateOnly Day => Numbers.Day;
}

/// <summary>
/// The published days of the fund, kept once per process: a published day never changes and is the same for everybody,
/// so that only new ones are ever read. Nothing of any person is kept.
/// </summary>
public sealed class FundHistory(Fund fund)
{
    private readonly Lock _growing = new();
    private volatile FundFigures[] _figures = [];

    /// <summary>The days known so far, in their order.</summary>
    public IReadOnlyList<FundFigures> Figures => _figures;

    /// <summary>The last day known; the day before all days when none is.</summary>
    public DateOnly Last => _figures is [.., { } last] ? last.Day : DateOnly.MinValue;

    /// <summary>The days that are not known yet, as a query of one shard: usually none.</summary>
    internal LedgerQueries.DaysAfter Newer(short shard) => new(shard, fund.Asset, Last);

    /// <summary>The days with those of a reading taken in.</summary>
    internal IReadOnlyList<FundFigures> With(IReadOnlyList<LedgerQueries.DayInShard> newer)
    {
        if (newer.Count == 0)
        {
            return _figures;
        }

        lock (_growing)
        {
            List<FundFigures> all = [.. _figures];
            foreach (LedgerQueries.DayInShard day in newer)
            {
                if (all.Count == 0 || day.Numbers.Day == all[^1].Day.AddDays(1))
                {
                    all.Add(Of(all, day.Numbers));
                }
            }

            return _figures = [.. all];
        }
    }

    /// <summary>Brings the days up to what one shard has.</summary>
    internal async Task<IReadOnlyList<FundFigures>> BringUpAsync(IReads reads, short shard, CancellationToken cancel) =>
        With(await reads.AllAsync(Newer(shard), cancel));

    private static FundFigures Of(List<FundFigures> before, in EarningDay day)
    {
        IncomePer10k per10k = day.EarningUnits == 0
            ? default
            : FundIncome.Per10k(new(day.TotalFen), new(day.EarningUnits));
        if (before.Count < SevenDayYield.Days - 1)
        {
            return new(day, per10k, SevenDay: null);
        }

        IncomePer10k[] week =
            [.. before.TakeLast(SevenDayYield.Days - 1).Select(figures => figures.Per10k), per10k];
        return new(day, per10k, SevenDayYield.CarriedDaily(week));
    }
}

/// <summary>Figures by day number.</summary>
internal static class FundFiguresByDay
{
    public static FundFigures On(this IReadOnlyList<FundFigures> figures, int day)
    {
        int at = figures.Count == 0 ? -1 : day - figures[0].Day.DayNumber;
        Invariant.Holds(at >= 0 && at < figures.Count, "the days of a holding are published");
        return figures[at];
    }
}

/// <summary>A person's days, as few as are needed or all of them.</summary>
internal static class HeldDays
{
    /// <summary>The days from one on, with the holding they were derived from and the fund's figures.</summary>
    public static async Task<(IReadOnlyList<HeldDay> Days, Holding Holding, IReadOnlyList<FundFigures> Figures)>
        FromAsync(CustomersParts parts, long person, DateOnly from, CancellationToken cancel)
    {
        short shard = parts.ShardOf(person);
        ReadBatch batch = new();
        ReadRows<HoldingPiece> pieces = batch.Add(new HoldingOf(shard, person, parts.Fund.Asset, from, Days: 1));
        ReadRows<LedgerQueries.DayInShard> newer = batch.Add(parts.History.Newer(shard));
        await parts.Db.TogetherAsync(batch, cancel);
        IReadOnlyList<FundFigures> figures = parts.History.With(newer.All);
        Holding holding = new(person, pieces.All);
        IReadOnlyList<HeldDay> days = holding.DaysFrom(from, number => figures.On(number).Numbers)
            ?? await WholeAsync(parts, person, from, cancel);
        return ([.. days.Select(day => day with { PostedBy = holding.PostedBy(day.Day) })], holding, figures);
    }

    /// <summary>The days from one on, derived from the whole history.</summary>
    public static async Task<IReadOnlyList<HeldDay>> WholeAsync(
        CustomersParts parts, long person, DateOnly from, CancellationToken cancel)
    {
        short shard = parts.ShardOf(person);
        IReadOnlyList<LedgerQueries.DayInShard> days = await parts.Db.AllAsync(
            new LedgerQueries.DaysAfter(shard, parts.Fund.Asset, DateOnly.MinValue), cancel);
        IReadOnlyList<HoldingDay> history = await HoldingDays.OfAsync(
            parts.Db, shard, person, parts.Fund.Asset, [.. days.Select(day => day.Numbers)], cancel);
        return [.. history.Where(day => day.Day >= from).Select(day => new HeldDay(day.Day, day.Units, day.Fen, 0))];
    }
}
