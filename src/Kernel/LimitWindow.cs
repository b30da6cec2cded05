namespace Huoqi.Kernel;

/// <summary>The span over which a limit counts, by Beijing date; the numbers are fixed.</summary>
public enum LimitWindow
{
    /// <summary>Since the account was opened; never refilled.</summary>
    Lifetime = 1,

    /// <summary>A calendar year.</summary>
    Year = 2,

    /// <summary>A calendar day.</summary>
    Day = 3,
}

/// <summary>An amount that may be used up within a window.</summary>
/// <param name="Amount">The most that may be used, in fen.</param>
/// <param name="Window">The span after which it is full again.</param>
public readonly record struct Limit(Money Amount, LimitWindow Window)
{
    /// <summary>The amount and its window, such as "10,000.00 per day".</summary>
    public override string ToString() => Window switch
    {
        LimitWindow.Lifetime => $"{Amount} since opening",
        LimitWindow.Year => $"{Amount} per year",
        LimitWindow.Day => $"{Amount} per day",
    };
}

/// <summary>Names the windows of a limit.</summary>
public static class LimitWindows
{
    /// <summary>The window a Beijing date falls in: 0 for a lifetime, yyyy for a year, yyyymmdd for a day; ids of later
    /// windows are greater.</summary>
    public static int IdOf(this LimitWindow window, DateOnly date) => window switch
    {
        LimitWindow.Lifetime => 0,
        LimitWindow.Year => date.Year,
        LimitWindow.Day => (date.Year * 10_000) + (date.Month * 100) + date.Day,
    };
}
