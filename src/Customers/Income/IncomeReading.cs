using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>A person's income of one day.</summary>
/// <param name="Day">The earning day.</param>
/// <param name="Units">The units that earned.</param>
/// <param name="Income">What they earned.</param>
/// <param name="PostedBy">The entry that posted it; null while it is derived and not posted yet, or nothing.</param>
public sealed record IncomeOfDay(DateOnly Day, FundUnits Units, Money Income, OrderNo? PostedBy);

/// <summary>A correction or an adjustment of a person's income.</summary>
/// <param name="Entry">The entry that gave or took it.</param>
/// <param name="BookedOn">Its business date.</param>
/// <param name="First">The first earning day it is for.</param>
/// <param name="Last">The last earning day it is for.</param>
/// <param name="Amount">What was given, or taken if negative.</param>
/// <param name="Reason">As the entry says it.</param>
public sealed record IncomeAdjustment(
    OrderNo Entry, DateOnly BookedOn, DateOnly First, DateOnly Last, Money Amount, string Reason);

/// <summary>Income by day, newest first.</summary>
/// <param name="Days">The days, those without income too.</param>
/// <param name="Next">What to ask for next: days before it; null at the end.</param>
public sealed record IncomePage(IReadOnlyList<IncomeOfDay> Days, DateOnly? Next);

/// <summary>The income of a calendar month.</summary>
/// <param name="Days">Its published days, oldest first.</param>
/// <param name="Adjustments">What was corrected by entries of the month.</param>
/// <param name="Total">Days and adjustments together.</param>
public sealed record IncomeMonth(
    IReadOnlyList<IncomeOfDay> Days, IReadOnlyList<IncomeAdjustment> Adjustments, Money Total);

/// <summary>How the income of one day came about.</summary>
public sealed record IncomeExplained
{
    /// <summary>Day, units, income and the entry that posted it.</summary>
    public required IncomeOfDay Day { get; init; }

    /// <summary>The fund's total and units, the cut, income per 10,000 and the seven-day yield.</summary>
    public required FundFigures Fund { get; init; }

    /// <summary>units × total ÷ fund's units, rounded down.</summary>
    public required Money Floor { get; init; }

    /// <summary>What rounding down left, in parts of the fund's units.</summary>
    public required long Remainder { get; init; }

    /// <summary>Whether one of the fen that were left over came here, by the largest remainder.</summary>
    public bool GotOneMore => Day.Income > Floor;

    /// <summary>What later corrected this day for this person.</summary>
    public required IReadOnlyList<IncomeAdjustment> Adjustments { get; init; }
}

/// <summary>A person's income day by day, and how each of them came about.</summary>
public sealed class IncomeReading(CustomersParts parts)
{
    /// <summary>The longest page.</summary>
    public const int LargestPage = 400;

    /// <summary>Days before <paramref name="before"/>, or the newest.</summary>
    public async Task<IncomePage> ListAsync(
        long person, DateOnly? before, int limit, CancellationToken cancel = default)
    {
        Invariant.Holds(limit is > 0 and <= LargestPage);
        IReadOnlyList<FundFigures> all = await parts.History.BringUpAsync(parts.Db, parts.ShardOf(person), cancel);
        if (all.Count == 0 || before <= all[0].Day)
        {
            return new([], Next: null);
        }

        DateOnly end = before is { } wanted && wanted <= all[^1].Day ? wanted : all[^1].Day.AddDays(1);
        DateOnly from = DateOnly.FromDayNumber(Math.Max(all[0].Day.DayNumber, end.DayNumber - limit));
        (IReadOnlyList<HeldDay> days, _, _) = await HeldDays.FromAsync(parts, person, from, cancel);
        return new(
            [.. days.Where(day => day.Day < end).Reverse().Select(day => ToIncome(person, day))],
            from > all[0].Day ? from : null);
    }

    /// <summary>A month's days.</summary>
    public async Task<IncomeMonth> MonthAsync(
        long person, int year, int month, CancellationToken cancel = default)
    {
        DateOnly first = new(year, month, 1);
        DateOnly last = month == 12 ? new(year, 12, 31) : new DateOnly(year, month + 1, 1).AddDays(-1);
        (IReadOnlyList<HeldDay> held, Holding holding, _) = await HeldDays.FromAsync(parts, person, first, cancel);
        IncomeOfDay[] days = [.. held.Where(day => day.Day >= first && day.Day <= last)
            .Select(day => ToIncome(person, day))];
        IncomeAdjustment[] adjustments = [.. holding.AdjustmentsSince(first)
            .Where(adjustment => adjustment.BookedOn <= last)
            .Select(adjustment => ToAdjustment(person, adjustment))];
        return new(days, adjustments,
            Money.Sum(days.Select(day => day.Income)) + Money.Sum(adjustments.Select(a => a.Amount)));
    }

    /// <summary>One day with its sources; null when it is not published.</summary>
    public async Task<IncomeExplained?> DayAsync(long person, DateOnly day, CancellationToken cancel = default)
    {
        (IReadOnlyList<HeldDay> held, Holding holding, IReadOnlyList<FundFigures> figures) =
            await HeldDays.FromAsync(parts, person, day, cancel);
        if (held.Count == 0 || held[0].Day != day)
        {
            return null;
        }

        FundFigures fund = figures.On(day.DayNumber);
        long units = Math.Max(0, held[0].Units);
        (long floor, long remainder) = fund.Numbers.EarningUnits == 0
            ? (0, 0)
            : EarningDay.FloorShare(units, fund.Numbers.TotalFen, fund.Numbers.EarningUnits);
        return new()
        {
            Day = ToIncome(person, held[0]),
            Fund = fund,
            Floor = new(floor),
            Remainder = remainder,
            Adjustments = [.. holding.AdjustmentsSince(day)
                .Where(adjustment => adjustment.First <= day && day <= adjustment.Last)
                .Select(adjustment => ToAdjustment(person, adjustment))],
        };
    }

    private IncomeOfDay ToIncome(long person, in HeldDay day) => new(
        day.Day, new(day.Units), new(day.Fen),
        day.PostedBy == 0 ? null : new OrderNo(parts.ShardOf(person), day.PostedBy));

    private IncomeAdjustment ToAdjustment(long person, in HeldAdjustment adjustment) => new(
        new(parts.ShardOf(person), adjustment.Entry), adjustment.BookedOn, adjustment.First, adjustment.Last,
        new(adjustment.Fen), adjustment.Reason);
}
