using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.SystemTests.Api;

/// <summary>Signs requests of a merchant after RFC 9421, from the text of the RFC and not from our own code.</summary>
internal sealed record Signing(string KeyId, string Secret)
{
    /// <summary>Covers @target-uri, with this scheme, in place of its parts; null for the parts.</summary>
    public string? TargetScheme { get; init; }

    public void Sign(HttpRequestMessage request, Uri site, byte[] body)
    {
        Uri target = new(site, request.RequestUri!);
        string digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";
        List<string> lines =
        [
            $"\"@method\": {request.Method.Method}",
            $"\"@authority\": {target.Authority}",
            $"\"@path\": {target.AbsolutePath}",
            $"\"@query\": {(target.Query.Length == 0 ? "?" : target.Query)}",
        ];
        string covered = "\"@method\" \"@authority\" \"@path\" \"@query\"";
        if (TargetScheme is not null)
        {
            lines = [lines[0], $"\"@target-uri\": {TargetScheme}://{target.Authority}{target.PathAndQuery}"];
            covered = "\"@method\" \"@target-uri\"";
        }

        if (body.Length > 0)
        {
            request.Headers.Add("Content-Digest", digest);
            lines.Add($"\"content-digest\": {digest}");
            covered += " \"content-digest\"";
        }

        if (request.Headers.TryGetValues("Idempotency-Key", out IEnumerable<string>? keys))
        {
            lines.Add($"\"idempotency-key\": {keys.Single()}");
            covered += " \"idempotency-key\"";
        }

        string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        string created = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string parameters = $"({covered});created={created};nonce=\"{nonce}\";keyid=\"{KeyId}\";alg=\"hmac-sha256\"";
        lines.Add($"\"@signature-params\": {parameters}");
        byte[] signature = HMACSHA256.HashData(
            Convert.FromBase64String(Secret), Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        request.Headers.Add("Signature-Input", $"sig1={parameters}");
        request.Headers.Add("Signature", $"sig1=:{Convert.ToBase64String(signature)}:");
    }
}
