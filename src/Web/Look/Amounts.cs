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

    /// <summary>What fits into a narrow place: "1.2千", "12.3万" or "1.2k", "3.4M", never more than there is. Below a
    /// thousand yuan there is none, because the whole amount fits.</summary>
    public static string? Short(Money amount, Language language)
    {
        const long Thousand = 1_000_00;
        const long ShownWhole = 100;
        long fen = Math.Abs(amount.Fen);
        (long unit, string name) = (language, fen) switch
        {
            (_, < Thousand) => (0, ""),
            (Language.Zh, < 10 * Thousand) => (Thousand, "千"),
            (Language.Zh, < 100_000 * Thousand) => (10 * Thousand, "万"),
            (Language.Zh, _) => (100_000 * Thousand, "亿"),
            (_, < 1_000 * Thousand) => (Thousand, "k"),
            _ => (1_000 * Thousand, "M"),
        };
        if (unit == 0)
        {
            return null;
        }

        string tenth = fen >= ShownWhole * unit ? "" : $".{fen % unit / (unit / 10)}";
        return $"{(amount < Money.Zero ? Minus : "")}{fen / unit}{tenth}{name}";
    }

    /// <summary>"2026年11月20日 周五" or "Fri 20 Nov 2026".</summary>
    public static string Day(DateOnly day, Language language) => language == Language.Zh
        ? $"{day.Year}年{day.Month}月{day.Day}日 周{"日一二三四五六"[(int)day.DayOfWeek]}"
        : day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A day where its year is said beside it: "11月20日 周五" or "Fri 20 Nov".</summary>
    public static string ShortDay(DateOnly day, Language language) => language == Language.Zh
        ? $"{day.Month}月{day.Day}日 周{"日一二三四五六"[(int)day.DayOfWeek]}"
        : day.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    /// <summary>A day and the minute in Beijing.</summary>
    public static string Moment(DateTimeOffset instant, Language language) =>
        $"{Day(BeijingTime.DateOf(instant), language)} {BeijingTime.TimeOfDay(instant):HH:mm}";

    /// <summary>The month of a calendar: "2026年11月" or "November 2026".</summary>
    public static string Month(DateOnly day, Language language) => language == Language.Zh
        ? $"{day.Year}年{day.Month}月"
        : day.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
}
