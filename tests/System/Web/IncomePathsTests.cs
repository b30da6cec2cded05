#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using AngleSharp.Dom;
using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>From any income one tap leads to how it came about.</summary>
public sealed class IncomePathsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Statement_receipt_and_message_lead_to_the_days_of_an_income()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await EarnedAsync(house);
        await browser.OpenAsync("/statement?from=2026-11-01&through=2026-11-30");
        Assert.Equal(["/income/2026-11-18", "/income/2026-11-19"], Paths(browser, "table.statement td.what a"));
        await browser.OpenAsync($"/receipt/{await BillAsync(house, person, BillKind.Income)}");
        Assert.Equal(["/income/2026-11-18", "/income/2026-11-19"], Paths(browser, "dd a[href^='/income/']"));

        // One that names no entry leads to all its days.
        Dictionary<string, string> days = new()
        {
            ["first"] = "2026-11-18",
            ["last"] = "2026-11-19",
            ["amount"] = "0.10",
        };
        await new Inbox(house.Parts.Customers).PutAsync(person, MessageKind.Income, "days", days);
        await browser.OpenAsync("/inbox");
        Assert.Contains("/income?month=2026-11", Paths(browser, ".bill a.inline"));
    }

    [Fact]
    public async Task A_correction_leads_to_its_receipt()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await EarnedAsync(house);
        PublishedDay corrected = await new CorrectIncome(house.Parts.Wallet.Ledger, house.Parts.Wallet.Reads)
            .CorrectAsync(
                house.Wallet.Fund, new(2026, 11, 18), number: 1, new(1_00), house.Wallet.Today,
                earnsFrom: house.Wallet.Today);
        Assert.Equal(PostStatus.Posted, corrected.Status);
        string receipt = $"/receipt/{await BillAsync(house, person, BillKind.IncomeCorrected)}";
        await browser.OpenAsync("/income?month=2026-11");
        Assert.Contains(receipt, Paths(browser, "tbody th a"));
        await browser.OpenAsync("/statement?from=2026-11-01&through=2026-11-30");
        Assert.Contains(receipt, Paths(browser, "table.statement td.what a"));
        await browser.OpenAsync(receipt);
        Assert.Contains("/income/2026-11-18", Paths(browser, "dd a"));
    }

    [Fact]
    public async Task A_statement_is_printed_by_a_button_that_script_shows_and_says_when_it_has_no_figures()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/statement");
        IElement print = browser.Page.QuerySelector("button[data-print]")!;
        Assert.True(print.HasAttribute("hidden"));
        Assert.Null(browser.Page.QuerySelector("#hidden"));
        _ = await new Profiles(house.Parts.Identity).SetDisplayAsync(
            person, Huoqi.Identity.Display.Default with { Language = "en", HideAmounts = true });
        await browser.OpenAsync("/statement");
        Assert.Contains("has no figures", browser.Page.QuerySelector("#hidden")!.TextContent, StringComparison.Ordinal);
    }

    /// <summary>Somebody with two days of income, posted together.</summary>
    private static async Task<(long Person, Browser Browser)> EarnedAsync(MoneyHouse house)
    {
        (long person, Browser first) = await house.PersonAsync();
        first.Dispose();
        house.Wallet.Clock.Set("2026-11-20 10:00");
        await house.Wallet.PassDaysAsync(new(2026, 11, 18), new(2026, 11, 19));
        await house.Wallet.SweepAsync();
        return (person, await house.Web.SignedInAsync(person));
    }

    private static async Task<OrderNo> BillAsync(MoneyHouse house, long person, BillKind kind) =>
        (await new BillReading(house.Parts.Customers).PageAsync(
            person, new() { Kinds = new HashSet<BillKind> { kind } }, cursor: null, 10))!.Items[0].No;

    private static string[] Paths(Browser browser, string selector) =>
        [.. browser.Page.QuerySelectorAll(selector).Select(link => link.GetAttribute("href")!)];
}
