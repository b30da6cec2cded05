using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Acquiring;

/// <summary>The signature of Standard Webhooks: HMAC-SHA256 over id, timestamp and body, as "v1," and Base64.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    private const int SecretBytes = 24;

    /// <summary>A fresh secret's bytes.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>A secret as its owner gets it.</summary>
    public static string Write(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>The header's value: a signature by each secret that holds.</summary>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> secrets)
    {
        byte[] head = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret =>
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
