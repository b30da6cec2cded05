using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Web;

/// <summary>A webhook signed after Standard Webhooks with a secret that everybody knows, computed like the worked
/// signature of a request.</summary>
internal static class WebhookExample
{
    public const string Timestamp = "1795221000";

    /// <summary>The bytes 0 to 23.</summary>
    public static string Secret { get; } =
        $"whsec_{Convert.ToBase64String([.. Enumerable.Range(0, 24).Select(number => (byte)number)])}";

    /// <summary>The webhook-id.</summary>
    public static string Id => Acquiring.WebhookExamples.EventId;

    /// <summary>The body as it is sent.</summary>
    public static string Body { get; } = Acquiring.WebhookExamples.Of(Examples.Payment, Examples.At)[0].Body;

    /// <summary>The webhook-signature.</summary>
    public static string Signature { get; } = "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(Secret["whsec_".Length..]),
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id}.{Timestamp}.{Body}"))));
}
