using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Client;

/// <summary>Signs requests after RFC 9421: method, authority, path and query, the digest of the body, and the
/// Idempotency-Key.</summary>
internal sealed class RequestSigner(MerchantCredentials credentials, TimeProvider time)
{
    private const int NonceBytes = 18;

    public void Sign(HttpRequestMessage request, byte[]? body)
    {
        Uri target = request.RequestUri!;
        List<(string Name, string Value)> covered =
        [
            ("@method", request.Method.Method),
            ("@authority", target.Authority.ToLowerInvariant()),
            ("@path", target.AbsolutePath),
            ("@query", target.Query.Length == 0 ? "?" : target.Query),
        ];
        if (body is not null)
        {
            string digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";
            request.Headers.Add("Content-Digest", digest);
            covered.Add(("content-digest", digest));
        }

        if (request.Headers.TryGetValues("Idempotency-Key", out IEnumerable<string>? keys))
        {
            covered.Add(("idempotency-key", keys.Single()));
        }

        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        string parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"({string.Join(' ', covered.Select(part => $"\"{part.Name}\""))})"
            + $";created={time.GetUtcNow().ToUnixTimeSeconds()};nonce=\"{nonce}\""
            + $";keyid=\"{credentials.KeyId}\";alg=\"{credentials.Algorithm}\"");
        StringBuilder signed = new();
        foreach ((string name, string value) in covered)
        {
            _ = signed.Append(CultureInfo.InvariantCulture, $"\"{name}\": {value}\n");
        }

        string signature = credentials.Sign(signed.Append("\"@signature-params\": ").Append(parameters).ToString());
        request.Headers.Add("Signature-Input", $"sig={parameters}");
        request.Headers.Add("Signature", $"sig=:{signature}:");
    }
}
