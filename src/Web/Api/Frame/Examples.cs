using System.Text.Json;
using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>Values that the examples of the API are made of; no random one, so that the document is always the
/// same.</summary>
internal static class Examples
{
    public static readonly DateOnly Day = new(2026, 11, 20);

    public static readonly DateTimeOffset At = new(2026, 11, 21, 0, 30, 0, TimeSpan.Zero);

    public static readonly OrderNo Order = new(7, 123_456);

    /// <summary>The number of something that was played in the sandbox.</summary>
    public static readonly OrderNo Played = new(7, 900_000_000_001);

    public static readonly Money Amount = new(3_000);

    public static readonly RequestId Payment = new(7, new("00112233-4455-6677-8899-aabbccddeeff"));

    public const string Confirmation = "c_5hJ2mQ";

    /// <summary>What an authenticator answers, shortened.</summary>
    public static readonly JsonElement Credential =
        Json("""{"id":"q83v","type":"public-key","rawId":"q83v","response":{"clientDataJSON":"e30"}}""");

    public static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
