using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Web;

// The values of the API as text. Amounts and units are never JSON numbers: a reader that keeps numbers as binary
// fractions would change them.

/// <summary>Yuan as "1234.56": two decimals out, at most two in.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    /// <summary>What an amount looks like, as the OpenAPI document says it.</summary>
    public const string Pattern = "^-?" + Digits;

    /// <summary>What an amount of a request looks like: no sign is taken.</summary>
    public const string TakenPattern = "^" + Digits;

    private const string Digits = @"(0|[1-9][0-9]{0,14})(\.[0-9]{1,2})?$";

    /// <summary>No act takes more; so no sum of what people ask for can overflow.</summary>
    public static readonly Money Most = new(99_999_999_999);

    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = Values.TextOf(
            ref reader, "An amount is a string such as \"12.34\" and never a JSON number.");
        if (!Money.TryParse(text, Sign.NotAllowed, out Money amount))
        {
            throw new WrongValueException(
                "An amount is written with the digits 0-9 and at most two decimals, such as \"12.34\".");
        }

        return amount <= Most
            ? amount
            : throw new WrongValueException($"No amount above {Most.ToPlain()} is taken.");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToPlain());
}

/// <summary>Fund units as "1234.56".</summary>
internal sealed class UnitsJson : JsonConverter<FundUnits>
{
    public override FundUnits Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = Values.TextOf(ref reader, "Units are a string such as \"12.34\" and never a JSON number.");
        return FundUnits.TryParse(text, Sign.NotAllowed, out FundUnits units) && units.ToMoney() <= MoneyJson.Most
            ? units
            : throw new WrongValueException(
                $"Units are written with the digits 0-9 and at most two decimals, up to {MoneyJson.Most.ToPlain()}.");
    }

    public override void Write(Utf8JsonWriter writer, FundUnits value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToPlain());
}

/// <summary>Income per 10,000 units as "1.1204"; only ever written.</summary>
internal sealed class Per10kJson : JsonConverter<IncomePer10k>
{
    public override IncomePer10k Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IncomePer10k.TryParse(Values.TextOf(ref reader, "This is a string."), Sign.MinusAllowed, out IncomePer10k value)
            ? value
            : throw new WrongValueException("Income per 10,000 units is written such as \"1.1204\".");

    public override void Write(Utf8JsonWriter writer, IncomePer10k value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToPlain());
}

/// <summary>A yield in percent as "4.146"; only ever written.</summary>
internal sealed class YieldJson : JsonConverter<YieldPercent>
{
    public override YieldPercent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        YieldPercent.TryParse(Values.TextOf(ref reader, "This is a string."), Sign.MinusAllowed, out YieldPercent value)
            ? value
            : throw new WrongValueException("A yield in percent is written such as \"4.146\".");

    public override void Write(Utf8JsonWriter writer, YieldPercent value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>The number of an entry as "07-000000123456".</summary>
internal sealed class OrderJson : JsonConverter<OrderNo>
{
    public override OrderNo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OrderNo.TryParse(Values.TextOf(ref reader, "An order number is a string."), out OrderNo order)
            ? order
            : throw new WrongValueException("An order number is written as it was given out: \"07-000000123456\".");

    public override void Write(Utf8JsonWriter writer, OrderNo value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>An instant after RFC 3339, in UTC with a "Z".</summary>
internal sealed class InstantJson : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.FFF'Z'";

    private static readonly string[] Taken =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    public static string Write(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string text = Values.TextOf(ref reader, "An instant is a string.");
        return DateTimeOffset.TryParseExact(
            text, Taken, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant)
            ? instant.ToUniversalTime()
            : throw new WrongValueException("An instant is written after RFC 3339, such as \"2026-11-21T08:30:00Z\".");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Write(value));
}

/// <summary>Text that is whole: no NUL, no lone half of a character, nothing that reverses the direction.</summary>
internal sealed class TextJson : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : Values.TextOf(ref reader, "This is a string.");

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    public override string ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(
        Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}

internal static class Values
{
    /// <summary>The longest text of any member; credentials of passkeys are the longest.</summary>
    public const int LongestText = 16_384;

    /// <summary>The text of a member, or the sentence that says what it should be.</summary>
    public static string TextOf(ref Utf8JsonReader reader, string otherwise)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new WrongValueException(otherwise);
        }

        string text;
        try
        {
            text = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, or bytes that are not UTF-8.
            throw new WrongValueException("The text is not well-formed Unicode.");
        }

        if (text.Length > LongestText)
        {
            throw new WrongValueException("The text is too long.");
        }

        return IsWhole(text)
            ? text
            : throw new WrongValueException("The text holds a character that no text may have.");
    }

    /// <summary>Whether a text from outside may be kept and shown.</summary>
    public static bool IsWhole(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            // U+FFFD stands for what was no character; the others hide or turn around what follows.
            if (rune.Value is 0xFFFD or < 0x20 and not ('\n' or '\t' or '\r') or 0x7F
                or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
            {
                return false;
            }
        }

        return true;
    }
}
