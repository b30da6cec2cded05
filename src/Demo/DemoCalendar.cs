using System.Globalization;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Demo;

/// <summary>
/// The trading calendar of a demo. Beyond the last year whose holidays are known it goes on with the days that the
/// regulation on public holidays names (in force 2025), found by the lunar calendar, and without the days off and
/// make-up days that a yearly notice adds. A real installation never guesses: it imports the notice.
/// </summary>
public static class DemoCalendar
{
    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>The known calendar, and so many further years.</summary>
    public static TradingCalendar Extended(TradingCalendar known, int years)
    {
        DateOnly first = known.LastDay.AddDays(1);
        DateOnly last = known.LastDay.AddYears(years);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"covers,{first:yyyy-MM-dd},{last:yyyy-MM-dd}\n");
        text.Append("date,bank_working_day,dealing_day,label\n");
        for (int year = first.Year; year <= last.Year; year++)
        {
            foreach ((DateOnly day, string label) in Holidays(year).Where(h => h.Day >= first && h.Day <= last)
                .DistinctBy(holiday => holiday.Day).OrderBy(holiday => holiday.Day))
            {
                text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},0,0,{label}\n");
            }
        }

        return known.WithText(text.ToString(), "provisional calendar");
    }

    private static IEnumerable<(DateOnly Day, string Label)> Holidays(int year)
    {
        yield return (new(year, 1, 1), "元旦");
        DateOnly spring = LunarDay(year, month: 1, day: 1);
        for (int i = -1; i <= 2; i++)
        {
            yield return (spring.AddDays(i), "春节");
        }

        yield return (new(year, 4, QingmingDay(year)), "清明节");
        yield return (new(year, 5, 1), "劳动节");
        yield return (new(year, 5, 2), "劳动节");
        yield return (LunarDay(year, month: 5, day: 5), "端午节");
        yield return (LunarDay(year, month: 8, day: 15), "中秋节");
        for (int day = 1; day <= 3; day++)
        {
            yield return (new(year, 10, day), "国庆节");
        }
    }

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
