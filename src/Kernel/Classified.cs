using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoqi.Kernel;

/// <summary>
/// A value that must never be shown: a code, a token, a password. Its text form is masked and JSON refuses it, so that
/// a log line or an answer that was given the whole record says nothing.
/// </summary>
[JsonConverter(typeof(SecretJson))]
public readonly record struct Secret
{
    private readonly string? _value;

    /// <summary>Takes a value in.</summary>
    public Secret(string value) => _value = value;

    /// <summary>The value itself; every use is a place to look at.</summary>
    public string Reveal() => _value ?? "";

    /// <summary>Always the same dots: also the length is nobody's business.</summary>
    public override string ToString() => "•••";
}

/// <summary>
/// Personal data: a phone, a name, an id number. Its text form is masked to what people recognise as their own, and
/// JSON refuses it: what is shown is chosen by the code that shows it.
/// </summary>
[JsonConverter(typeof(PersonalJson))]
public readonly record struct Personal
{
    private readonly string? _value;

    /// <summary>Takes a value in.</summary>
    public Personal(string value) => _value = value;

    /// <summary>The value itself; every use is a place to look at.</summary>
    public string Reveal() => _value ?? "";

    /// <summary>
    /// A phone keeps three digits and four, any other text of digits its last two, a name its last character:
    /// "138••••5678", "••42", "•明".
    /// </summary>
    public override string ToString()
    {
        string text = Reveal();
        if (text.Length == 0)
        {
            return "";
        }

        if (!text.Any(char.IsAsciiDigit))
        {
            int last = char.IsLowSurrogate(text[^1]) && text.Length > 1 ? 2 : 1;
            return text.Length <= last ? "•" : "•" + text[^last..];
        }

        return text.Length == 11 && text.All(char.IsAsciiDigit) && text[0] == '1'
            ? $"{text[..3]}••••{text[^4..]}"
            : text.Length > 4 ? "••" + text[^2..] : "••";
    }
}

/// <summary>Refuses to write a secret, and does not read one either.</summary>
internal sealed class SecretJson : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("a secret is not read from JSON as such: name the field as text");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        throw new NotSupportedException("a secret is not written: reveal it where it has to be shown");
}

/// <summary>Refuses to write personal data, and does not read it either.</summary>
internal sealed class PersonalJson : JsonConverter<Personal>
{
    public override Personal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("personal data is not read from JSON as such: name the field as text");

    public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) =>
        throw new NotSupportedException("personal data is not written: reveal or mask it where it is shown");
}
