using Huoqi.Acquiring;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Huoqi.Web;

/// <summary>The signature of a merchant's request (RFC 9421), over the request as it came.</summary>
internal sealed class SignatureDoor(AppParts parts)
{
    private readonly HttpSignatures _signatures = new(parts.Acquiring);

    /// <summary>Whether the request carries a signature at all.</summary>
    public static bool IsSigned(HttpContext http) => http.Request.Headers.ContainsKey("Signature");

    /// <summary>The merchant that signed; null when the signature is not good, for whatever reason.</summary>
    public async Task<Caller?> FindAsync(HttpContext http, CancellationToken cancel)
    {
        HttpRequest request = http.Request;
        request.EnableBuffering();
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancel);
        request.Body.Position = 0;

        // The target as sent, before anything was decoded: that is what was signed.
        string target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        int question = target.IndexOf('?', StringComparison.Ordinal);
        SignedRequest signed = new(
            request.Method, Origins.SchemeOf(request), request.Host.Value ?? "",
            question < 0 ? target : target[..question], question < 0 ? "" : target[question..],
            [.. request.Headers.SelectMany(field => field.Value.Select(value =>
                KeyValuePair.Create(field.Key, value ?? "")))],
            body.ToArray());
        SignatureAnswer answer = await _signatures.VerifyAsync(signed, cancel);
        // The developer of a merchant is told what is wrong with it, if nothing else lets the request in.
        http.Items[typeof(SignatureStatus)] = answer.Status;
        return answer.Caller is { } caller
            ? new(caller.Merchant, Who.Merchant, Session: null, caller.KeyId, caller.Sandbox)
            : null;
    }
}
