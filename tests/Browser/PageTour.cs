using Microsoft.Playwright;

namespace Huoqi.BrowserTests;

/// <summary>
/// Every page, and how to get there. What a page needs (a receipt, a day, a request) is found by walking, so that the
/// addresses are those that a person would see.
/// </summary>
internal static class PageTour
{
    /// <summary>Signs the window in as the demo's person with one click.</summary>
    public static async Task SignInAsync(IPage page)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("form[action='/demo/sign-in'] button").First.ClickAsync();
        await page.Locator("#total").WaitForAsync();
    }

    /// <summary>Pages that strangers see, by a name for their pictures.</summary>
    public static IReadOnlyList<(string Name, string Path)> Public { get; } =
    [
        ("welcome", "/"), ("sign-in", "/sign-in"), ("sign-up", "/sign-up"), ("recover", "/recover"),
        ("developers", "/developers"), ("nowhere", "/there-is-no-such-page"),
    ];

    /// <summary>Pages of somebody signed in.</summary>
    public static async Task<IReadOnlyList<(string Name, string Path)>> OwnAsync(IPage page)
    {
        List<(string, string)> pages =
        [
            ("home", "/"), ("yield", "/yield?span=1y"), ("income", "/income"), ("bills", "/bills"),
            ("statement", "/statement"), ("move-in", "/move?way=in"), ("move-out", "/move?way=out"), ("pay", "/pay"),
            ("send", "/send"), ("save", "/save"), ("inbox", "/inbox"), ("me", "/me"),
        ];
        pages.Add(("income-day", await FirstAsync(page, "/income", "table a[href^='/income/']")));
        string receipt = await FirstAsync(page, "/bills", "ul.bill a[href^='/receipt/']");
        pages.Add(("receipt", receipt));
        pages.Add(("dispute", receipt.Replace("/receipt/", "/bills/", StringComparison.Ordinal) + "/wrong"));
        await page.GotoAsync("/me");
        foreach (ILocator link in await page.Locator("main a[href^='/me/']").AllAsync())
        {
            string path = await link.GetAttributeAsync("href") ?? "";
            pages.Add((path.Trim('/').Replace('/', '-'), path));
        }

        return [.. pages.DistinctBy(place => place.Item2)];
    }

    /// <summary>Chooses the language of the pages.</summary>
    public static async Task SpeakAsync(IPage page, string language)
    {
        await page.GotoAsync("/");
        if (await page.Locator("html").GetAttributeAsync("lang") != language)
        {
            await page.Locator("button[name=set][value=language]").ClickAsync();
        }
    }

    private static async Task<string> FirstAsync(IPage page, string from, string selector)
    {
        await page.GotoAsync(from);
        return await page.Locator(selector).First.GetAttributeAsync("href")
            ?? throw new InvalidOperationException($"{from} has no {selector}");
    }
}
