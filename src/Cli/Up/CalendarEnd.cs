using Huoqi.Kernel;

namespace Huoqi.Cli.Up;

/// <summary>Says that the trading calendar ends, before it does: the platform guesses no holidays.</summary>
internal static class CalendarEnd
{
    private const int DaysAhead = 60;

    /// <summary>One sentence when the calendar ends soon, or is over; else null.</summary>
    public static string? WarningFor(TradingCalendar calendar, DateOnly today)
    {
        int left = calendar.LastDay.DayNumber - today.DayNumber;
        return left switch
        {
            < 0 => $"The trading calendar ended on {calendar.LastDay:yyyy-MM-dd}: no date after it can be opened; "
                + "install a version with the next year's calendar (data/calendar/README.md).",
            <= DaysAhead => $"The trading calendar ends on {calendar.LastDay:yyyy-MM-dd}, in {left} days: install a "
                + "version with the next year's calendar before (data/calendar/README.md).",
            _ => null,
        };
    }
}
