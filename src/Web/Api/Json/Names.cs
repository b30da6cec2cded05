using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Acquiring;

namespace Huoqi.Web;

/// <summary>The currencies of the API.</summary>
internal enum Currency
{
    /// <summary>Yuan renminbi.</summary>
    Cny = 0,
}

/// <summary>"CNY", as ISO 4217 writes it, and nothing else.</summary>
internal sealed class CurrencyJson : JsonConverter<Currency>
{
    public const string Cny = "CNY";

    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Values.TextOf(ref reader, "A currency is a string.") == Cny
            ? Currency.Cny
            : throw new WrongValueException("The currency is \"CNY\"; no other is taken.");

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Cny);
}

/// <summary>"wallet" or "card:2".</summary>
internal sealed class PocketJson : JsonConverter<Pocket>
{
    public const string Pattern = "^(wallet|card:[1-9][0-9]*)$";

    public override Pocket Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Pocket.TryParse(Values.TextOf(ref reader, "This is a string."), out Pocket pocket)
            ? pocket
            : throw new WrongValueException("This is \"wallet\", or one of your cards such as \"card:1\".");

    public override void Write(Utf8JsonWriter writer, Pocket value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>The id of a payment request, "pay_…".</summary>
internal sealed class RequestIdJson : JsonConverter<RequestId>
{
    public override RequestId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RequestId.TryParse(Values.TextOf(ref reader, "This is a string."), out RequestId id)
            ? id
            : throw new WrongValueException("The id of a payment is written as it was given out: \"pay_…\".");

    public override void Write(Utf8JsonWriter writer, RequestId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A day as "2026-11-21".</summary>
internal sealed class DayJson : JsonConverter<DateOnly>
{
    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateOnly.TryParseExact(Values.TextOf(ref reader, "A day is a string."), "yyyy-MM-dd", out DateOnly day)
            ? day
            : throw new WrongValueException("A day is written \"2026-11-21\".");

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("yyyy-MM-dd"));
}
