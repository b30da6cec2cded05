using Huoqi.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>
/// Where a request that changes something comes from. The session's cookie is sent whoever made the page, also by
/// another port of the same host, so a browser's word that the page was another site's is enough to refuse.
/// </summary>
internal static class Origins
{
    /// <summary>Whether a browser says that a page of another site made this request.</summary>
    public static bool AreForeign(HttpContext http, PasskeySite site)
    {
        HttpRequest request = http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || SessionDoor.IsBearer(request))
        {
            // Who proves himself by what he wrote there himself is no browser that adds a cookie unasked.
            return false;
        }

        string origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
        }

        // The host and not the scheme: TLS may end before this process.
        return !site.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && IsOwn(request, from));
    }

    /// <summary>Whether an address is one of this site, as the request names it.</summary>
    public static bool IsOwn(HttpRequest request, Uri address) => address.Scheme is "http" or "https"
        && string.Equals(address.Authority, Own(request), StringComparison.OrdinalIgnoreCase);

    /// <summary>The scheme in which people asked: that of the request, or what a named proxy says it was.</summary>
    public static string SchemeOf(HttpRequest request) => request.IsHttps ? "https" : "http";

    /// <summary>This site as people ask it, for links that leave a page: "https://pay.example".</summary>
    public static string SiteOf(HttpRequest request) => $"{SchemeOf(request)}://{request.Host}";

    // As Uri writes an authority: without the port that the scheme has anyway.
    private static string Own(HttpRequest request) =>
        request.Host is { Port: 80 or 443 } host ? host.Host : request.Host.Value ?? "";
}

/// <summary>Ties the token of a form to who is signed in, so that a token that somebody else was given, cookie and all,
/// sends no form in a visitor's name.</summary>
internal sealed class FormOwner : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) =>
        context.RequestServices.GetRequiredService<Visit>().Caller is { } caller
            ? $"{caller.Role}-{caller.Number}" : "";

    public bool ValidateAdditionalData(HttpContext context, string additionalData) =>
        string.Equals(additionalData, GetAdditionalData(context), StringComparison.Ordinal);
}
