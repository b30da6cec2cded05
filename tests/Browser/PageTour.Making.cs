using Huoqi.Client;
using Microsoft.Playwright;

namespace Huoqi.BrowserTests;

// How the tour is prepared: every guest signs in once, and leaves behind what the pages are to show.
internal sealed partial class PageTour
{
    private const string StaffPassword = "four words make one";

    private static async Task<PageTour> MakeAsync(RunningApp app, Chromium chromium)
    {
        PageTour tour = new();
        IPage page = await chromium.OpenAsync(app.Address);
        tour._sessions[Guest.Stranger] = [];
        await tour.LookOutsideAsync(page, app.Address);
        await tour.BeginAsync(page);
        await page.Context.ClearCookiesAsync();
        await SignInAsync(page);
        await tour.ChangePhoneAsync(page);
        await tour.KeepAsync(page, Guest.Person);
        await tour.LookInsideAsync(page);
        foreach (Guest guest in (Guest[])[Guest.Operator, Guest.Auditor])
        {
            await tour.LookAtStaffAsync(page, app, guest);
        }

        await page.Context.CloseAsync();
        return tour;
    }

    private void Add(string name, string path, Guest guest, string? begun = null) =>
        _places.Add(new(name, path, guest, begun));

    private static string NameOf(string path) => path.Trim('/').Replace('/', '-');

    private async Task KeepAsync(IPage page, Guest guest) => _sessions[guest] =
    [
        .. (await page.Context.CookiesAsync()).Where(cookie => cookie.Name == Session).Select(Again),
    ];

    private async Task BeginAsync(IPage page, string what) =>
        _begun[what] = Again((await page.Context.CookiesAsync()).Single(cookie => cookie.Name == Begun));

    private static Cookie Again(BrowserContextCookiesResult cookie) => new()
    {
        Name = cookie.Name,
        Value = cookie.Value,
        Domain = cookie.Domain,
        Path = cookie.Path,
        Expires = cookie.Expires,
        HttpOnly = cookie.HttpOnly,
        Secure = cookie.Secure,
        SameSite = cookie.SameSite,
    };

    private async Task LookOutsideAsync(IPage page, Uri site)
    {
        foreach ((string name, string path) in ((string, string)[])
        [
            ("welcome", "/"), ("sign-in", "/sign-in"), ("sign-up", "/sign-up"), ("recover", "/recover"),
            ("developers", "/developers"), ("nowhere", "/there-is-no-such-page"),
            ("paper-risk", "/agreement/risk"), ("paper-contract", "/agreement/contract"),
            ("paper-fees", "/agreement/fees"), ("staff-sign-in", "/staff/sign-in"),
        ])
        {
            Add(name, path, Guest.Stranger);
        }

        // The areas of the API are one page with different lists; these are the shortest and the longest.
        Add("developers-sessions", "/developers/sessions", Guest.Stranger);
        Add("developers-merchants", "/developers/merchants", Guest.Stranger);
        await page.GotoAsync("/developers");

        // The demo gives every developer a key to try.
        IReadOnlyList<string> codes = await page.Locator("#sandbox ~ dl dd code").AllInnerTextsAsync();
        using HttpClient http = new() { BaseAddress = site };
        using MerchantCredentials key = MerchantCredentials.OfSecret(codes[0], codes[2]);
        Payment payment = await new HuoqiMerchantClient(http, key, TimeProvider.System)
            .CreateAsync(new($"tour-{HuoqiMerchantClient.NewKey()}", new(30_00), "一本书"));
        Add("sandbox", payment.PayUrl.AbsolutePath, Guest.Stranger);
    }

    // Somebody signs up, and stops on the way of it; later they have lost their phone.
    private async Task BeginAsync(IPage page)
    {
        string phone = Traveller.NewPhone();
        await page.GotoAsync("/sign-up");
        await page.FillAsync("input[name=phone]", phone);
        await page.Locator("form[action='/sign-up'] button").First.ClickAsync();
        await page.WaitForURLAsync("**/sign-up/code");
        await BeginAsync(page, "sign-up");
        Add("sign-up-code", "/sign-up/code", Guest.Stranger, "sign-up");
        Add("demo-phone", "/demo/phone", Guest.Stranger, "sign-up");

        await page.GotoAsync("/demo/phone");
        string code = SixDigits.Match(await page.Locator("main").InnerTextAsync()).Value;
        await page.GotoAsync("/sign-up/code");
        await page.FillAsync("input[name=code]", code);
        await page.Locator("form[action='/sign-up/code'] button").First.ClickAsync();
        await page.WaitForURLAsync("**/start");
        await KeepAsync(page, Guest.Newcomer);
        foreach ((string name, string path) in ((string, string)[])
        [
            ("newcomer-home", "/"), ("newcomer-start", "/start"), ("newcomer-bills", "/bills"),
            ("newcomer-move", "/move?way=in"), ("newcomer-agreement", "/agreement"),
            ("newcomer-identity", "/me/identity"), ("newcomer-inbox", "/inbox"), ("newcomer-cards", "/me/cards"),
            // Whoever has a factor proves it first, every few minutes anew.
            ("me-password", "/me/password"), ("me-payment-password", "/me/payment-password"),
            ("me-phone", "/me/phone"),
        ])
        {
            Add(name, path, Guest.Newcomer);
        }

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/recover");
        await page.FillAsync("input[name=phone]", phone);
        await page.FillAsync("input[name=new-phone]", Traveller.NewPhone());
        await page.Locator("form[action='/recover'] button").First.ClickAsync();
        await page.WaitForURLAsync("**/recover/code");
        await BeginAsync(page, "recover");
        Add("recover-code", "/recover/code", Guest.Stranger, "recover");
    }

    // Begun, and never ended.
    private async Task ChangePhoneAsync(IPage page)
    {
        await page.GotoAsync("/me/prove");
        await page.FillAsync("input[name=digits]", "246810");
        await page.Locator("form:has(input[name=digits]) button").ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/me/prove", StringComparison.Ordinal));
        await page.GotoAsync("/me/phone");
        await page.FillAsync("input[name=phone]", Traveller.NewPhone());
        await page.Locator("form[action='/me/phone'] button").First.ClickAsync();
        await page.WaitForURLAsync("**/me/phone/code");
        await BeginAsync(page, "new-phone");
        Add("me-phone-code", "/me/phone/code", Guest.Person, "new-phone");
    }

    private async Task LookInsideAsync(IPage page)
    {
        foreach ((string name, string path) in ((string, string)[])
        [
            ("home", "/"), ("yield", "/yield?span=1y"), ("income", "/income"), ("bills", "/bills"),
            ("statement", "/statement"), ("move-in", "/move?way=in"), ("move-out", "/move?way=out"), ("pay", "/pay"),
            ("send", "/send"), ("ask", "/send/ask"), ("requests", "/send/requests"),
            ("collect", "/collect?amount=12.30"),
            ("save", "/save"), ("inbox", "/inbox"), ("me", "/me"), ("prove", "/me/prove"), ("start", "/start"),
            ("agreement", "/agreement"), ("disputes", "/me/disputes"),
        ])
        {
            Add(name, path, Guest.Person);
        }

        Add("income-day", await FirstAsync(page, "/income", "table a[href^='/income/']"), Guest.Person);
        Add("collect-theirs", await FirstAsync(page, "/pay", "a[href*='/collect/']"), Guest.Person);
        await page.GotoAsync("/me");
        foreach (ILocator link in await page.Locator("main a[href^='/me/']").AllAsync())
        {
            string path = await link.GetAttributeAsync("href") ?? "";
            if (!_places.Any(place => place.Path == path && place.Name == NameOf(path)))
            {
                Add(NameOf(path), path, Guest.Person);
            }
        }

        await page.GotoAsync("/bills");
        string[] receipts = await page.Locator("ul.bill a[href^='/receipt/']")
            .EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))");
        Add("receipt", receipts[0], Guest.Person);
        Add("dispute", $"{receipts[0].Replace("/receipt/", "/bills/", StringComparison.Ordinal)}/wrong", Guest.Person);

        // Something for the disputes, the requests and the goals to show.
        await page.GotoAsync($"{receipts[1].Replace("/receipt/", "/bills/", StringComparison.Ordinal)}/wrong");
        if (await page.Locator("textarea[name=text]").CountAsync() > 0)
        {
            await page.FillAsync("textarea[name=text]", "应该是两笔 / there should be two of it");
            await page.Locator("form:has(textarea[name=text]) button").ClickAsync();
        }

        await page.GotoAsync("/send/ask");
        await page.FillAsync("form#ask input[name=phone]", Traveller.DemoFriend);
        await page.FillAsync("form#ask input[name=amount]", "12.30");
        await page.FillAsync("form#ask input[name=note]", "午饭 lunch");
        await page.Locator("form#ask button").ClickAsync();
        await page.WaitForURLAsync("**/send/requests**");
    }

    private async Task LookAtStaffAsync(IPage page, RunningApp app, Guest guest)
    {
        string role = guest == Guest.Operator ? "operator" : "auditor";
        string name = $"{role}-{Environment.ProcessId}";
        await app.RunAsync(["staff", "add", name, "--role", role], ("HUOQI_STAFF_PASSWORD", StaffPassword));
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/staff/sign-in");
        await page.FillAsync("input[name=name]", name);
        await page.FillAsync("input[name=password]", StaffPassword);
        await page.Locator("form[action='/staff/sign-in'] button").ClickAsync();
        await page.WaitForURLAsync("**/staff");
        await KeepAsync(page, guest);
        Add($"{role}-home", "/staff", guest);
        foreach (ILocator link in await page.Locator("main a[href^='/staff/']").AllAsync())
        {
            string path = await link.GetAttributeAsync("href") ?? "";
            Add($"{role}-{path["/staff/".Length..]}", path, guest);
        }

        Add($"{role}-person-one", "/staff/person?number=1000001", guest);
        if (guest == Guest.Operator)
        {
            Add("operator-merchant", await FirstAsync(page, "/staff/merchants", "a[href^='/staff/merchants/']"), guest);
        }
        else
        {
            Add("auditor-security-one", "/staff/security?person=1000001", guest);
        }
    }

    private static async Task<string> FirstAsync(IPage page, string from, string selector)
    {
        await page.GotoAsync(from);
        return await page.Locator(selector).First.GetAttributeAsync("href")
            ?? throw new InvalidOperationException($"{from} has no {selector}");
    }
}
