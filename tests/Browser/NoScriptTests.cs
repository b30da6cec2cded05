using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>With script switched off everything works but passkeys: the payment password confirms instead.</summary>
public sealed class NoScriptTests(RunningApp app, Chromium chromium)
{
    [Fact]
    public async Task Money_goes_in_out_and_to_a_shop_without_script()
    {
        IPage page = await chromium.OpenAsync(app.Address, new(Script: false));
        await PageTour.SignInAsync(page);
        Traveller traveller = new(page);
        await traveller.MoveAsync("out", "1.00", from: "fund", to: "wallet", speed: "T0");
        await ConfirmAsync(page);
        await traveller.MoveAsync("in", "1.00", from: "wallet", to: "fund");
        await ConfirmAsync(page);
        await page.GotoAsync("/");
        await page.Locator("aside.demo a").ClickAsync();
        await page.Locator("form[action='/buy'] button").First.ClickAsync();
        await page.Locator("form#pay input[name=source][value=fund]").CheckAsync();
        await page.Locator("form#pay button").ClickAsync();
        await ConfirmAsync(page);
        Assert.True(await page.Locator(".note.good").CountAsync() > 0, "the payment is done");

        // The ranges of the chart, the language and the size of the text are pages and forms of their own.
        await page.GotoAsync("/");
        await page.Locator("a[href='/yield?span=1y']").ClickAsync();
        Assert.Contains("span=1y", page.Url, StringComparison.Ordinal);
        await page.Locator("button[name=set][value=elder]").ClickAsync();
        Assert.NotNull(await page.Locator("html").GetAttributeAsync("data-elder"));
        await page.Context.CloseAsync();
    }

    private static async Task ConfirmAsync(IPage page)
    {
        await page.FillAsync("input[name=digits]", "246810");
        await page.Locator("form:has(input[name=digits]) button").ClickAsync();
        await page.WaitForLoadStateAsync();
        Assert.DoesNotContain("/confirm/", page.Url, StringComparison.Ordinal);
    }
}
