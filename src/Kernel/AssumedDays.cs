// The days off that nobody has announced yet. The State Council's notice for a year comes in the November before it;
// what is promised beyond the last notice rests on this rule, and says so. How often the rule would have been wrong
// in the years that are known stands in docs/decisions/0030-days-that-are-not-announced.md, and a test counts it.
using System.Globalization;

namespace Huoqi.Kernel;

/// <summary>
/// Days off as they have been given of late: the days of the regulation on public holidays, found by sun and moon, and
/// the days that notices put around them. Make-up weekends are not foreseen: exchanges do not trade on them.
/// </summary>
internal static class AssumedDays
{
    /// <summary>The last day about which something is assumed.</summary>
    public static readonly DateOnly Last = new(2099, 12, 31);

    private const int SpringDays = 8;
    private const int LabourDays = 5;
    private const int NationalDays = 7;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>The days of a year off, weekends among them; a day may stand twice: the first label holds.</summary>
    public static IEnumerable<(DateOnly Day, string Label)> Off(int year)
    {
        DateOnly midAutumn = LunarDay(year, month: 8, day: 15);
        DateOnly national = new(year, 10, 1);

        // A Mid-Autumn day within the national days adds one to them.
        int nationalDays = midAutumn >= national && midAutumn < national.AddDays(NationalDays)
            ? NationalDays + 1
            : NationalDays;
        IEnumerable<(DateOnly Day, string Label)> all =
        [
            .. Days(LunarDay(year, month: 1, day: 1).AddDays(-1), SpringDays, "春节"),
            .. Days(new(year, 5, 1), LabourDays, "劳动节"),
            .. Days(national, nationalDays, "国庆节"),
            .. Around(new(year, 1, 1), "元旦"),
            .. Around(new(year + 1, 1, 1), "元旦"),
            .. Around(new(year, 4, QingmingDay(year)), "清明"),
            .. Around(LunarDay(year, month: 5, day: 5), "端午"),
            .. Around(midAutumn, "中秋"),
        ];
        return all.Where(off => off.Day.Year == year);
    }

    /// <summary>A holiday of one day, and the day that makes it adjoin a weekend or makes up for one: none from
    /// Wednesday, which stands alone.</summary>
    private static (DateOnly Day, string Label)[] Around(DateOnly day, string label) => day.DayOfWeek switch
    {
        DayOfWeek.Tuesday => [(day.AddDays(-1), label), (day, label)],
        DayOfWeek.Thursday or DayOfWeek.Sunday => [(day, label), (day.AddDays(1), label)],
        DayOfWeek.Saturday => [(day, label), (day.AddDays(2), label)],
        _ => [(day, label)],
    };

    private static IEnumerable<(DateOnly Day, string Label)> Days(DateOnly first, int count, string label) =>
        Enumerable.Range(0, count).Select(i => (first.AddDays(i), label));

    // The sun decides it; this count holds from 2000 to 2099.
    private static int QingmingDay(int year) =>
        (int)((((year % 100) * 2_422L) + 48_100) / 10_000) - (year % 100 / 4);

    private static DateOnly LunarDay(int year, int month, int day)
    {
        // A leap month shifts the numbers of those behind it.
        int leap = Lunar.GetLeapMonth(year);
        int counted = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(Lunar.ToDateTime(year, counted, day, 0, 0, 0, 0));
    }
}
