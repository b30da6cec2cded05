using Huoqi.Demo;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The calendar of a demo beyond the years whose holidays are known.</summary>
public sealed class DemoCalendarTests
{
    private static readonly TradingCalendar Extended = DemoCalendar.Extended(TradingCalendar.China, years: 10);

    [Fact]
    public void Known_days_stay_as_they_are_and_ten_years_follow()
    {
        Assert.Equal(TradingCalendar.China.LastDay.AddYears(10), Extended.LastDay);
        for (DateOnly day = TradingCalendar.China.FirstDay; day <= TradingCalendar.China.LastDay; day = day.AddDays(1))
        {
            Assert.Equal(TradingCalendar.China.IsDealingDay(day), Extended.IsDealingDay(day));
            Assert.Equal(TradingCalendar.China.IsBankWorkingDay(day), Extended.IsBankWorkingDay(day));
        }
    }

    [Theory]
    [InlineData("2027-01-01", "元旦")]
    [InlineData("2027-02-05", "春节")]
    [InlineData("2027-02-06", "春节")]
    [InlineData("2027-02-08", "春节")]
    [InlineData("2027-04-05", "清明节")]
    [InlineData("2028-04-04", "清明节")]
    [InlineData("2027-05-01", "劳动节")]
    [InlineData("2027-06-09", "端午节")]
    [InlineData("2028-05-28", "端午节")]
    [InlineData("2027-09-15", "中秋节")]
    [InlineData("2028-10-02", "国庆节")]
    [InlineData("2030-09-12", "中秋节")]
    public void Holidays_of_later_years_are_found_by_sun_and_moon(string date, string label)
    {
        DateOnly day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(label, Extended.LabelOf(day));
        Assert.False(Extended.IsDealingDay(day));
    }

    [Fact]
    public void Other_days_of_later_years_follow_the_week()
    {
        Assert.True(Extended.IsDealingDay(new(2027, 2, 10)));
        Assert.False(Extended.IsDealingDay(new(2027, 2, 13)));
    }
}
