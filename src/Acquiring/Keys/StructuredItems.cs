using System.Globalization;

namespace Huoqi.Acquiring;

/// <summary>What a bare item of a structured field is.</summary>
internal enum SfKind
{
    Integer,
    Decimal,
    String,
    Token,
    Bytes,
    Boolean,
}

/// <summary>A bare item, as it is written canonically, and as what it means.</summary>
internal sealed record SfBare(SfKind Kind, string Text, long Integer, byte[] Bytes)
{
    public static SfBare OfString(string text) => new(SfKind.String, text, 0, []);

    public static SfBare OfInteger(long number) => new(SfKind.Integer, "", number, []);

    /// <summary>The canonical text of RFC 8941.</summary>
    public string Write() => Kind switch
    {
        SfKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        SfKind.Decimal or SfKind.Token => Text,
        SfKind.String => $"\"{Escaped}\"",
        SfKind.Bytes => $":{Convert.ToBase64String(Bytes)}:",
        SfKind.Boolean => Integer == 1 ? "?1" : "?0",
    };

    private string Escaped => Text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);
}

/// <summary>Parameters in their order.</summary>
internal sealed record SfParameters(IReadOnlyList<KeyValuePair<string, SfBare>> All)
{
    public SfBare? this[string name] => All.FirstOrDefault(parameter => parameter.Key == name).Value;

    public string Write() => string.Concat(All.Select(parameter =>
        parameter.Value is { Kind: SfKind.Boolean, Integer: 1 }
            ? $";{parameter.Key}"
            : $";{parameter.Key}={parameter.Value.Write()}"));
}

/// <summary>An item with its parameters.</summary>
internal sealed record SfItem(SfBare Value, SfParameters Parameters)
{
    public string Write() => Value.Write() + Parameters.Write();
}

/// <summary>A member of a dictionary: an item, or an inner list.</summary>
internal sealed record SfMember(string Key, SfItem? Item, IReadOnlyList<SfItem>? List, SfParameters Parameters)
{
    /// <summary>The value as it is written canonically, without its key.</summary>
    public string Write() => List is null
        ? Item!.Write()
        : $"({string.Join(' ', List.Select(item => item.Write()))}){Parameters.Write()}";
}
