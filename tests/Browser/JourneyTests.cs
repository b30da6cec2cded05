using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>
/// A whole life of an account in a real browser with a real passkey: sign-up, top-up, subscription, the next days'
/// income, paying in the shop from the fund, its refund, a gift, a withdrawal and a file to take away; in both
/// languages.
/// </summary>
public sealed class JourneyTests(RunningApp app, Chromium chromium)
{
    private const int LongestWait = 8;

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en-US")]
    public async Task Somebody_new_does_everything_once(string language)
    {
        IPage page = await chromium.OpenAsync(app.Address, new(language));
        Traveller traveller = new(page);
        await traveller.GetAuthenticatorAsync();
        await traveller.SignUpAsync();
        await traveller.AddPasskeyAsync();
        await traveller.IdentifyAsync();
        await traveller.AddCardAsync();

        await traveller.MoveAsync("in", "9000.00", from: "card", to: "wallet");
        await traveller.ConfirmAsync();
        await traveller.WaitForWalletAsync("¥9,000.00");
        await traveller.MoveAsync("in", "8000.00", from: "wallet", to: "fund");
        await traveller.ConfirmAsync();
        await traveller.WaitForWalletAsync("¥1,000.00");
        await IncomeArrivesAsync(traveller);
        await PayAtTheMallAsync(traveller, refunded: language == "zh-CN" ? "已退款" : "Refunded");
        await SendAsync(traveller);

        await traveller.MoveAsync("out", "100.00", from: "wallet", to: "card");
        await traveller.ConfirmAsync();
        await page.GotoAsync("/bills");
        IDownload file = await page.RunAndWaitForDownloadAsync(
            () => page.Locator("button[name=format][value=csv]").ClickAsync());
        string csv = await File.ReadAllTextAsync((await file.PathAsync())!);
        Assert.Contains("8000.00", csv, StringComparison.Ordinal);

        // A download leaves the page where it is, and its form ready for another.
        _ = await page.RunAndWaitForDownloadAsync(
            () => page.Locator("button[name=format][value=xlsx]").ClickAsync());
        Assert.Empty(chromium.Violations);
        await page.Context.CloseAsync();
    }

    // Bought on a day that may be a Saturday: confirmed on the second dealing day, and its income is there a day later.
    private static async Task IncomeArrivesAsync(Traveller traveller)
    {
        for (int day = 0; day < LongestWait; day++)
        {
            await traveller.TomorrowAsync();
            ILocator income = traveller.Page.Locator("#yesterday");
            if (await income.CountAsync() > 0
                && (await income.InnerTextAsync()).StartsWith("+¥", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("no income has come");
    }

    private static async Task PayAtTheMallAsync(Traveller traveller, string refunded)
    {
        IPage page = traveller.Page;
        await page.GotoAsync("/");
        await page.Locator("aside.demo a").ClickAsync();
        await page.Locator("form[action='/buy'] button").First.ClickAsync();
        await page.Locator("form#pay input[name=source][value=fund]").CheckAsync();
        await page.Locator("form#pay button").ClickAsync();
        await traveller.ConfirmAsync();
        await page.Locator("a.button[href^='http']").Last.ClickAsync();
        await page.Locator("form[action$='/refund'] button").ClickAsync();
        await page.Locator("form[action$='/refund']").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal(refunded, await page.Locator("main [role=status]").InnerTextAsync());

        // The fund paid for the first of the goods, ¥68.00; what is given back comes into the wallet.
        await traveller.WaitForWalletAsync("¥1,068.00");
    }

    private static async Task SendAsync(Traveller traveller)
    {
        IPage page = traveller.Page;
        await page.GotoAsync("/send");
        await page.FillAsync("form#send input[name=phone]", DemoPhone);
        await page.FillAsync("form#send input[name=amount]", "12.30");
        await page.Locator("form#send button").Last.ClickAsync();
        await traveller.ConfirmAsync();
    }

    private const string DemoPhone = "13900000001";
}
