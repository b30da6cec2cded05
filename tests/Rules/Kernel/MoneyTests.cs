using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Kernel;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.00", 0)]
    [InlineData("0.05", 5)]
    [InlineData("1234.5", 123450)]
    [InlineData("1234.56", 123456)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    public void An_amount_is_read_to_the_fen(string text, long fen)
    {
        Assert.Equal(new Money(fen), Money.Parse(text));
        Assert.True(Money.TryParse(text, out Money value));
        Assert.Equal(fen, value.Fen);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("1.234", "more than 2 decimals")]
    [InlineData("1e3", "only the digits")]
    [InlineData("1,234.00", "only the digits")]
    [InlineData("1.2.3", "only the digits")]
    [InlineData(" 1", "only the digits")]
    [InlineData("١", "only the digits")]
    [InlineData("+1", "only the digits")]
    [InlineData("-1", "sign is not allowed")]
    [InlineData(".5", "before the point and after it")]
    [InlineData("5.", "before the point and after it")]
    [InlineData("007", "superfluous zero")]
    [InlineData("92233720368547758.08", "too large")]
    [InlineData("99999999999999999999", "too large")]
    public void A_doubtful_amount_is_refused_and_the_error_says_why(string text, string why)
    {
        Assert.False(Money.TryParse(text, out Money value));
        Assert.Equal(Money.Zero, value);
        FormatException error = Assert.Throws<FormatException>(() => Money.Parse(text));
        Assert.StartsWith($"\"{text}\" is not an amount in yuan: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_minus_is_read_only_when_asked_for()
    {
        Assert.Equal(new Money(-5), Money.Parse("-0.05", Sign.MinusAllowed));
        Assert.False(Money.TryParse("--1", Sign.MinusAllowed, out _));
        Assert.False(Money.TryParse("-", Sign.MinusAllowed, out _));
        Assert.False(Money.TryParse(null, out _));
    }

    [Theory]
    [InlineData(0, "0.00", "0.00")]
    [InlineData(-5, "-0.05", "-0.05")]
    [InlineData(123456, "1,234.56", "1234.56")]
    [InlineData(-123456789, "-1,234,567.89", "-1234567.89")]
    [InlineData(long.MinValue, "-92,233,720,368,547,758.08", "-92233720368547758.08")]
    public void An_amount_is_written_for_people_and_for_files(long fen, string people, string plain)
    {
        Assert.Equal(people, new Money(fen).ToString());
        Assert.Equal(plain, new Money(fen).ToPlain());
    }

    [Fact]
    public void Text_and_amount_agree_for_random_amounts()
    {
        const long seed = 20150511;
        SeededRandom random = new(seed);
        for (int i = 0; i < 2_000; i++)
        {
            Money amount = new(unchecked((long)random.NextBits()) >> (int)random.Next(60));
            Assert.Equal(amount, Money.Parse(amount.ToPlain(), Sign.MinusAllowed));
        }
    }

    [Fact]
    public void Sums_that_do_not_fit_throw()
    {
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue) + new Money(1));
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue));
        Assert.Throws<OverflowException>(() => Money.FromYuan(long.MaxValue));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue).Times(new Rate(2_000_000), Rounding.Down));
    }

    [Theory]
    [InlineData(7, 2, 3, 3, 4, 4)]
    [InlineData(-7, 2, -3, -4, -3, -4)]
    [InlineData(5, 3, 1, 1, 2, 2)]
    [InlineData(-5, 3, -1, -2, -1, -2)]
    [InlineData(4, 3, 1, 1, 2, 1)]
    [InlineData(-4, 3, -1, -2, -1, -1)]
    [InlineData(6, 3, 2, 2, 2, 2)]
    [InlineData(0, 3, 0, 0, 0, 0)]
    public void Each_rounding_is_what_its_name_says(int over, int under, int down, int floor, int ceiling, int halfUp)
    {
        Assert.Equal(down, ExactMath.Divide(over, under, Rounding.Down));
        Assert.Equal(floor, ExactMath.Divide(over, under, Rounding.Floor));
        Assert.Equal(ceiling, ExactMath.Divide(over, under, Rounding.Ceiling));
        Assert.Equal(halfUp, ExactMath.Divide(over, under, Rounding.HalfUp));
    }

    [Fact]
    public void A_quotient_at_the_edge_of_128_bits_is_still_exact()
    {
        Assert.Equal(1, ExactMath.Divide(Int128.MaxValue - 1, Int128.MaxValue, Rounding.HalfUp));
        Assert.Equal(0, ExactMath.Divide(Int128.MaxValue / 2, Int128.MaxValue, Rounding.HalfUp));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactMath.Divide(1, 0, Rounding.Down));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactMath.Divide(1, -1, Rounding.Down));
    }

    [Fact]
    public void A_fee_is_rounded_as_stated() => Assert.Equal(
        Money.Parse("0.53"), Money.Parse("88.00").Times(new Rate(6_000), Rounding.HalfUp));

    [Fact]
    public void The_tax_inside_a_fee_and_the_rest_add_up_to_the_fee()
    {
        TaxSplit split = Money.Parse("0.53").TakeIncludedTax(Rate.FromPercent(6), Rounding.HalfUp);
        Assert.Equal(new TaxSplit(Tax: Money.Parse("0.03"), BeforeTax: Money.Parse("0.50")), split);
    }

    [Fact]
    public void A_rate_is_written_in_percent()
    {
        Assert.Equal("0.6%", new Rate(6_000).ToString());
        Assert.Equal("10%", Rate.FromPercent(10).ToString());
        Assert.Equal("0%", default(Rate).ToString());
    }

    [Fact]
    public void Units_of_a_money_fund_are_worth_one_yuan_each()
    {
        Assert.Equal(FundUnits.Parse("88.00"), Money.Parse("88.00").ToUnits());
        Assert.Equal(Money.Parse("88.00"), FundUnits.FromWhole(88).ToMoney());
    }
}
