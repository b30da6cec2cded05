using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>The fields of a form as they were typed, so that a page that refuses them can show them again.</summary>
public sealed class Fields
{
    /// <summary>No form was sent yet.</summary>
    public static readonly Fields None = new([], new Dictionary<string, string>());

    /// <summary>More than any field of any form takes; most take far less, and say so themselves.</summary>
    internal const int LongestField = 4_096;

    /// <summary>As much of a field that is too long is shown again; more would only make the page heavy.</summary>
    internal const int LongestShown = 20_000;

    private const string Token = "form-token";

    private static readonly Text Unreadable = new(
        "这里有不能使用的字符（例如控制字符），已经去掉；请核对后重新提交。",
        "This held characters that cannot be used, such as control characters; they were taken out. Check it and send "
        + "it again.");

    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, Text> _wrong;
    private readonly Dictionary<string, int> _tooLong = new(StringComparer.Ordinal);

    private Fields(Dictionary<string, Text> wrong, Dictionary<string, string> values)
    {
        _wrong = wrong;
        _values = values;
    }

    /// <summary>Whether nothing was found wrong so far.</summary>
    public bool AreGood => _wrong.Count == 0;

    /// <summary>The fields found wrong, and what to do about each.</summary>
    public IReadOnlyDictionary<string, Text> Wrong => _wrong;

    /// <summary>What was typed; nothing when the field was not sent.</summary>
    public string this[string name] => _values.TryGetValue(name, out string? value) ? value : "";

    /// <summary>Whether a field was sent with something in it.</summary>
    public bool Has(string name) => this[name].Length > 0;

    /// <summary>Says what is wrong with a field; the first word about it stands.</summary>
    public void Refuse(string name, Text why) => _wrong.TryAdd(name, why);

    /// <summary>Fields made in code, as a page shows them before anything was typed.</summary>
    public static Fields Of(params ReadOnlySpan<(string Name, string Value)> values)
    {
        Dictionary<string, string> typed = new(StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            typed[name] = value;
        }

        return new([], typed);
    }

    /// <summary>What is wrong with a field, said with the length that this field may have.</summary>
    internal Text? WrongOf(string name, int? longest) =>
        longest is { } most && _tooLong.TryGetValue(name, out int typed)
            ? TooLong(Math.Min(most, LongestField), typed) : _wrong.GetValueOrDefault(name);

    /// <summary>These, with what somebody typed over them.</summary>
    internal Fields With(Fields typed)
    {
        Fields both = new(new(_wrong, StringComparer.Ordinal), new(_values, StringComparer.Ordinal));
        foreach ((string name, string value) in typed._values)
        {
            both._values[name] = value;
        }

        foreach ((string name, Text why) in typed._wrong)
        {
            both._wrong[name] = why;
        }

        foreach ((string name, int length) in typed._tooLong)
        {
            both._tooLong[name] = length;
        }

        return both;
    }

    /// <summary>Reads the form of a request.</summary>
    /// <exception cref="FormNotTakenException">It is too old, or holds what no field takes: the page is to be shown
    /// again, and nothing is done.</exception>
    internal static async Task<Fields> ReadAsync(Visit visit)
    {
        HttpContext http = visit.Http;
        if (!FormBody.IsOne(http.Request))
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, Texts.NotAForm);
        }

        Fields fields = await TypedAsync(http);
        try
        {
            await visit.Parts.Antiforgery.ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            throw new FormNotTakenException(
                new(fields, http.Request.Path, StatusCodes.Status400BadRequest, Texts.StaleForm));
        }

        return fields.AreGood
            ? fields
            : throw new FormNotTakenException(
                new(fields, http.Request.Path, StatusCodes.Status422UnprocessableEntity, Texts.UnfitForm));
    }

    /// <summary>What a form holds, whoever sent it: to be shown again, never to be done.</summary>
    internal static async Task<Fields> TypedAsync(HttpContext http)
    {
        Fields fields = new([], new(StringComparer.Ordinal));
        foreach ((string name, string typed) in await FormBody.ReadAsync(http.Request, http.RequestAborted))
        {
            if (name != Token)
            {
                fields.Take(name, typed);
            }
        }

        return fields;
    }

    /// <summary>The fields that have something in them.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Filled => _values.Where(one => one.Value.Length > 0);

    private void Take(string name, string typed)
    {
        string text = typed;
        if (text.Any(IsUnreadable))
        {
            Refuse(name, Unreadable);
            text = new([.. text.Where(c => !IsUnreadable(c))]);
        }

        if (text.Length > LongestField)
        {
            Refuse(name, TooLong(LongestField, text.Length));
            _tooLong[name] = text.Length;
            // Not through the middle of a character.
            int shown = char.IsHighSurrogate(text[Math.Min(text.Length, LongestShown) - 1])
                ? LongestShown - 1 : LongestShown;
            text = text.Length > LongestShown ? text[..shown] : text;
        }

        _values[name] = text;
    }

    // U+FFFD stands for what was no character at all, half a pair among it. Tabs and line ends are judged by whoever
    // reads the field: some take several lines.
    private static bool IsUnreadable(char c) =>
        char.IsControl(c) && c is not ('\t' or '\n' or '\r') || c is '\uFFFD' or '\uFFFE' or '\uFFFF';

    private static Text TooLong(int most, int typed) => typed > LongestShown
        ? new(
            $"最多 {most} 个字符，您填写了 {typed} 个，请缩短（这里保留了前 {LongestShown} 个）。",
            $"At most {most} characters, and this has {typed}; make it shorter (the first {LongestShown} are kept "
            + "here).")
        : new(
            $"最多 {most} 个字符，您填写了 {typed} 个，请缩短。",
            $"At most {most} characters, and this has {typed}; make it shorter.");
}

/// <summary>A request that is refused before any page looks at it, with a sentence for whoever made it.</summary>
internal sealed class RefusedException(int status, Text sentence) : Exception(sentence.En)
{
    public int Status => status;

    public Text Sentence => sentence;
}
