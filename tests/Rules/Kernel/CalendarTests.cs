using System.Globalization;
using System.Text.Json;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class CalendarTests
{
    private const string Heading = "date,bank_working_day,dealing_day,label\n";

    private static TradingCalendar China => TradingCalendar.China;

    [Theory]
    [InlineData("2013-06-13", true, true)] // Thursday after the Dragon Boat holiday
    [InlineData("2013-06-08", true, false)] // make-up Saturday
    [InlineData("2015-05-01", false, false)]
    [InlineData("2015-05-11", true, true)]
    [InlineData("2015-09-03", false, false)] // the seventieth anniversary
    [InlineData("2020-01-31", false, false)] // the holiday extended by the epidemic
    [InlineData("2024-02-09", true, false)] // New Year's eve: banks work, exchanges do not
    [InlineData("2026-12-31", true, true)]
    public void A_day_is_what_the_notices_say(string date, bool bankWorking, bool dealing)
    {
        Assert.Equal(bankWorking, China.IsBankWorkingDay(Day(date)));
        Assert.Equal(dealing, China.IsDealingDay(Day(date)));
    }

    [Fact]
    public void Steps_go_over_weekends_and_holidays()
    {
        Assert.Equal(Day("2015-05-04"), China.NextDealingDay(Day("2015-04-30")));
        Assert.Equal(Day("2015-04-30"), China.DealingDayOnOrAfter(Day("2015-04-30")));
        Assert.Equal(Day("2015-05-04"), China.DealingDayOnOrAfter(Day("2015-05-01")));
        Assert.Equal(Day("2015-04-30"), China.PreviousDealingDay(Day("2015-05-04")));
        Assert.Equal(Day("2024-02-19"), China.NextDealingDay(Day("2024-02-08")));
        Assert.Equal("春节", China.LabelOf(Day("2024-02-12")));
        Assert.Equal("", China.LabelOf(Day("2024-03-12")));
    }

    [Theory]
    [InlineData("2012-12-31")]
    [InlineData("2100-01-01")]
    public void A_day_outside_the_years_imported_is_refused_and_the_error_says_what_to_do(string date)
    {
        CalendarRangeException error = Assert.Throws<CalendarRangeException>(() => China.IsDealingDay(Day(date)));
        Assert.Equal(Day(date), error.Day);
        Assert.Contains($"{date} is outside", error.Message, StringComparison.Ordinal);
        Assert.Contains("import that year's calendar", error.Message, StringComparison.Ordinal);
        Assert.Throws<CalendarRangeException>(() => China.NextDealingDay(Day("2099-12-31")));
    }

    [Fact]
    public void The_holidays_agree_with_an_independent_data_set_but_for_one_day()
    {
        using JsonDocument data = JsonDocument.Parse(RepoFiles.ReadOrSkip("data/calendar/chinese-days-1.5.7.json"));
        HashSet<string> holidays = Names(data.RootElement.GetProperty("holidays"));
        HashSet<string> workdays = Names(data.RootElement.GetProperty("workdays"));
        List<string> differences = [];
        int days = 0;
        for (DateOnly day = China.FirstDay; day <= China.AnnouncedThrough; day = day.AddDays(1), days++)
        {
            string date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            bool weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            bool working = workdays.Contains(date) || (!weekend && !holidays.Contains(date));
            bool dealing = working && !weekend;
            if (working != China.IsBankWorkingDay(day) || dealing != China.IsDealingDay(day))
            {
                differences.Add(date);
            }
        }

        Assert.Equal(5_113, days);
        Assert.Equal(["2024-02-09"], differences);
    }

    [Fact]
    public void Each_year_has_the_number_of_dealing_days_the_exchanges_had()
    {
        // Trading days of the Shanghai exchange, 2013 to 2024.
        int[] expected = [238, 245, 244, 244, 244, 243, 244, 243, 243, 242, 242, 242];
        int[] counted = [.. Enumerable.Range(2013, expected.Length).Select(year =>
            Enumerable.Range(0, Day($"{year}-12-31").DayOfYear)
                .Count(i => China.IsDealingDay(new DateOnly(year, 1, 1).AddDays(i))))];
        Assert.Equal(expected, counted);
    }

    [Fact]
    public void An_override_gives_another_calendar_and_leaves_the_first_alone()
    {
        CalendarOverride closed = new(Day("2015-05-11"), IsBankWorkingDay: true, IsDealingDay: false, "typhoon");
        TradingCalendar changed = China.WithOverrides([closed]);
        Assert.False(changed.IsDealingDay(Day("2015-05-11")));
        Assert.Equal("typhoon", changed.LabelOf(Day("2015-05-11")));
        Assert.True(China.IsDealingDay(Day("2015-05-11")));
        Assert.Throws<CalendarRangeException>(() => China.WithOverrides([closed with { Day = Day("2100-01-01") }]));
        Assert.Throws<ArgumentException>(
            () => China.WithOverrides([closed with { IsBankWorkingDay = false, IsDealingDay = true }]));
    }

    [Fact]
    public void A_file_adds_a_year_and_its_exceptions()
    {
        TradingCalendar longer = China.WithText(
            "# next year\r\ncovers,2027-01-01,2027-12-31\r\n\r\n" + Heading + "2027-01-01,0,0,元旦\r\n", "next.csv");
        Assert.Equal(Day("2027-12-31"), longer.AnnouncedThrough);
        Assert.Equal(Day("2027-01-04"), longer.NextDealingDay(Day("2026-12-31")));

        // What was assumed of the year counts no more; of the next one it does.
        Assert.True(longer.IsDealingDay(Day("2027-02-08")));
        Assert.False(longer.IsAssumed(Day("2027-12-31")));
        Assert.True(longer.IsAssumed(Day("2028-01-01")));
        Assert.Equal(China.LastDay, longer.LastDay);
        Assert.Contains(Day("2027-02-08"), longer.DaysUnlike(China));
        Assert.All(longer.DaysUnlike(China), day => Assert.Equal(2027, day.Year));
        Assert.False(longer.IsDealingDay(Day("2015-05-01")));
    }

    [Theory]
    [InlineData("", "line 1: the heading")]
    [InlineData("date,open\n", "line 1: expected the heading")]
    [InlineData("\n" + Heading + "2015-05-11,1\n", "line 3: a row has 4 columns")]
    [InlineData(Heading + "11.5.2015,1,1,\n", "line 2: \"11.5.2015\" is not a date like")]
    [InlineData(Heading + "2015-05-11,yes,1,\n", "line 2: bank_working_day must be 1 or 0")]
    [InlineData(Heading + "2015-05-11,0,1,\n", "line 2: a dealing day must be a bank working day")]
    [InlineData(Heading + "2015-05-11,1,0,\n2015-05-11,1,0,\n", "line 3: 2015-05-11 stands twice")]
    [InlineData(Heading + "2027-01-01,0,0,\n", "line 2: 2027-01-01 is not covered")]
    [InlineData("#\ncovers,2028-01-01,2028-12-31\n" + Heading, "line 2: 2028-01-01 to 2028-12-31 leaves a gap")]
    [InlineData("covers,2027-12-31,2027-01-01\n" + Heading, "line 1: the last day covered is before the first")]
    public void A_file_that_cannot_be_used_is_refused_by_file_and_line(string text, string error) =>
        Assert.StartsWith(
            "mine.csv, " + error,
            Assert.Throws<CalendarFileException>(() => China.WithText(text.ReplaceLineEndings("\n"), "mine.csv"))
                .Message,
            StringComparison.Ordinal);

    private static HashSet<string> Names(JsonElement section) =>
        [.. section.EnumerateObject().Select(property => property.Name)];

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
