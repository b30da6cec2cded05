using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Web;

/// <summary>
/// A request signed after RFC 9421, step by step, with a key that everybody knows: whoever builds a signer compares it
/// byte by byte. It is computed and not written down, so that the page cannot be wrong about it.
/// </summary>
internal static class SignatureExample
{
    public const string KeyId = "example-key";
    public const string Host = "pay.example";
    public const string Path = "/api/v1/merchant/payments";
    public const string IdempotencyKey = "order-1001-try-1";
    public const string Nonce = "b3k9QyZ1r0h2Vw7x";
    public const long Created = 1_795_219_200;

    public const string Body =
        """{"merchantOrder":"M-1001","amount":"30.00","currency":"CNY","description":"一本书"}""";

    /// <summary>The shared secret: the bytes 0 to 31.</summary>
    public static string Secret { get; } =
        Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(number => (byte)number)]);

    /// <summary>RFC 9530, over the bytes of the body.</summary>
    public static string Digest { get; } =
        $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Body)))}:";

    /// <summary>What is covered, and the parameters of the signature.</summary>
    public static string Parameters { get; } =
        "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" \"idempotency-key\")"
        + $";created={Created};nonce=\"{Nonce}\";keyid=\"{KeyId}\";alg=\"hmac-sha256\"";

    /// <summary>The signature base: lines joined by a single line feed, none at the end.</summary>
    public static string Base { get; } = string.Join('\n',
        "\"@method\": POST",
        $"\"@authority\": {Host}",
        $"\"@path\": {Path}",
        "\"@query\": ?",
        $"\"content-digest\": {Digest}",
        $"\"idempotency-key\": {IdempotencyKey}",
        $"\"@signature-params\": {Parameters}");

    /// <summary>The base's SHA-256, to compare the bytes before anything is signed.</summary>
    public static string BaseHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Base)));

    /// <summary>HMAC-SHA256 over the base, in Base64.</summary>
    public static string Signature { get; } = Convert.ToBase64String(
        HMACSHA256.HashData(Convert.FromBase64String(Secret), Encoding.UTF8.GetBytes(Base)));

    /// <summary>The request as it goes over the line.</summary>
    public static string Request { get; } = string.Join('\n',
        $"POST {Path} HTTP/1.1",
        $"Host: {Host}",
        "Content-Type: application/json",
        $"Idempotency-Key: {IdempotencyKey}",
        $"Content-Digest: {Digest}",
        $"Signature-Input: sig={Parameters}",
        $"Signature: sig=:{Signature}:",
        "",
        Body);
}
