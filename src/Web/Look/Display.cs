namespace Huoqi.Web;

/// <summary>Light or dark; the system's choice unless somebody chose.</summary>
public enum Theme
{
    System = 0,
    Light = 1,
    Dark = 2,
}

/// <summary>How somebody wants to see the pages. For visitors in a cookie, for people with their profile.</summary>
/// <param name="Language">The language of the texts.</param>
/// <param name="Theme">Light or dark.</param>
/// <param name="Elder">Large text and large targets.</param>
/// <param name="HideAmounts">Amounts are shown as dots, for looks over the shoulder.</param>
/// <param name="GreenUp">A rise is green as in Europe, else red as in China. Never the only sign of it.</param>
public sealed record Display(Language Language, Theme Theme, bool Elder, bool HideAmounts, bool GreenUp)
{
    /// <summary>The name of the cookie.</summary>
    public const string Cookie = "__Host-huoqi-display";

    /// <summary>What a browser gets that has chosen nothing: its language, and the conventions that go with
    /// it.</summary>
    public static Display Of(string? acceptLanguage)
    {
        Language language = Prefers(acceptLanguage);
        return new(language, Theme.System, Elder: false, HideAmounts: false, GreenUp: language == Language.En);
    }

    /// <summary>As it is kept with a person's profile.</summary>
    public static Display Of(Identity.Display kept) => new(
        kept.Language == "en" ? Language.En : Language.Zh,
        kept.Theme switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.System },
        kept.Elder, kept.HideAmounts, GreenUp: !kept.RedUp);

    /// <summary>For the person's profile.</summary>
    public Identity.Display ToKept() => new(
        Language == Language.En ? "en" : "zh",
        Theme switch { Theme.Light => "light", Theme.Dark => "dark", _ => "auto" },
        Elder, HideAmounts, RedUp: !GreenUp);

    /// <summary>Reads the cookie; anything it does not know is as if it were not there.</summary>
    public static Display? Parse(string? cookie)
    {
        if (cookie is not { Length: 5 })
        {
            return null;
        }

        Language? language = cookie[0] switch { 'z' => Language.Zh, 'e' => Language.En, _ => null };
        Theme? theme = cookie[1] switch { 's' => Theme.System, 'l' => Theme.Light, 'd' => Theme.Dark, _ => null };
        return language is { } l && theme is { } t
            ? new(l, t, cookie[2] == '1', cookie[3] == '1', cookie[4] == '1')
            : null;
    }

    /// <summary>The value of the cookie.</summary>
    public override string ToString()
    {
        ReadOnlySpan<char> letters =
        [
            Language == Language.Zh ? 'z' : 'e',
            Theme switch { Theme.Light => 'l', Theme.Dark => 'd', _ => 's' },
            Elder ? '1' : '0', HideAmounts ? '1' : '0', GreenUp ? '1' : '0',
        ];
        return new(letters);
    }

    // The first of the two languages in the browser's order; weights are nearly always in that order.
    private static Language Prefers(string? acceptLanguage)
    {
        foreach (string range in (acceptLanguage ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            if (range.StartsWith("zh", StringComparison.OrdinalIgnoreCase))
            {
                return Language.Zh;
            }

            if (range.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return Language.En;
            }
        }

        return Language.Zh;
    }
}
