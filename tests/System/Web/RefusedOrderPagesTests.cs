#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Huoqi.Customers;
using Huoqi.SystemTests.Api;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What pages and the API say of orders that were refused.</summary>
public sealed class RefusedOrderPagesTests(PostgresFixture postgres)
{
    private const string Refusing = """{"refusePerMillion":1000000}""";

    [Fact]
    public async Task A_top_up_that_the_bank_refuses_stands_with_the_bills_and_in_the_inbox()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await house.Wallet.BankFaultsAsync(Refusing);
        WalletAnswer asked = await new TopUp(house.Parts.Wallet).HandleAsync(
            new(person, "top", new(7_00), $"card-{person}-1234"));
        await browser.OpenAsync("/bills");
        Assert.NotNull(browser.Page.QuerySelector("#under-way"));
        Assert.Null(browser.Page.QuerySelector("#not-taken"));
        _ = await house.Wallet.BankAsync();
        await browser.OpenAsync("/bills");
        Assert.Null(browser.Page.QuerySelector("#under-way"));
        IElement line = Assert.Single(
            browser.Page.QuerySelectorAll("section[aria-labelledby=not-taken] ul.bill a"));
        Assert.Equal($"/receipt/{asked.Order}", line.GetAttribute("href"));
        Assert.Equal("¥7.00", line.QuerySelector(".num")!.TextContent);
        Assert.Contains("nothing was taken", line.TextContent, StringComparison.Ordinal);
        await browser.OpenAsync("/bills?kind=income");
        Assert.Null(browser.Page.QuerySelector("#not-taken"));
        await browser.OpenAsync($"/receipt/{asked.Order}");
        Assert.Contains("nothing was taken", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("came back", browser.Text, StringComparison.Ordinal);

        _ = await new JournalMessages(house.Parts.Customers).RunAsync();
        await browser.OpenAsync("/inbox");
        IElement told = browser.Page.QuerySelectorAll(".bill a.inline").Single(link => link.TextContent
            .Contains("The bank refused your top-up of ¥7.00", StringComparison.Ordinal));
        await browser.OpenAsync(told.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("nothing was taken", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_lists_what_the_bank_refused_behind_what_is_under_way()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(postgres);
        long person = await house.PersonAsync("13800000001");
        string token = await house.TokenAsync(person);
        WalletHouse wallet = house.House.Wallet;
        await wallet.BankFaultsAsync(Refusing);
        WalletAnswer refused = await new TopUp(wallet.Parts).HandleAsync(new(person, "top", new(7_00), "card"));
        _ = await wallet.BankAsync();
        WalletAnswer waiting = await new TopUp(wallet.Parts).HandleAsync(new(person, "more", new(8_00), "card"));
        JsonNode answer = await ApiHouse.BodyOfAsync(
            await house.SendAsync("GET", "/api/v1/under-way", token: token));
        Assert.Equal(
            [$"{waiting.Order} pending", $"{refused.Order} refused"],
            answer["items"]!.AsArray().Select(one =>
                $"{one!["order"]!.GetValue<string>()} {one["state"]!.GetValue<string>()}"));
    }

    [Fact]
    public async Task A_request_that_could_not_be_paid_and_what_was_not_put_aside_are_said_as_what_they_are()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long friend, Browser browser) = await house.PersonAsync(wallet: "10.00");
        (long asker, Browser other) = await house.PersonAsync("13800000002");
        MoneyRequests requests = new(house.Parts.Customers);
        (_, long number) = await requests.AskAsync(asker, "k", friend, new(30_00), "lunch");
        Assert.Equal(WalletStatus.InsufficientBalance, (await requests.AcceptAsync(friend, number))?.Status);
        foreach (Browser one in (Browser[])[browser, other])
        {
            await one.OpenAsync("/send/requests");
            Assert.Contains("Could not be paid", one.Text, StringComparison.Ordinal);
            Assert.Contains("asked for anew", one.Text, StringComparison.Ordinal);
        }

        await other.OpenAsync("/inbox");
        Assert.DoesNotContain("declined", other.Text, StringComparison.Ordinal);

        _ = await house.Wallet.MerchantAsync();
        _ = await new SavingPerPayment(house.Parts.Customers).SetAsync(friend, new(9_00));
        _ = await house.Wallet.PayAsync(friend, 1, "4.00");
        StandingRun run = await new SavingPerPayment(house.Parts.Customers).RunAsync(house.Wallet.Today);
        Assert.Equal(1, run.Refused);
        await browser.OpenAsync("/inbox");
        IElement told = browser.Page.QuerySelectorAll(".bill a.inline").Single(link => link.TextContent
            .Contains("Automatic saving could not put ¥9.00 into the fund", StringComparison.Ordinal));
        Assert.Contains("not enough in your wallet", told.TextContent, StringComparison.Ordinal);
        Assert.Equal("/save", told.GetAttribute("href"));
    }
}
