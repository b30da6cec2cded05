using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Bench;

/// <summary>Signs a merchant's requests after RFC 9421 with a shared secret.</summary>
/// <param name="keyId">The key's id.</param>
/// <param name="secret">The secret in Base64.</param>
/// <param name="time">The clock.</param>
public sealed class ApiFuzzSigner(string keyId, string secret, TimeProvider time)
{
    /// <summary>Puts digest and signature on a request.</summary>
    public Task SignAsync(HttpRequestMessage request, byte[] body)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri target = request.RequestUri!;
        List<(string Name, string Value)> covered =
        [
            ("@method", request.Method.Method), ("@authority", target.Authority), ("@path", target.AbsolutePath),
            ("@query", target.Query.Length == 0 ? "?" : target.Query),
        ];
        if (body.Length > 0)
        {
            string digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";
            request.Headers.TryAddWithoutValidation("Content-Digest", digest);
            covered.Add(("content-digest", digest));
        }

        if (request.Headers.NonValidated.TryGetValues("Idempotency-Key", out HeaderStringValues keys))
        {
            covered.Add(("idempotency-key", keys.ToString()));
        }

        string parameters = string.Create(
            CultureInfo.InvariantCulture,
            $"({string.Join(' ', covered.Select(one => $"\"{one.Name}\""))})")
            + $";created={time.GetUtcNow().ToUnixTimeSeconds()}"
            + $";nonce=\"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}\";keyid=\"{keyId}\""
            + ";alg=\"hmac-sha256\"";
        string text = string.Concat(covered.Select(one => $"\"{one.Name}\": {one.Value}\n"))
            + $"\"@signature-params\": {parameters}";
        byte[] signature = HMACSHA256.HashData(Convert.FromBase64String(secret), Encoding.UTF8.GetBytes(text));
        request.Headers.TryAddWithoutValidation("Signature-Input", $"sig={parameters}");
        request.Headers.TryAddWithoutValidation("Signature", $"sig=:{Convert.ToBase64String(signature)}:");
        return Task.CompletedTask;
    }
}
