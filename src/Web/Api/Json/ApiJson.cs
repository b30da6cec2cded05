using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Huoqi.Web;

/// <summary>
/// How the API reads and writes JSON: strictly. A member twice, a member nobody knows, a missing one, a number where
/// text is meant, a comment or a trailing comma is an error, because two readers could understand it differently.
/// </summary>
internal static class ApiJson
{
    /// <summary>Nothing we take is nested deeper.</summary>
    private const int Deepest = 16;

    /// <summary>The options; never changed once made.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Makes options of somebody else, such as the framework's, the same as ours.</summary>
    public static void Set(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = ApiShapes.Default;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.AllowTrailingCommas = false;
        // The order of members means nothing, also not of the one that says which act it is.
        options.AllowOutOfOrderMetadataProperties = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = Deepest;
        // Chinese stays readable; what could be markup is escaped.
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Clear();
        options.Converters.Add(new MoneyJson());
        options.Converters.Add(new UnitsJson());
        options.Converters.Add(new Per10kJson());
        options.Converters.Add(new YieldJson());
        options.Converters.Add(new OrderJson());
        options.Converters.Add(new InstantJson());
        options.Converters.Add(new TextJson());
        options.Converters.Add(new CurrencyJson());
        options.Converters.Add(new PocketJson());
        options.Converters.Add(new RequestIdJson());
        options.Converters.Add(new DayJson());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make()
    {
        JsonSerializerOptions options = new();
        Set(options);
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>
/// Text that cannot be taken, with a sentence for whoever sent it. The sentence is ours: what was sent is not in it.
/// </summary>
internal sealed class WrongValueException(string sentence) : JsonException(sentence)
{
    /// <summary>The sentence, without the place that the reader adds.</summary>
    public string Sentence { get; } = sentence;
}
