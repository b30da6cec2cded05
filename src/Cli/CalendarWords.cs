using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary>What is said of a trading calendar: how far it was announced, and from when on days are assumed.</summary>
internal static class CalendarWords
{
    // What is ordered before a long holiday arrives within two weeks; the notice is out weeks before that matters.
    private const int DaysAhead = 60;

    /// <summary>How far the calendar reaches, in one sentence without a full stop.</summary>
    public static string Extent(TradingCalendar calendar) =>
        $"holidays announced through {calendar.AnnouncedThrough:yyyy-MM-dd}; "
        + $"from {calendar.AnnouncedThrough.AddDays(1):yyyy-MM-dd} on they are assumed";

    /// <summary>One sentence when dates promised soon rest on assumed days, or do already; else null.</summary>
    public static string? WarningOn(this TradingCalendar calendar, DateOnly today) =>
        calendar.IsAssumed(today.AddDays(DaysAhead))
            ? $"The trading calendar has {Extent(calendar)}: dates that rest on them are shown as provisional; load "
                + "the notice with huoqi calendar load <file> when it is out (data/calendar/README.md)."
            : null;

    /// <summary>Nothing can be opened where not even an assumption reaches.</summary>
    public static void MustReach(TradingCalendar calendar, DateOnly today)
    {
        // An order of today must find its days.
        if (today > calendar.LastDay.AddDays(-DaysAhead))
        {
            throw new UserErrorException(
                $"The trading calendar ends on {calendar.LastDay:yyyy-MM-dd} and the business date is "
                + $"{today:yyyy-MM-dd}: load later years with huoqi calendar load <file> (data/calendar/README.md).");
        }
    }
}
