using System.Globalization;
using System.Text;

namespace Huoqi.Identity;

/// <summary>Mobile numbers of mainland China: eleven digits, as they are stored.</summary>
public static class Phones
{
    /// <summary>
    /// Takes what people type ("+86 138-0013-8000", full-width digits) and gives eleven digits; null for anything else.
    /// </summary>
    public static string? Normalise(string? typed)
    {
        if (typed is null || typed.Length > 32)
        {
            return null;
        }

        StringBuilder digits = new(16);
        foreach (char c in typed.Trim())
        {
            if (c is >= '０' and <= '９')
            {
                digits.Append((char)(c - '０' + '0'));
            }
            else if (char.IsAsciiDigit(c) || c == '+')
            {
                digits.Append(c);
            }
            else if (c is not (' ' or '-' or '　' or '\u00a0'))
            {
                return null;
            }
        }

        string text = digits.ToString();
        text = text.StartsWith("+86", StringComparison.Ordinal) ? text[3..]
            : text.StartsWith("0086", StringComparison.Ordinal) ? text[4..]
            : text.Length == 13 && text.StartsWith("86", StringComparison.Ordinal) ? text[2..] : text;
        return text.Length == 11 && text[0] == '1' && text[1] >= '3' && text.All(char.IsAsciiDigit) ? text : null;
    }
}

/// <summary>Id numbers of residents (GB 11643): eighteen characters, the last a check digit.</summary>
public static class IdNumbers
{
    private const string CheckDigits = "10X98765432";

    /// <summary>Takes what people type and gives the eighteen characters; null when they are no id number.</summary>
    public static string? Normalise(string? typed)
    {
        if (typed is null || typed.Length > 40)
        {
            return null;
        }

        string text = typed.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return text.Length == 18 && text[..17].All(char.IsAsciiDigit) && text[17] == CheckDigit(text)
            && DateOnly.TryParseExact(text[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text : null;
    }

    /// <summary>The check digit of seventeen digits (ISO 7064, MOD 11-2).</summary>
    public static char CheckDigit(string digits)
    {
        int sum = 0;
        for (int i = 0; i < 17; i++)
        {
            // Weights are powers of two modulo 11, the first digit's the highest.
            sum += (digits[i] - '0') * ((1 << (17 - i)) % 11);
        }

        return CheckDigits[sum % 11];
    }
}

/// <summary>Names as they stand on id cards.</summary>
public static class LegalNames
{
    /// <summary>The longest, in characters.</summary>
    public const int Longest = 50;

    /// <summary>
    /// A name as it is kept: two letters or ideographs at least, with the middle dot, blanks, hyphens and apostrophes
    /// between them. Null for anything else: a picture or a sign is nobody's name, and others would be shown it as the
    /// payee's.
    /// </summary>
    public static string? Of(string? typed)
    {
        if (PlainText.Of(typed, Longest) is not string text)
        {
            return null;
        }

        StringBuilder name = new(text.Length);
        int letters = 0;
        bool afterLetter = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isMark = Rune.GetUnicodeCategory(rune) is
                UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            bool isLetter = Rune.IsLetter(rune) || isMark && afterLetter;
            if (!isLetter && (Sign(rune) is not char sign || letters == 0 && sign != '\''))
            {
                return null;
            }

            letters += Rune.IsLetter(rune) ? 1 : 0;
            afterLetter = isLetter;
            name.Append(isLetter ? rune.ToString() : Sign(rune).ToString());
        }

        return letters >= 2 ? name.ToString() : null;
    }

    // Keyboards have several middle dots and apostrophes; id cards have one of each.
    private static char? Sign(Rune rune) => rune.Value switch
    {
        '·' or '•' or '‧' or '・' or '･' => '·',
        ' ' or '\u3000' or '\u00a0' => ' ',
        '-' or '‐' or '\u2011' => '-',
        '\'' or '’' or '‘' => '\'',
        _ => null,
    };
}

/// <summary>Texts that people give themselves.</summary>
internal static class PlainText
{
    /// <summary>
    /// Trimmed, when it is 1 to <paramref name="most"/> characters without control or direction marks; else null.
    /// </summary>
    public static string? Of(string? typed, int most)
    {
        if (typed is null || typed.Length > 4 * most)
        {
            return null;
        }

        string text = typed.Trim();
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            count++;
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                return null;
            }
        }

        return count >= 1 && count <= most ? text : null;
    }

    /// <summary>A device's label: what cannot be shown is left out, and it is never empty.</summary>
    public static string Device(string device)
    {
        string text = new([.. device.Where(c => c is >= ' ' and not '\u007f' && !char.IsSurrogate(c)).Take(80)]);
        return text.Length == 0 ? "?" : text;
    }
}
