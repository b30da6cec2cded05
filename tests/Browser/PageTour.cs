using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Huoqi.BrowserTests;

/// <summary>Who looks at a page of the tour.</summary>
internal enum Guest
{
    /// <summary>Nobody signed in.</summary>
    Stranger = 0,

    /// <summary>The person of the demo, with a year of bills.</summary>
    Person = 1,

    /// <summary>Somebody who has signed up and nothing else.</summary>
    Newcomer = 2,
    Operator = 3,
    Auditor = 4,
}

/// <summary>A page of the tour.</summary>
/// <param name="Name">The name of its pictures.</param>
/// <param name="Path">Its address.</param>
/// <param name="Guest">Who looks at it.</param>
/// <param name="Begun">What that browser has begun with a phone ("sign-up", "recover", "new-phone").</param>
internal sealed record Place(string Name, string Path, Guest Guest, string? Begun = null);

/// <summary>
/// Every page, who may see it, and how to get there. What a page needs (a receipt, a day, a request) is found by
/// walking, so that the addresses are those that a person would see. Made once for the run.
/// </summary>
internal sealed partial class PageTour
{
    private static Task<PageTour>? _made;

    private readonly Dictionary<Guest, IReadOnlyList<Cookie>> _sessions = [];
    private readonly Dictionary<string, Cookie> _begun = [];
    private readonly List<Place> _places = [];

    /// <summary>The tour of an app: walked when it is asked for first; tests come one after the other.</summary>
    public static Task<PageTour> OfAsync(RunningApp app, Chromium chromium) => _made ??= MakeAsync(app, chromium);

    /// <summary>Signs the window in as the demo's person with one click.</summary>
    public static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("form[action='/demo/sign-in'] button").First.ClickAsync();
        await page.Locator("#total").WaitForAsync();
    }

    /// <summary>The pages, in an order that changes guests seldom. What lasts for minutes only (a confirmation, an
    /// order of the shop) is made anew, in this window.</summary>
    public async Task<IReadOnlyList<Place>> PlacesAsync(IPage page)
    {
        await BecomeAsync(page, Guest.Person, begun: null);
        List<Place> fresh = [new("confirm", await ConfirmationAsync(page), Guest.Person)];
        fresh.AddRange(await ShopAsync(page));
        return [.. fresh, .. _places];
    }

    /// <summary>Opens a page as the guest whom it is for.</summary>
    public async Task<IResponse> OpenAsync(IPage page, Place place)
    {
        await BecomeAsync(page, place.Guest, place.Begun);
        return await page.GotoAsync(place.Path)
            ?? throw new InvalidOperationException($"{place.Path} does not answer");
    }

    /// <summary>Has this window show large text or the usual one, whoever looks.</summary>
    public static async Task EnlargeAsync(IPage page, bool elder)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("button[name=set][value=elder]").ClickAsync();
        await page.WaitForLoadStateAsync();
        if (!elder)
        {
            await page.Locator("button[name=set][value=elder]").ClickAsync();
            await page.WaitForLoadStateAsync();
        }
    }

    /// <summary>The guest's cookies, and the window's own choice of how things look.</summary>
    private async Task BecomeAsync(IPage page, Guest guest, string? begun)
    {
        await page.Context.ClearCookiesAsync(new() { Name = Session });
        await page.Context.ClearCookiesAsync(new() { Name = Begun });
        IEnumerable<Cookie> cookies = _sessions[guest];
        if (begun is not null)
        {
            cookies = cookies.Append(_begun[begun]);
        }

        if (cookies.Any())
        {
            await page.Context.AddCookiesAsync(cookies);
        }
    }

    private const string Session = "__Host-huoqi";
    private const string Begun = "__Host-huoqi-begun";

    private static async Task<string> ConfirmationAsync(IPage page)
    {
        await page.GotoAsync("/move?way=out");
        await page.FillAsync("form#move input[name=amount]", "1.00");
        await page.Locator("form#move button").Last.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/confirm/", StringComparison.Ordinal));
        return new Uri(page.Url).AbsolutePath;
    }

    // The demo's shop, with an order that waits for its payment.
    private static async Task<IReadOnlyList<Place>> ShopAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.Locator("aside.demo a").ClickAsync();
        Uri shop = new(page.Url);
        await page.Locator("form[action='/buy'] button").First.ClickAsync();
        await page.Locator("form#pay").WaitForAsync();
        string order = await page.Locator($"main a[href^='{shop}orders/']").First.GetAttributeAsync("href")
            ?? throw new InvalidOperationException("the pay page leads back to no order");
        return
        [
            new("pay-request", new Uri(page.Url).AbsolutePath, Guest.Person),
            new("shop", shop.ToString(), Guest.Person), new("shop-order", order, Guest.Person),
            new("shop-log", new Uri(shop, "/log").ToString(), Guest.Person),
        ];
    }

    [GeneratedRegex("[0-9]{6}", RegexOptions.NonBacktracking)]
    private static partial Regex SixDigits { get; }
}
