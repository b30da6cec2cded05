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
    public Task<IncomePage> ListAsync(
        long person, DateOnly? before, int limit, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");

    /// <summary>A month's days.</summary>
    public Task<IncomeMonth> MonthAsync(long person, int year, int month, CancellationToken cancel = default) =>
        throw new NotImplementedException();

    /// <summary>One day with its sources; null when it is not published.</summary>
    public Task<IncomeExplained?> DayAsync(long person, DateOnly day, CancellationToken cancel = default) =>
        throw new NotImplementedException();
}
