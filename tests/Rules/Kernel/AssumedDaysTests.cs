using System.Globalization;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

/// <summary>Days that nobody has announced: found by law, sun and moon, and how often the rule would have been wrong.
/// </summary>
public sealed class AssumedDaysTests
{
    private static TradingCalendar China => TradingCalendar.China;

    [Theory]
    [InlineData("2027-01-01", "元旦")]
    [InlineData("2029-12-31", "元旦")] // Monday before a New Year's day on Tuesday
    [InlineData("2027-02-05", "春节")] // New Year's eve
    [InlineData("2027-02-12", "春节")]
    [InlineData("2027-04-05", "清明")]
    [InlineData("2028-04-04", "清明")]
    [InlineData("2028-04-03", "清明")] // Monday before a Tuesday
    [InlineData("2027-05-03", "劳动节")]
    [InlineData("2027-06-09", "端午")]
    [InlineData("2028-05-29", "端午")] // the day itself is a Sunday, in a year with a leap month
    [InlineData("2027-09-15", "中秋")]
    [InlineData("2028-10-02", "国庆节")]
    [InlineData("2030-09-12", "中秋")]
    [InlineData("2030-09-13", "中秋")] // Friday after a Thursday
    [InlineData("2031-10-08", "国庆节")] // Mid-Autumn lies in the national days
    public void Holidays_are_found_by_law_sun_and_moon(string date, string label)
    {
        DateOnly day = Day(date);
        Assert.Equal(label, China.LabelOf(day));
        Assert.False(China.IsDealingDay(day));
        Assert.False(China.IsBankWorkingDay(day));
        Assert.True(China.IsAssumed(day));
    }

    [Fact]
    public void Other_days_follow_the_week_up_to_the_end_of_the_century()
    {
        Assert.Equal(Day("2026-12-31"), China.AnnouncedThrough);
        Assert.False(China.IsAssumed(Day("2026-12-31")));
        Assert.Equal(Day("2099-12-31"), China.LastDay);
        for (DateOnly day = China.AnnouncedThrough.AddDays(1); day <= China.LastDay; day = day.AddDays(1))
        {
            bool weekday = day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
            Assert.Equal(weekday && China.LabelOf(day).Length == 0, China.IsDealingDay(day));
            Assert.Equal(China.IsDealingDay(day), China.IsBankWorkingDay(day));
        }
    }

    [Fact]
    public void Every_year_has_about_as_many_dealing_days_as_the_known_ones()
    {
        for (int year = 2027; year <= 2099; year++)
        {
            DateOnly first = new(year, 1, 1);
            Assert.InRange(
                Enumerable.Range(0, first.AddYears(1).DayNumber - first.DayNumber)
                    .Count(i => China.IsDealingDay(first.AddDays(i))),
                236, 248);
        }
    }

    /// <summary>The figures of docs/decisions/0030: nobody promises days by a rule whose errors are not counted.
    /// </summary>
    [Theory]
    [InlineData(2013, 6, 2, 20)]
    [InlineData(2014, 0, 2, 7)]
    [InlineData(2015, 2, 4, 11)]
    [InlineData(2016, 0, 3, 9)]
    [InlineData(2017, 0, 5, 10)]
    [InlineData(2018, 1, 4, 12)]
    [InlineData(2019, 0, 1, 7)]
    [InlineData(2020, 0, 0, 6)]
    [InlineData(2021, 0, 1, 8)]
    [InlineData(2022, 0, 2, 9)]
    [InlineData(2023, 0, 2, 9)]
    [InlineData(2024, 0, 0, 9)]
    [InlineData(2025, 0, 0, 5)]
    [InlineData(2026, 0, 0, 6)]
    public void Of_a_known_year_the_rule_would_have_been_wrong_by_so_many_days(
        int year, int openThoughClosed, int closedThoughOpen, int banks)
    {
        HashSet<DateOnly> off = [.. AssumedDays.Off(year).Select(day => day.Day)];
        (int open, int closed, int bank) = (0, 0, 0);
        for (DateOnly day = new(year, 1, 1); day.Year == year; day = day.AddDays(1))
        {
            bool assumed = day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !off.Contains(day);
            open += assumed && !China.IsDealingDay(day) ? 1 : 0;
            closed += !assumed && China.IsDealingDay(day) ? 1 : 0;
            bank += assumed != China.IsBankWorkingDay(day) ? 1 : 0;
        }

        Assert.Equal((openThoughClosed, closedThoughOpen, banks), (open, closed, bank));
    }

    [Theory]
    [InlineData(2024, 4, 4)]
    [InlineData(2025, 4, 4)]
    [InlineData(2026, 4, 5)]
    [InlineData(2027, 4, 5)]
    [InlineData(2044, 4, 4)]
    public void Qingming_is_the_day_on_which_the_sun_stands_at_fifteen_degrees(int year, int month, int day) =>
        Assert.Contains((new DateOnly(year, month, day), "清明"), AssumedDays.Off(year));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
