using System.Globalization;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class FundDaysTests
{
    private static readonly FundDays Fund = FundDays.Default(TradingCalendar.China);

    [Theory]
    [InlineData("2015-04-29T14:59:59.999+08:00", "2015-04-29", "2015-04-30")]
    [InlineData("2015-04-29T15:00+08:00", "2015-04-30", "2015-05-04")]
    [InlineData("2015-04-30T14:59+08:00", "2015-04-30", "2015-05-04")]
    [InlineData("2015-04-30T15:00+08:00", "2015-05-04", "2015-05-05")]
    [InlineData("2015-05-02T09:00+08:00", "2015-05-04", "2015-05-05")]
    [InlineData("2015-05-01T16:00+08:00", "2015-05-04", "2015-05-05")]
    [InlineData("2015-04-29T06:59Z", "2015-04-29", "2015-04-30")] // 14:59 in Beijing
    [InlineData("2015-04-28T16:00Z", "2015-04-29", "2015-04-30")] // midnight in Beijing
    [InlineData("2024-02-08T15:00+08:00", "2024-02-19", "2024-02-20")] // New Year's eve does not deal
    public void An_order_belongs_to_its_dealing_day_and_is_confirmed_on_the_next(
        string instant, string orderDay, string confirmationDay)
    {
        DateOnly day = Fund.OrderDay(Instant(instant));
        Assert.Equal(Day(orderDay), day);
        Assert.Equal(Day(confirmationDay), Fund.ConfirmationDay(day));
        Assert.Equal(new(day, Day(confirmationDay), Day(confirmationDay)), Fund.DatesOf(Instant(instant)));
    }

    [Fact]
    public void Units_redeemed_before_a_holiday_earn_through_it() =>
        Assert.Equal(Day("2015-05-04"), Fund.DatesOf(Instant("2015-04-30T14:59+08:00")).StopsEarningOn);

    [Fact]
    public void Units_redeemed_at_once_earn_for_the_bank_from_the_same_day_even_on_a_holiday() =>
        Assert.Equal(Day("2015-05-02"), Fund.AdvanceEarnsFrom(Day("2015-05-02")));

    [Fact]
    public void A_day_without_dealing_is_no_order_day() =>
        Assert.Throws<ArgumentException>(() => Fund.ConfirmationDay(Day("2015-05-01")));

    [Fact]
    public void Orders_of_a_day_that_turned_out_closed_leave_with_those_of_the_next_dealing_day()
    {
        Assert.Equal((Day("2015-05-04"), Day("2015-05-05")), Fund.SentAs(Day("2015-05-01"), Day("2015-05-04")));
        Assert.Equal(Day("2015-05-01"), Fund.FirstSentWith(Day("2015-05-04")));

        // Any other goes out as it was promised.
        Assert.Equal((Day("2015-04-30"), Day("2015-05-05")), Fund.SentAs(Day("2015-04-30"), Day("2015-05-05")));
        Assert.Equal(Day("2015-04-30"), Fund.FirstSentWith(Day("2015-04-30")));
    }

    [Theory]
    [InlineData("2014-04-28", "2014-04-30")] // Monday
    [InlineData("2014-04-29", "2014-05-01")] // Tuesday: the holiday is ignored
    [InlineData("2014-04-30", "2014-05-02")]
    [InlineData("2014-05-01", "2014-05-03")] // Thursday
    [InlineData("2014-05-02", "2014-05-06")] // Friday
    [InlineData("2014-05-03", "2014-05-07")]
    [InlineData("2014-05-04", "2014-05-07")] // Sunday
    public void As_recorded_every_day_takes_orders_and_the_weekday_decides_when_they_earn(
        string orderDay, string earnsFrom)
    {
        FundDays recorded = FundDays.AsRecorded;
        DateOnly day = Day(orderDay);
        Assert.Equal(day, recorded.OrderDay(BeijingTime.At(day, new TimeOnly(0, 0))));
        Assert.Equal(day, recorded.OrderDay(BeijingTime.At(day, new TimeOnly(23, 59, 59))));
        Assert.Equal(Day(earnsFrom), recorded.ConfirmationDay(day));
        Assert.Equal(
            new(day, Day(earnsFrom), day.AddDays(1)), recorded.DatesOf(BeijingTime.At(day, new TimeOnly(9, 0))));
        Assert.Equal((day, Day(earnsFrom)), recorded.SentAs(day, Day(earnsFrom)));
        Assert.Equal(day, recorded.FirstSentWith(day));
        Assert.False(recorded.IsAssumed(day.AddYears(50)));
        Assert.Equal(day.AddDays(1), recorded.AdvanceEarnsFrom(day));
    }

    [Fact]
    public void The_profiles_have_names()
    {
        Assert.Equal("default", Fund.Name);
        Assert.Equal("as-recorded", FundDays.AsRecorded.Name);
    }

    [Fact]
    public void Beijing_time_is_eight_hours_ahead_of_utc()
    {
        DateTimeOffset instant = new(2015, 5, 11, 18, 30, 5, TimeSpan.Zero);
        Assert.Equal(Day("2015-05-12"), BeijingTime.DateOf(instant));
        Assert.Equal(new TimeOnly(2, 30, 5), BeijingTime.TimeOfDay(instant));
        Assert.Equal(instant, BeijingTime.At(Day("2015-05-12"), new TimeOnly(2, 30, 5)));
        Assert.Equal(TimeSpan.Zero, BeijingTime.At(Day("2015-05-12"), BeijingTime.Cutoff).Offset);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => BeijingTime.DateOf(new DateTimeOffset(1991, 7, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
