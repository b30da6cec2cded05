using Huoqi.Kernel;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests;

public sealed class AmountsTests
{
    [Theory]
    [InlineData("999.99", null, null)]
    [InlineData("1000.00", "1.0千", "1.0k")]
    [InlineData("1299.99", "1.2千", "1.2k")]
    [InlineData("9999.99", "9.9千", "9.9k")]
    [InlineData("12345.67", "1.2万", "12.3k")]
    [InlineData("123456.78", "12.3万", "123k")]
    [InlineData("1234567.89", "123万", "1.2M")]
    [InlineData("123456789.00", "1.2亿", "123M")]
    public void A_short_amount_is_short_and_never_more_than_there_is(string whole, string? zh, string? en)
    {
        Assert.True(Money.TryParse(whole, out Money amount));
        Assert.Equal(zh, Amounts.Short(amount, Language.Zh));
        Assert.Equal(en, Amounts.Short(amount, Language.En));
        Assert.Equal(zh is null ? null : $"−{zh}", Amounts.Short(-amount, Language.Zh));
    }
}
