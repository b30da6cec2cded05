using Huoqi.Kernel;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>Amounts as people type them: what is taken, and the sentence for each way to get it wrong.</summary>
public sealed class AmountFieldTests
{
    [Theory]
    [InlineData("0.01", 1)]
    [InlineData("1", 100)]
    [InlineData("1.5", 150)]
    [InlineData("1.50", 150)]
    [InlineData("100000000", 10_000_000_000)]
    [InlineData("100000000.00", 10_000_000_000)]
    [InlineData(" 20.00 ", 2_000)]
    [InlineData("0.10", 10)]
    public void An_amount_in_yuan_is_read(string typed, long fen)
    {
        Assert.Null(AmountField.Read(typed, out Money amount));
        Assert.Equal(fen, amount.Fen);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "", nameof(AmountField.Blank) },
        { "   ", nameof(AmountField.Blank) },
        { "\u3000", nameof(AmountField.Blank) },
        { "0", nameof(AmountField.Zero) },
        { "0.00", nameof(AmountField.Zero) },
        { "-1", nameof(AmountField.Negative) },
        { "−1.00", nameof(AmountField.Negative) },
        { "－１", nameof(AmountField.FullWidth) },
        { "+1", nameof(AmountField.Negative) },
        { "-", nameof(AmountField.Negative) },
        { "1.005", nameof(AmountField.Decimals) },
        { "0.001", nameof(AmountField.Decimals) },
        { "1.000", nameof(AmountField.Decimals) },
        { "１００", nameof(AmountField.FullWidth) },
        { "1．5", nameof(AmountField.FullWidth) },
        { "1。5", nameof(AmountField.FullWidth) },
        { "1e27", nameof(AmountField.Exponent) },
        { "1E3", nameof(AmountField.Exponent) },
        { "1e-3", nameof(AmountField.Exponent) },
        { "1 000", nameof(AmountField.Separated) },
        { "1,000.00", nameof(AmountField.Separated) },
        { "1，000", nameof(AmountField.Separated) },
        { "1'000", nameof(AmountField.Separated) },
        { "1_000", nameof(AmountField.Separated) },
        { "1,5", nameof(AmountField.Separated) },
        { "1\u00a0000", nameof(AmountField.Separated) },
        { "1\n2", nameof(AmountField.Separated) },
        { ".5", nameof(AmountField.HalfPoint) },
        { "5.", nameof(AmountField.HalfPoint) },
        { ".", nameof(AmountField.HalfPoint) },
        { "1.2.3", nameof(AmountField.NotANumber) },
        { "007", nameof(AmountField.LeadingZero) },
        { "00.50", nameof(AmountField.LeadingZero) },
        { "100000000.01", nameof(AmountField.TooMuch) },
        { "1000000000000000000000000000", nameof(AmountField.TooMuch) },
        { "9223372036854775807", nameof(AmountField.TooMuch) },
        { "¥100", nameof(AmountField.Currency) },
        { "100元", nameof(AmountField.Currency) },
        { "100 CNY", nameof(AmountField.Currency) },
        { "$100", nameof(AmountField.OtherCurrency) },
        { "100 usd", nameof(AmountField.OtherCurrency) },
        { "€100", nameof(AmountField.OtherCurrency) },
        { "100港币", nameof(AmountField.OtherCurrency) },
        { "一百", nameof(AmountField.NotANumber) },
        { "NaN", nameof(AmountField.NotANumber) },
        { "Infinity", nameof(AmountField.NotANumber) },
        { "0x10", nameof(AmountField.NotANumber) },
        { "١٠٠", nameof(AmountField.NotANumber) },
        { "½", nameof(AmountField.NotANumber) },
        { "100💰", nameof(AmountField.NotANumber) },
        { "<script>alert(1)</script>", nameof(AmountField.NotANumber) },
        { "1\u00002", nameof(AmountField.NotANumber) },
        { "1-2", nameof(AmountField.NotANumber) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_way_to_get_it_wrong_has_its_sentence(string typed, string sentence)
    {
        Text? wrong = AmountField.Read(typed, out _);
        Assert.Same(Sentence(sentence), wrong);
    }

    [Fact]
    public void A_long_text_is_refused_and_what_was_typed_is_kept()
    {
        string typed = new('9', 10_000);
        Fields fields = Fields.Of(("amount", typed));
        Assert.False(AmountField.TryRead(fields, "amount", out Money amount));
        Assert.Equal(Money.Zero, amount);
        Assert.Same(AmountField.TooMuch, fields.Wrong["amount"]);
        Assert.Equal(typed, fields["amount"]);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("0.0", true)]
    [InlineData(" 0.00 ", true)]
    [InlineData("12.30", true)]
    [InlineData("0.001", false)]
    [InlineData("00", false)]
    [InlineData("-0", false)]
    [InlineData("-5", false)]
    [InlineData("", false)]
    public void Zero_is_an_amount_where_it_is_an_answer_and_nothing_else_changes(string typed, bool isTaken)
    {
        Fields fields = Fields.Of(("amount", typed));
        Assert.Equal(isTaken, AmountField.TryRead(fields, "amount", out Money amount, zero: true));
        Assert.Equal(isTaken, fields.AreGood);
        Assert.Equal(typed == "12.30" ? 1_230 : 0, amount.Fen);
    }

    private static Text Sentence(string name) => (Text)typeof(AmountField)
        .GetField(name, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
        .GetValue(null)!;
}
