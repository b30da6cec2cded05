using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>Something that a browser keeps for half an hour between two requests, sealed: it can neither be read nor
/// changed there.</summary>
/// <param name="name">The cookie; a purpose of its own, so that none is taken for another.</param>
/// <param name="purpose">What its seal is for.</param>
internal sealed class SealedCookie(string name, string purpose)
{
    /// <summary>How long it lives.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    /// <summary>What the browser sent; null when it sent nothing.</summary>
    public string? Sent(HttpContext http) =>
        http.Request.Cookies[name] is { Length: > 0 } cookie ? cookie : null;

    /// <summary>Leaves a sealed text with the browser.</summary>
    public void Give(HttpContext http, string sealedText) => http.Response.Cookies.Append(name, sealedText, Options());

    /// <summary>Takes it away.</summary>
    public void Take(HttpContext http) => http.Response.Cookies.Delete(name, Options());

    /// <summary>What seals and opens it, until its time is over.</summary>
    public ITimeLimitedDataProtector Sealer(HttpContext http) =>
        http.RequestServices.GetRequiredService<IDataProtectionProvider>()
            .CreateProtector(purpose).ToTimeLimitedDataProtector();

    private static CookieOptions Options() => new()
    {
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = Life,
        IsEssential = true,
    };
}
