using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Huoqi.Partner;

/// <summary>A request the partner does not accept as a whole: nothing of it was executed.</summary>
internal sealed class RejectedException(int status, string code, string detail) : Exception(detail)
{
    /// <summary>The HTTP status, 4xx.</summary>
    public int Status { get; } = status;

    /// <summary>The machine-readable reason.</summary>
    public string Code { get; } = code;
}

/// <summary>The body that goes with a status of 4xx or 5xx.</summary>
internal sealed record Problem(string Code, string Detail);

/// <summary>Reading of what came in, strict: what is not exactly the protocol is answered 400.</summary>
internal static class Wire
{
    /// <summary>The largest request body, in bytes.</summary>
    public const int BodyBytesMax = 16 * 1024 * 1024;

    /// <summary>The most items in one batch.</summary>
    public const int BatchMax = 10_000;

    // An order number, a token or an account: printable ASCII without blanks, so that it is safe in a path and a line.
    private const int NameLengthMax = 64;

    /// <summary>Reads a whole body as one value.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw Malformed("the body says null");
        }
        catch (JsonException error)
        {
            throw Malformed(error.Message);
        }
    }

    /// <summary>Reads an amount of yuan above zero with two decimals into fen (or units into hundredths).</summary>
    public static long Positive(string text, string what)
    {
        if (!Decimals.TryParse(text, decimals: 2, signed: false, out long counted) || counted == 0)
        {
            throw Malformed($"{what} must be above zero with two decimals");
        }

        return counted;
    }

    /// <summary>Reads a signed number with the given decimals.</summary>
    public static long Signed(string text, int decimals, string what) =>
        Decimals.TryParse(text, decimals, signed: true, out long counted)
            ? counted
            : throw Malformed($"{what} must have {decimals} decimals");

    /// <summary>Reads a day.</summary>
    public static DateOnly Day(string? text, string what) =>
        Days.TryParse(text, out DateOnly day) ? day : throw Malformed($"{what} must be a day, yyyy-MM-dd");

    /// <summary>Checks a number, token or account.</summary>
    public static string Name(string? text, string what)
    {
        if (string.IsNullOrEmpty(text) || text.Length > NameLengthMax)
        {
            throw Malformed($"{what} must have 1 to {NameLengthMax} characters");
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-' && c != '_' && c != '.')
            {
                throw Malformed($"{what} may hold letters, digits, '-', '_' and '.'");
            }
        }

        return text;
    }

    /// <summary>Checks the length of a batch.</summary>
    public static void Batch(int length)
    {
        if (length > BatchMax)
        {
            throw new RejectedException(413, "batch-too-large", $"at most {BatchMax} items in one batch");
        }
    }

    /// <summary>A request that is not the protocol.</summary>
    public static RejectedException Malformed(string detail) => new(400, "malformed", detail);
}

/// <summary>The path and the query of a request.</summary>
internal sealed class Target
{
    private readonly string _query;

    public Target(string pathAndQuery)
    {
        int mark = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        Path = mark < 0 ? pathAndQuery : pathAndQuery[..mark];
        _query = mark < 0 ? "" : pathAndQuery[(mark + 1)..];
        Segments = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The path, beginning with a slash.</summary>
    public string Path { get; }

    /// <summary>The path between its slashes.</summary>
    public string[] Segments { get; }

    /// <summary>The value of a query parameter, or null.</summary>
    public string? Query(string name)
    {
        foreach (string pair in _query.Split('&'))
        {
            if (pair.StartsWith(name + "=", StringComparison.Ordinal))
            {
                return Uri.UnescapeDataString(pair[(name.Length + 1)..]);
            }
        }

        return null;
    }

    /// <summary>A whole number at or above zero from the query, or the default.</summary>
    public long Number(string name, long otherwise)
    {
        string? text = Query(name);
        if (text is null)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Wire.Malformed($"{name} must be a whole number");
    }
}
