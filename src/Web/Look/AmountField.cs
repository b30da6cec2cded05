using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>
/// Amounts as people type them. Nothing is guessed: "1,5" could be 1.5 or 15, so that whatever is not plainly an amount
/// in yuan gets a sentence that says what to do.
/// </summary>
public sealed partial class AmountField
{
    /// <summary>More than any single act takes: it keeps sums of a few amounts far from overflowing.</summary>
    public static readonly Money Largest = Money.FromYuan(100_000_000);

    private const int LongestDigits = 24;

    internal static readonly Text Blank = new("请填写金额。", "Enter an amount.");

    internal static readonly Text FullWidth = new(
        "请用半角数字填写金额，例如 100.50。", "Use the plain digits 0 to 9, such as 100.50.");

    internal static readonly Text Currency = new(
        "只填写数字，单位是人民币元，例如 100.50。",
        "Enter the number alone; it is in yuan (CNY), such as 100.50.");

    internal static readonly Text OtherCurrency = new(
        "只支持人民币，请填写人民币金额，例如 100.50。",
        "Only yuan (CNY) can be used; enter the amount in yuan, such as 100.50.");

    internal static readonly Text Negative = new(
        "金额必须大于 0，请去掉负号或加号。", "The amount must be above 0; leave out the sign.");

    internal static readonly Text Separated = new(
        "金额中不要有空格、逗号等分隔符，小数点用“.”，例如 1234.50。",
        "Leave out spaces, commas and other separators; the decimal point is “.”, such as 1234.50.");

    internal static readonly Text Exponent = new(
        "请写出全部数字，不要用科学计数法，例如 1000。", "Write all digits out, without an exponent, such as 1000.");

    internal static readonly Text NotANumber = new(
        "这不是金额，请只填写数字，例如 100.50。", "This is not an amount; enter a number such as 100.50.");

    internal static readonly Text Decimals = new(
        "最多两位小数（精确到分），例如 100.50。", "At most two decimals (fen), such as 100.50.");

    internal static readonly Text HalfPoint = new(
        "小数点前后都要有数字，例如 0.50。", "Digits must stand before the point and after it, such as 0.50.");

    internal static readonly Text LeadingZero = new(
        "请去掉前面多余的 0，例如 7.00。", "Leave out superfluous zeros in front, such as 7.00.");

    internal static readonly Text Zero = new("金额必须大于 0。", "The amount must be above 0.");

    internal static readonly Text TooMuch = new(
        "金额太大，单笔最多 100,000,000.00 元，请减少金额。",
        "This is too much; at most 100,000,000.00 yuan at a time.");

    private static readonly string[] OwnCurrency = ["¥", "￥", "元", "CNY", "RMB"];

    private static readonly string[] Currencies =
        ["$", "€", "£", "₩", "₽", "₹", "USD", "EUR", "GBP", "JPY", "HKD", "美元", "欧元", "日元", "港元", "港币"];

    /// <summary>Reads a field; false when it was refused, with a sentence beside it.</summary>
    /// <param name="fields">What was typed.</param>
    /// <param name="name">The field.</param>
    /// <param name="amount">The amount; zero when it was refused.</param>
    /// <param name="zero">Whether zero is an answer too.</param>
    public static bool TryRead(Fields fields, string name, out Money amount, bool zero = false)
    {
        ArgumentNullException.ThrowIfNull(fields);
        amount = Money.Zero;
        if (fields.Wrong.ContainsKey(name))
        {
            return false;
        }

        if (Read(fields[name], out amount) is { } wrong && !(zero && wrong == Zero))
        {
            fields.Refuse(name, wrong);
            return false;
        }

        return true;
    }

    /// <summary>Reads what was typed; what to do about it, or null when it is an amount.</summary>
    public static Text? Read(string typed, out Money amount)
    {
        ArgumentNullException.ThrowIfNull(typed);
        amount = Money.Zero;
        string text = typed.Trim();
        if (text.Length == 0)
        {
            return Blank;
        }

        if (Letters(text) is { } letters)
        {
            return letters;
        }

        if (Number(text) is { } number)
        {
            return number;
        }

        bool understood = Money.TryParse(text, out amount);
        return !understood || amount > Largest ? TooMuch : amount == Money.Zero ? Zero : null;
    }

    // What stands beside digits and a point, the most telling first.
    private static Text? Letters(string text)
    {
        if (Currencies.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase)))
        {
            return OtherCurrency;
        }

        if (OwnCurrency.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase)))
        {
            return Currency;
        }

        if (text.Any(letter => letter is >= '０' and <= '９' or '．' or '。'))
        {
            return FullWidth;
        }

        if (text[0] is '-' or '+' or '−' or '－' or '＋')
        {
            return Negative;
        }

        string rest = string.Concat(text.Where(letter => letter is not ((>= '0' and <= '9') or '.')));
        return rest.Length == 0
            ? null
            : rest.All(letter => char.IsWhiteSpace(letter) || letter is ',' or '，' or '\'' or '’' or '_')
                ? Separated
                : rest.Trim('+', '-') is "e" or "E" && char.IsAsciiDigit(text[0]) ? Exponent : NotANumber;
    }

    // Digits and points alone.
    private static Text? Number(string text)
    {
        string[] halves = text.Split('.');
        return halves switch
        {
            { Length: > 2 } => NotANumber,
            _ when halves.Any(half => half.Length == 0) => HalfPoint,
            [_, { Length: > 2 }] => Decimals,
            [{ Length: > LongestDigits }, ..] => TooMuch,
            [['0', _, ..], ..] => LeadingZero,
            _ => null,
        };
    }
}
