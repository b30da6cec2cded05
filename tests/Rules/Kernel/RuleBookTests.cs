using System.Globalization;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class RuleBookTests
{
    [Fact]
    public void Dynamic_codes_are_held_by_the_limits_of_the_proof()
    {
        // They have no counters of their own: every payment of a code counts for its proof (docs/decisions/0033).
        RuleBook rules = RuleBook.Default;
        DateOnly day = new(2018, 4, 1);
        Assert.Equal(rules.QrDynamicB.On(day), rules.TwoFactorPayments.On(day));
        Assert.Equal(rules.QrDynamicC.On(day), rules.OneFactorPayments.On(day));
    }

    [Theory]
    [InlineData("agreement-notice", "2024-05-01", "30")]
    [InlineData("all-in-cost", "2025-10-01", "24%")]
    [InlineData("aml-objection", "2025-01-01", "15")]
    [InlineData("aml-records", "2025-01-01", "10")]
    [InlineData("bullet-loan", "2020-07-17", "1")]
    [InlineData("class-i", "2016-07-01", "1,000.00 since opening")]
    [InlineData("class-ii", "2016-07-01", "100,000.00 per year")]
    [InlineData("class-iii", "2016-07-01", "200,000.00 per year")]
    [InlineData("complaint", "2013-03-15", "30")]
    [InlineData("consumer-loan", "2020-07-17", "200,000.00")]
    [InlineData("free-reports", "2013-03-15", "2")]
    [InlineData("fund-records", "2015-04-24", "20")]
    [InlineData("fund-sellers", "2020-10-01", "True")]
    [InlineData("impact-assessment", "2021-11-01", "3")]
    [InlineData("large-redemption", "2013-01-01", "10%")]
    [InlineData("loan-classification", "2023-07-01", "True")]
    [InlineData("money-fund-rules", "2016-02-01", "True")]
    [InlineData("negative-data", "2013-03-15", "5")]
    [InlineData("objection", "2013-03-15", "20")]
    [InlineData("one-factor-payments", "2016-07-01", "1,000.00 per day")]
    [InlineData("only-banks-advance", "2018-06-01", "True")]
    [InlineData("only-class-iii-buys-funds", "2016-07-01", "True")]
    [InlineData("order-cutoff", "2013-01-01", "15:00")]
    [InlineData("private-lending", "2020-08-20", "4")]
    [InlineData("qr-dynamic-b", "2018-04-01", "5,000.00 per day")]
    [InlineData("qr-dynamic-c", "2018-04-01", "1,000.00 per day")]
    [InlineData("qr-static", "2018-04-01", "500.00 per day")]
    [InlineData("reserve-deposits", "2021-03-01", "True")]
    [InlineData("suitability", "2017-07-01", "True")]
    [InlineData("t0-cap", "2018-06-01", "10,000.00 per day")]
    [InlineData("t0-cap-counts-payments", "2018-06-01", "False")]
    [InlineData("two-factor-payments", "2016-07-01", "5,000.00 per day")]
    [InlineData("units-cannot-pay", "2018-06-01", "True")]
    public void Each_rule_is_in_force_from_its_date(string name, string from, string value)
    {
        IRule rule = RuleBook.Default.All.Single(rule => string.Equals(rule.Name, name, StringComparison.Ordinal));
        Assert.Equal([(Day(from), value)], rule.History);
    }

    [Fact]
    public void Every_rule_has_its_own_name_a_unit_and_a_source()
    {
        IReadOnlyList<IRule> rules = RuleBook.Default.All;
        Assert.Equal(33, rules.Count);
        Assert.Equal(rules.Count, rules.Select(rule => rule.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(rules, rule => Assert.True(rule.Unit.Length > 0 && rule.Source.Length > 0, rule.Name));
        Assert.All(rules, rule => Assert.True(Enum.IsDefined(rule.Evidence), rule.Name));
    }

    [Fact]
    public void A_rule_has_a_value_from_its_day_on_and_none_before()
    {
        Rule<Limit> cap = RuleBook.Default.T0Cap;
        Assert.False(cap.InForceOn(Day("2018-05-31")));
        Assert.Equal(
            "t0-cap is in force from 2018-06-01 on, not on 2018-05-31",
            Assert.Throws<NotInForceException>(() => cap.On(Day("2018-05-31"))).Message);
        Assert.True(cap.InForceOn(Day("2018-06-01")));
        Assert.Equal(new Limit(Money.FromYuan(10_000), LimitWindow.Day), cap.On(Day("2018-06-01")));
    }

    [Fact]
    public void A_later_value_ends_the_earlier_one()
    {
        RuleBook changed = RuleBook.Default with
        {
            ObjectionDays = RuleBook.Default.ObjectionDays.Then(Day("2030-01-01"), 10),
        };
        Assert.Equal(20, changed.ObjectionDays.On(Day("2029-12-31")));
        Assert.Equal(10, changed.ObjectionDays.On(Day("2030-01-01")));
        Assert.Equal(20, RuleBook.Default.ObjectionDays.On(Day("2030-01-01")));
        Assert.Throws<ArgumentException>(() => changed.ObjectionDays.Then(Day("2030-01-01"), 11));
        Assert.Throws<ArgumentException>(() => new Effective<int>());
    }

    [Theory]
    [InlineData(LimitWindow.Lifetime, 0, 0)]
    [InlineData(LimitWindow.Year, 2024, 2025)]
    [InlineData(LimitWindow.Day, 20241231, 20250101)]
    public void A_window_is_named_by_its_date(LimitWindow window, int lastOf2024, int firstOf2025)
    {
        Assert.Equal(lastOf2024, window.IdOf(Day("2024-12-31")));
        Assert.Equal(firstOf2025, window.IdOf(Day("2025-01-01")));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
