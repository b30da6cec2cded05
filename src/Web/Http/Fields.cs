using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Huoqi.Web;

/// <summary>The fields of a form as they were typed, so that a page that refuses them can show them again.</summary>
public sealed class Fields
{
    /// <summary>No form was sent yet.</summary>
    public static readonly Fields None = new([], new Dictionary<string, StringValues>());

    private const int LongestField = 4_096;

    private readonly IReadOnlyDictionary<string, StringValues> _values;
    private readonly Dictionary<string, Text> _wrong;

    private Fields(Dictionary<string, Text> wrong, IReadOnlyDictionary<string, StringValues> values)
    {
        _wrong = wrong;
        _values = values;
    }

    /// <summary>Whether nothing was found wrong so far.</summary>
    public bool AreGood => _wrong.Count == 0;

    /// <summary>The fields found wrong, and what to do about each.</summary>
    public IReadOnlyDictionary<string, Text> Wrong => _wrong;

    /// <summary>What was typed; nothing when the field was not sent.</summary>
    public string this[string name] => _values.TryGetValue(name, out StringValues value) ? value.ToString() : "";

    /// <summary>Whether a field was sent with something in it.</summary>
    public bool Has(string name) => this[name].Length > 0;

    /// <summary>Says what is wrong with a field; the first word about it stands.</summary>
    public void Refuse(string name, Text why) => _wrong.TryAdd(name, why);

    /// <summary>Fields made in code, as a page shows them before anything was typed.</summary>
    public static Fields Of(params ReadOnlySpan<(string Name, string Value)> values)
    {
        Dictionary<string, StringValues> typed = new(StringComparer.Ordinal);
        foreach ((string name, string value) in values)
        {
            typed[name] = value;
        }

        return new([], typed);
    }

    internal static async Task<Fields> ReadAsync(Visit visit)
    {
        HttpContext http = visit.Http;
        if (!http.Request.HasFormContentType)
        {
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, Texts.NotAForm);
        }

        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
            await visit.Parts.Antiforgery.ValidateRequestAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            throw new RefusedException(StatusCodes.Status400BadRequest, Texts.StaleForm);
        }
        catch (InvalidDataException tooMuch) when (tooMuch.Message.Contains("limit", StringComparison.Ordinal))
        {
            // A NUL, or more fields than any form has: what is merely long is bounded by the size of the body.
            throw new RefusedException(StatusCodes.Status400BadRequest, Texts.NotAForm);
        }
        catch (InvalidDataException)
        {
            // What no form of ours sends: a NUL, half an escape.
            throw new RefusedException(StatusCodes.Status400BadRequest, Texts.NotAForm);
        }

        Dictionary<string, StringValues> values = new(StringComparer.Ordinal);
        Fields fields = new([], values);
        foreach ((string name, StringValues value) in form)
        {
            // One value each: two of one name are two opinions of what was meant.
            string text = value.Count == 0 ? "" : value[0] ?? "";
            if (value.Count > 1 || text.Contains('\0', StringComparison.Ordinal))
            {
                throw new RefusedException(StatusCodes.Status400BadRequest, Texts.NotAForm);
            }

            if (text.Length > LongestField)
            {
                fields.Refuse(name, Texts.TooLong);
                text = text[..LongestField];
            }

            values[name] = text;
        }

        return fields;
    }
}

/// <summary>A request that is refused before any page looks at it, with a sentence for whoever made it.</summary>
internal sealed class RefusedException(int status, Text sentence) : Exception(sentence.En)
{
    public int Status => status;

    public Text Sentence => sentence;
}
