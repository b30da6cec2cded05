using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>How somebody wants to see the pages: hide amounts, large text, language, light or dark, colour of a
/// rise.</summary>
internal static class DisplayForm
{
    public static void Map(Routes routes) => routes.Form("/display", Who.Anyone, SetAsync);

    private static async Task<IResult> SetAsync(Visit visit, Fields fields)
    {
        Display display = visit.Display;
        display = fields["set"] switch
        {
            "hide" => display with { HideAmounts = !display.HideAmounts },
            "elder" => display with { Elder = !display.Elder },
            "language" => display with { Language = display.Language == Language.Zh ? Language.En : Language.Zh },
            "light" => display with { Theme = Theme.Light },
            "dark" => display with { Theme = Theme.Dark },
            "system" => display with { Theme = Theme.System },
            "green-up" => display with { GreenUp = true },
            "red-up" => display with { GreenUp = false },
            _ => display,
        };
        await visit.KeepAsync(display);
        Remember(visit, display);
        return visit.GoTo(Paths.OwnOr(fields["back"], "/"));
    }

    /// <summary>This browser keeps a liking of its own, whatever the person likes on other devices.</summary>
    public static void Remember(Visit visit, Display display) =>
        visit.Http.Response.Cookies.Append(Display.Cookie, display.ToString(), new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
        });
}
