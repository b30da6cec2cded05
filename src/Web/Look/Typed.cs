using System.Text;

namespace Huoqi.Web;

/// <summary>What people type, as it is meant: full-width digits are digits, and blanks between them are for the eye.
/// </summary>
internal static class Typed
{
    /// <summary>A phone, a code, a card's digits: without blanks and hyphens, full-width digits made plain.</summary>
    public static string Digits(string typed)
    {
        StringBuilder digits = new(typed.Length);
        foreach (char c in typed)
        {
            if (char.IsWhiteSpace(c) || c is '-' or '－')
            {
                continue;
            }

            _ = digits.Append(c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c is '＋' ? '+' : c);
        }

        return digits.ToString();
    }

    /// <summary>A phone: as digits, without the country's code.</summary>
    public static string Phone(string typed)
    {
        string digits = Digits(typed);
        return digits.StartsWith("+86", StringComparison.Ordinal) ? digits[3..] : digits;
    }

    /// <summary>A line of text: without blanks around it.</summary>
    public static string Line(string typed) => typed.Trim();
}
