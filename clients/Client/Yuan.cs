using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoqi.Client;

/// <summary>An amount of yuan, counted in fen; in JSON a string such as "12.34".</summary>
/// <param name="Fen">Hundredths of a yuan.</param>
[JsonConverter(typeof(YuanConverter))]
public readonly record struct Yuan(long Fen)
{
    /// <summary>Reads "12", "12.3" or "12.34"; false when it is anything else.</summary>
    public static bool TryParse(string? text, out Yuan amount)
    {
        amount = default;
        if (text is null || text.Length is 0 or > 17)
        {
            return false;
        }

        string[] parts = text.Split('.');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit))
            || (parts.Length == 2 && parts[1].Length > 2))
        {
            return false;
        }

        string cents = parts.Length == 2 ? parts[1].PadRight(2, '0') : "00";
        amount = new(long.Parse(parts[0] + cents, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Reads an amount, or throws a <see cref="FormatException"/>.</summary>
    public static Yuan Parse(string text) => TryParse(text, out Yuan amount)
        ? amount
        : throw new FormatException($"\"{text}\" is not an amount such as 12.34");

    /// <summary>Written with two decimals, such as "12.34".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fen / 100}.{Fen % 100:D2}");
}

/// <summary>An amount as a JSON string; a number is refused, because it may have been rounded on its way.</summary>
public sealed class YuanConverter : JsonConverter<Yuan>
{
    /// <inheritdoc/>
    public override Yuan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Yuan.TryParse(reader.GetString(), out Yuan amount)
            ? amount
            : throw new JsonException("an amount is a string such as \"12.34\"");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Yuan value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
