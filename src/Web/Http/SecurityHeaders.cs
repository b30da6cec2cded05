using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What every answer tells the browser not to do.</summary>
internal static class SecurityHeaders
{
    /// <summary>Headers of a page. Scripts and styles are known by the nonce alone, whatever a stored text
    /// holds.</summary>
    public static void OfPage(HttpContext http, string nonce)
    {
        Common(http);
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; "
            + "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types huoqi";
        http.Response.Headers["Permissions-Policy"] =
            "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), "
            + "publickey-credentials-create=(self)";
        // Pages show money of one person: no cache keeps them, and Back asks again.
        http.Response.Headers.CacheControl = "no-cache, no-store";
        http.Response.Headers.Vary = "Cookie, Accept-Language, X-Piece";
    }

    /// <summary>Whatever the answer will be, also one of the limits that stand before the door.</summary>
    public static Task BeforeAnythingAsync(HttpContext http, RequestDelegate next)
    {
        Common(http);
        return next(http);
    }

    /// <summary>Headers of everything else.</summary>
    public static void Common(HttpContext http)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        if (!headers.ContainsKey("Content-Security-Policy"))
        {
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        }
    }
}
