namespace Huoqi;

/// <summary>
/// Every page of the program: in the tour that looks at each of them in a real browser, or not and why. The system's
/// tests compare this list with the routes that the program has, the browser's tests with the tour: a new page cannot
/// be forgotten.
/// </summary>
internal static class PageRoutes
{
    /// <summary>Pages of the tour.</summary>
    public static IReadOnlyList<string> Toured { get; } =
    [
        "/", "/agreement", "/agreement/{document}", "/bills", "/bills/{order}/wrong", "/collect", "/collect/{code}",
        "/confirm/{id}", "/demo/phone", "/developers", "/developers/{area}", "/inbox", "/income", "/income/{day}",
        "/me", "/me/cards", "/me/close", "/me/consents", "/me/data", "/me/devices", "/me/display", "/me/disputes",
        "/me/freeze", "/me/identity", "/me/limits", "/me/nickname", "/me/passkeys", "/me/password",
        "/me/payment-password", "/me/phone", "/me/phone/code", "/me/prove", "/me/security", "/move", "/pay",
        "/pay/{request}", "/receipt/{order}", "/recover", "/recover/code", "/sandbox/{request}", "/save", "/send",
        "/send/ask", "/send/requests", "/sign-in", "/sign-up", "/sign-up/code", "/staff", "/staff/days",
        "/staff/disputes", "/staff/merchants", "/staff/merchants/{merchant}", "/staff/person", "/staff/security",
        "/staff/sign-in", "/staff/trial-balance", "/start", "/statement", "/yield",
    ];

    /// <summary>What is no page to look at.</summary>
    public static IReadOnlyDictionary<string, string> Left { get; } = new Dictionary<string, string>
    {
        ["/live"] = "a stream of events",
        ["/me/data/huoqi.json"] = "a file",
        ["/me/data/huoqi.zip"] = "a file",
        ["/statement/file"] = "a file",
    };
}
