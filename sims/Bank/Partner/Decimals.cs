using System.Globalization;

namespace Huoqi.Partner;

/// <summary>
/// The one spelling of a fixed-point number: "1234.56", never "1234.5", "+1.00" or "01.00". A partner shares no code
/// with the platform, or a figure both misread in the same way would go unseen.
/// </summary>
internal static class Decimals
{
    // 10^16 in the smallest unit is far above any real total and far below long.MaxValue.
    private const int DigitsMax = 16;

    /// <summary>Reads a number with exactly these decimals, counted in its last decimal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int decimals, bool signed, out long counted)
    {
        counted = 0;
        bool negative = signed && text.StartsWith("-", StringComparison.Ordinal);
        ReadOnlySpan<char> digits = negative ? text[1..] : text;
        int point = digits.Length - decimals - 1;
        if (point < 1 || digits.Length > DigitsMax || digits[point] != '.' || (point > 1 && digits[0] == '0'))
        {
            return false;
        }

        long value = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            if (i == point)
            {
                continue;
            }

            if (!char.IsAsciiDigit(digits[i]))
            {
                return false;
            }

            value = (value * 10) + (digits[i] - '0');
        }

        // "-0.00" would be a second spelling of zero.
        if (negative && value == 0)
        {
            return false;
        }

        counted = negative ? -value : value;
        return true;
    }

    /// <summary>Writes a counted number with <paramref name="decimals"/> decimals.</summary>
    public static string Format(long counted, int decimals)
    {
        long scale = 1;
        for (int i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        long magnitude = Math.Abs(counted);
        string fraction = (magnitude % scale).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        string sign = counted < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{magnitude / scale}.{fraction}");
    }
}

/// <summary>The one spelling of a day at the border: yyyy-MM-dd.</summary>
internal static class Days
{
    private const string Pattern = "yyyy-MM-dd";

    /// <summary>Reads a day written as yyyy-MM-dd and nothing else.</summary>
    public static bool TryParse(string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>Writes a day as yyyy-MM-dd.</summary>
    public static string Format(DateOnly day) => day.ToString(Pattern, CultureInfo.InvariantCulture);
}
