using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>
/// What a newcomer does in the first five minutes: looks at a real year of income, pays in the shop straight from the
/// fund, and watches the next day's income arrive. By visible labels only, in at most 25 steps.
/// </summary>
public sealed class NewcomerTests(RunningApp app, Chromium chromium, ITestOutputHelper output)
{
    private const int MostSteps = 25;

    [Fact]
    public async Task A_newcomer_sees_a_year_pays_at_the_mall_and_watches_tomorrows_income_arrive()
    {
        IPage page = await chromium.OpenAsync(app.Address);
        Walk walk = new(page, "newcomer");
        long began = TimeProvider.System.GetTimestamp();
        await page.GotoAsync("/");
        await walk.ClickAsync("Look around in the demo account");
        await walk.SeeAsync("All your money");
        string before = await page.Locator("#yesterday").InnerTextAsync();

        // A year of it, and how one day came about.
        await walk.ClickAsync("1 year");
        Assert.InRange(await DaysOfChartAsync(page), 360, 366);
        await walk.ClickAsync("My money");
        await walk.ClickAsync("Income calendar");
        await walk.ClickAsync("Month before");
        await walk.SeeAsync("Day by day");
        await walk.ClickAsync("My money");

        // To the shop, and there straight from the fund.
        await walk.ClickAsync("Demo shop");
        await walk.ClickAsync("Pay with Huoqi");
        await walk.SeeAsync("Pay 青山小铺");
        await walk.ChooseAsync("Money fund");
        await walk.ClickAsync("Next");
        await walk.SeeAsync("Check this");
        await walk.FillAsync("Payment password", "246810");
        await walk.ClickAsync("Confirm with the payment password");
        await walk.SeeAsync("Payment from the fund|Paid");
        await walk.ClickAsync("Back to");
        await walk.SeeAsync("Paid. Thank you!");

        // Tomorrow.
        await walk.ClickAsync("Back to Huoqi");
        await walk.SeeAsync("All your money");
        string day = await page.Locator("dl.facts dt").First.InnerTextAsync();
        await walk.ClickAsync("Go to tomorrow");
        await walk.SeeAsync("All your money");
        output.WriteLine(
            $"{walk.Steps} steps in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} seconds");
        Assert.NotEqual(day, await page.Locator("dl.facts dt").First.InnerTextAsync());
        Assert.StartsWith("+¥", await page.Locator("#yesterday").InnerTextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("+¥", before, StringComparison.Ordinal);
        Assert.InRange(walk.Steps, 1, MostSteps);
        Assert.Empty(chromium.Violations);
        await page.Context.CloseAsync();
    }

    // From the first day below the chart to the last, once the year has taken the month's place.
    private static async Task<int> DaysOfChartAsync(IPage page)
    {
        await page.Locator("#yield a[href='/yield?span=1y'][aria-current=true]").WaitForAsync();
        ILocator days = page.Locator("#yield .days li");
        return DateOnly.Parse(await days.Last.InnerTextAsync()).DayNumber
            - DateOnly.Parse(await days.First.InnerTextAsync()).DayNumber;
    }
}
