using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Web;

/// <summary>
/// A second signed request: it reads, and so it has a query, no body and no Idempotency-Key. It is signed with the
/// shared secret of the first, which anybody can do again, and with a P-256 key, which can only be verified: such a
/// signature is another one each time, so that this one is written down.
/// </summary>
internal static class SignatureExampleOfReading
{
    public const string Query = "?limit=30";
    public const string Nonce = "q8Lw3vTz6Yd1Rk5n";
    public const string EcdsaKeyId = "example-ec-key";
    public const string EcdsaNonce = "t5Rn8vKq3ZpY1mXd";

    /// <summary>The public half of a key whose private half nobody has any more.</summary>
    public const string PublicKey =
        """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEA50DeZBB2EMd8vRT9jik09H2W6E8
        oHq9N9Nny4/Mm8Z0Lbbc/oNMbjYdajPNAjkNbx1m2LFPOoHk1SgGYSV0JQ==
        -----END PUBLIC KEY-----
        """;

    /// <summary>ECDSA over the base, r and s of 32 bytes each, in Base64.</summary>
    public const string EcdsaSignature =
        "+Rc8wylYJpU68Y4yja9RMb+qJ1fyzdRC1bisb0XFzMuxGqQ0po5X4FojVbriCOuICVF/X90qPPWjri5W+ttjeQ==";

    /// <summary>The base that the shared secret signs.</summary>
    public static string Base { get; } = BaseOf(Nonce, SignatureExample.KeyId, "hmac-sha256");

    /// <summary>The base that the P-256 key signs: only the last line is another.</summary>
    public static string EcdsaBase { get; } = BaseOf(EcdsaNonce, EcdsaKeyId, "ecdsa-p256-sha256");

    /// <summary>HMAC-SHA256 over the base, in Base64.</summary>
    public static string Signature { get; } = Convert.ToBase64String(
        HMACSHA256.HashData(Convert.FromBase64String(SignatureExample.Secret), Encoding.UTF8.GetBytes(Base)));

    /// <summary>The request with the shared secret's signature as it goes over the line.</summary>
    public static string Request { get; } =
        RequestOf(ParametersOf(Nonce, SignatureExample.KeyId, "hmac-sha256"), Signature);

    /// <summary>The same with the P-256 key's.</summary>
    public static string EcdsaRequest { get; } =
        RequestOf(ParametersOf(EcdsaNonce, EcdsaKeyId, "ecdsa-p256-sha256"), EcdsaSignature);

    private static string ParametersOf(string nonce, string keyId, string algorithm) =>
        "(\"@method\" \"@authority\" \"@path\" \"@query\")"
        + $";created={SignatureExample.Created};nonce=\"{nonce}\";keyid=\"{keyId}\";alg=\"{algorithm}\"";

    private static string BaseOf(string nonce, string keyId, string algorithm) => string.Join('\n',
        "\"@method\": GET",
        $"\"@authority\": {SignatureExample.Host}",
        $"\"@path\": {SignatureExample.Path}",
        $"\"@query\": {Query}",
        $"\"@signature-params\": {ParametersOf(nonce, keyId, algorithm)}");

    private static string RequestOf(string parameters, string signature) => string.Join('\n',
        $"GET {SignatureExample.Path}{Query} HTTP/1.1",
        $"Host: {SignatureExample.Host}",
        $"Signature-Input: sig={parameters}",
        $"Signature: sig=:{signature}:");
}
