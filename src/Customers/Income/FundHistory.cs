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
