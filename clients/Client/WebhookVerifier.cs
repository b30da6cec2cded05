using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Huoqi.Client;

/// <summary>What a webhook's signature is worth.</summary>
public enum WebhookVerdict
{
    /// <summary>It is the platform's, and of now.</summary>
    Genuine = 0,

    /// <summary>A header is missing or cannot be read.</summary>
    Malformed = 1,

    /// <summary>It is more than five minutes old, or from the future.</summary>
    NotNow = 2,

    /// <summary>None of its signatures is right.</summary>
    Wrong = 3,
}

/// <summary>
/// Verifies webhooks after Standard Webhooks. Answer 2xx only to a genuine one, and keep its webhook-id: it comes again
/// until it is answered, and may come twice.
/// </summary>
/// <param name="secrets">The endpoint's secrets, "whsec_…": two while one is rotated.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookVerifier(IReadOnlyList<string> secrets, TimeProvider time)
{
    private const string Prefix = "whsec_";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[][] _secrets = [.. secrets.Select(secret => Convert.FromBase64String(
        secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret))];

    /// <summary>Judges a webhook by its three headers and its body as received.</summary>
    public WebhookVerdict Verify(string? id, string? timestamp, string? signature, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(signature) || timestamp is not { Length: > 0 and <= 12 }
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return WebhookVerdict.Malformed;
        }

        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > (long)Tolerance.TotalSeconds)
        {
            return WebhookVerdict.NotNow;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        bool isRight = false;
        foreach (byte[] secret in _secrets)
        {
            byte[] ours = Encoding.ASCII.GetBytes(
                "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed)));
            foreach (string theirs in signature.Split(' '))
            {
                isRight |= CryptographicOperations.FixedTimeEquals(ours, Encoding.UTF8.GetBytes(theirs));
            }
        }

        return isRight ? WebhookVerdict.Genuine : WebhookVerdict.Wrong;
    }

    /// <summary>What a genuine webhook tells; null when this client does not understand it.</summary>
    public static WebhookEvent? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ClientJson.Default.WebhookEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
