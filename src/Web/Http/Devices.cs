namespace Huoqi.Web;

/// <summary>A short label of a browser for its owner's own list; what cannot be told is left out.</summary>
internal static class Devices
{
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("MicroMessenger", "WeChat"), ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];

    /// <summary>"Chrome, Android" from a User-Agent.</summary>
    public static string Label(string? userAgent)
    {
        string[] known = [First(Browsers, userAgent), First(Systems, userAgent)];
        return string.Join(", ", known.Where(name => name.Length > 0)) is { Length: > 0 } label ? label : "?";
    }

    private static string First((string Mark, string Name)[] names, string? userAgent) =>
        names.FirstOrDefault(name => userAgent?.Contains(name.Mark, StringComparison.Ordinal) == true).Name ?? "";
}
