using Huoqi.Customers;

namespace Huoqi.Web;

/// <summary>
/// The days that a review promises, as its form carries them: what is confirmed after they have changed is shown again
/// first, with the days of now. Whoever writes something else into the field changes what they see themselves.
/// </summary>
internal static class PromisedDays
{
    /// <summary>The hidden field, and where it is said that the days have changed.</summary>
    public const string Field = "promised";

    private static readonly Text CutOffPassed = new(
        "从显示到确认之间已过截止时间，日期变了。没有任何款项变动；请核对新的日期，再确认一次。",
        "The cut-off has passed since this was shown, and the dates are new. No money moved: check them, and confirm "
        + "again.");

    private static readonly Text NewDay = new(
        "从显示到确认之间已过零点，日期变了。没有任何款项变动；请核对新的日期，再确认一次。",
        "A new day has begun since this was shown, and the dates are new. No money moved: check them, and confirm "
        + "again.");

    private static readonly Text OtherCalendar = new(
        "从显示到确认之间公布了新的交易日安排，日期变了。没有任何款项变动；请核对新的日期，再确认一次。",
        "Other dealing days were announced since this was shown, and the dates are new. No money moved: check them, "
        + "and confirm again.");

    /// <summary>The days of a quote; empty where it promises none.</summary>
    public static string Of(Quote quote)
    {
        DateOnly?[] days = [quote.OrderDay, quote.ConfirmDay, quote.EarnsUntilBefore];
        return string.Join(' ', days.OfType<DateOnly>().Select(Written));
    }

    /// <summary>What to say when other days were shown than the quote of now has; null when they are the same, or none
    /// were shown.</summary>
    public static Text? ChangedSince(string shown, Quote now)
    {
        if (shown.Length == 0 || shown == Of(now))
        {
            return null;
        }

        return now.OrderDay is not { } orderDay ? NewDay
            : shown.StartsWith(Written(orderDay), StringComparison.Ordinal) ? OtherCalendar
            : CutOffPassed;
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd");
}
