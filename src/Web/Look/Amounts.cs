using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>How numbers and days are written for people. The process runs with the invariant culture, so the few forms
/// that differ by language are spelt out here.</summary>
internal static class Amounts
{
    private const string Minus = "−";

    /// <summary>"¥1,234.56", with a true minus sign.</summary>
    public static string Yuan(Money amount) =>
        amount < Money.Zero ? $"{Minus}¥{-amount}" : $"¥{amount}";

    /// <summary>"+¥1.00" or "−¥1.00".</summary>
    public static string Signed(Money amount) => amount > Money.Zero ? $"+¥{amount}" : Yuan(amount);

    /// <summary>"2026年11月20日 周五" or "Fri 20 Nov 2026".</summary>
    public static string Day(DateOnly day, Language language) => language == Language.Zh
        ? $"{day.Year}年{day.Month}月{day.Day}日 周{"日一二三四五六"[(int)day.DayOfWeek]}"
        : day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A day and the minute in Beijing.</summary>
    public static string Moment(DateTimeOffset instant, Language language) =>
        $"{Day(BeijingTime.DateOf(instant), language)} {BeijingTime.TimeOfDay(instant):HH:mm}";

    /// <summary>The month of a calendar: "2026年11月" or "November 2026".</summary>
    public static string Month(DateOnly day, Language language) => language == Language.Zh
        ? $"{day.Year}年{day.Month}月"
        : day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
