using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

/// <summary>Loading a year's notice: days to come become known, and what is over stays.</summary>
public sealed class CalendarLoadTests
{
    private const string Heading = "date,bank_working_day,dealing_day,label\n";
    private const string Covers2027 = "covers,2027-01-01,2027-12-31\n" + Heading;

    private static readonly DateOnly Today = new(2026, 12, 3);

    [Fact]
    public void A_notice_replaces_what_was_assumed_and_says_which_days_came_out_otherwise()
    {
        string rows = string.Concat(AssumedDays.Off(2027).Select(off => off.Day).Distinct()
            .Select(day => $"{day:yyyy-MM-dd},0,0,off\n"));

        // Just what was assumed, but for one more day off and one make-up Sunday.
        CalendarLoaded loaded = Judge(Covers2027 + rows + "2027-02-15,0,0,春节\n2027-02-28,1,0,春节\n");
        Assert.Equal([new(2027, 2, 15), new(2027, 2, 28)], loaded.Changed);
        Assert.Equal(new(2027, 12, 31), loaded.After.AnnouncedThrough);
        Assert.False(loaded.After.IsDealingDay(new(2027, 2, 15)));
        Assert.True(loaded.After.IsBankWorkingDay(new(2027, 2, 28)));
    }

    [Fact]
    public void A_notice_that_says_what_was_assumed_is_news_too()
    {
        string rows = string.Concat(AssumedDays.Off(2027).Select(off => off.Day).Distinct()
            .Select(day => $"{day:yyyy-MM-dd},0,0,off\n"));
        Assert.Empty(Judge(Covers2027 + rows).Changed);
    }

    [Theory]
    [InlineData(Heading + "2026-12-03,0,0,storm\n", "mine.csv says something else of 2026-12-03, and the business date "
        + "is 2026-12-03: what is over stays as it was; load a file that changes later days only.")]
    [InlineData("covers,2026-01-01,2026-12-31\n" + Heading, "mine.csv says something else of 2026-01-01, and the "
        + "business date is 2026-12-03: what is over stays as it was; load a file that changes later days only.")]
    [InlineData(Heading + "2026-12-04,1,1,\n", "mine.csv says nothing new: every day in it is known so.")]
    [InlineData(Heading + "2027-02-15,0,0,\n", "mine.csv, line 2: 2027-02-15 is not covered: add a line "
        + "\"covers,<first>,<last>\" before the heading; the format is told in data/calendar/README.md.")]
    [InlineData("covers,2028-01-01,2028-12-31\n" + Heading, "mine.csv, line 1: 2028-01-01 to 2028-12-31 leaves a gap "
        + "to the days covered already (2013-01-01 to 2026-12-31); the format is told in data/calendar/README.md.")]
    public void A_file_that_cannot_be_used_is_refused_in_one_sentence(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserErrorException>(() => Judge(text)).Message);

    [Fact]
    public void A_closing_of_tomorrow_can_be_loaded()
    {
        CalendarLoaded loaded = Judge(Heading + "2026-12-04,1,0,storm\n");
        Assert.Equal([new(2026, 12, 4)], loaded.Changed);
        Assert.Equal(new(2026, 12, 31), loaded.After.AnnouncedThrough);
    }

    private static CalendarLoaded Judge(string text) =>
        CalendarLoad.Judge(TradingCalendar.China, text.ReplaceLineEndings("\n"), "mine.csv", Today);
}
