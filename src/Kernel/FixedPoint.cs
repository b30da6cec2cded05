// Text of the counted integers: a plain decimal with a fixed number of decimals, read strictly. Amounts arrive from
// people and from partners' files; anything doubtful ("1,5", "1e3", ".5", "007") is refused, never guessed.
using System.Globalization;

namespace Huoqi.Kernel;

/// <summary>Whether a leading minus is part of the text that is read.</summary>
public enum Sign
{
    /// <summary>The text has no sign; zero and above only.</summary>
    NotAllowed = 1,

    /// <summary>One leading minus may stand before the digits; a plus never.</summary>
    MinusAllowed = 2,
}

internal static class FixedPoint
{
    /// <summary>Reads a decimal text as a count of its last decimal; returns what is wrong with it, or null.</summary>
    public static string? Read(string? text, int decimals, Sign sign, out long count)
    {
        count = 0;
        if (string.IsNullOrEmpty(text))
        {
            return "it is empty";
        }

        ReadOnlySpan<char> rest = text;
        bool negative = rest[0] == '-';
        if (negative)
        {
            if (sign == Sign.NotAllowed)
            {
                return "a sign is not allowed here";
            }

            rest = rest[1..];
        }

        int point = rest.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? rest : rest[..point];
        ReadOnlySpan<char> fraction = point < 0 ? [] : rest[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty))
        {
            return "digits must stand before the point and after it";
        }

        if (whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return "only the digits 0-9 and one point are allowed";
        }

        if (whole.Length > 1 && whole[0] == '0')
        {
            return "it begins with a superfluous zero";
        }

        if (fraction.Length > decimals)
        {
            return $"it has more than {decimals} decimals";
        }

        // No long has more digits, and the sum below must not overflow its 128 bits.
        if (whole.Length > 19)
        {
            return "it is too large";
        }

        Int128 sum = Int128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        for (int place = 0; place < decimals; place++)
        {
            sum = (sum * 10) + (place < fraction.Length ? fraction[place] - '0' : 0);
        }

        if (sum > long.MaxValue)
        {
            return "it is too large";
        }

        count = negative ? -(long)sum : (long)sum;
        return null;
    }

    /// <summary>The same as <see cref="Read"/>, with an exception that shows the text and names the quantity.</summary>
    public static long Parse(string text, string quantity, int decimals, Sign sign)
    {
        string? wrong = Read(text, decimals, sign, out long count);
        return wrong is null ? count : throw new FormatException($"\"{text}\" is not {quantity}: {wrong}");
    }

    /// <summary>The text of a count with all its decimals, thousands apart by commas when <paramref name="grouped"/>.
    /// </summary>
    public static string Format(long count, int decimals, bool grouped)
    {
        ulong magnitude = count < 0 ? (ulong)-(Int128)count : (ulong)count;
        ulong scale = 1;
        for (int place = 0; place < decimals; place++)
        {
            scale *= 10;
        }

        (ulong whole, ulong fraction) = Math.DivRem(magnitude, scale);
        string digits = whole.ToString(grouped ? "N0" : "D", CultureInfo.InvariantCulture);
        string tail = fraction.ToString("D" + decimals.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        return $"{(count < 0 ? "-" : "")}{digits}.{tail}";
    }
}
