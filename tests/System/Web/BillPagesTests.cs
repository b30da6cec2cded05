#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using System.Text;
using AngleSharp.Dom;
using Huoqi.Funds;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Bills, receipts and statements over HTTP: one sign rule, one bill for one order, and words that people
/// understand.</summary>
public sealed class BillPagesTests(PostgresFixture postgres)
{
    private const string Phone = "13800000001";

    [Fact]
    public async Task A_redemption_at_once_to_a_card_is_one_bill_with_a_sign_and_both_its_receipts_lead_to_each_other()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone, wallet: "0.00");
        OrderNo order = await RedeemToCardAsync(house, person);
        await browser.OpenAsync("/bills");
        Assert.Equal(["−¥99.00"], Amounts(browser, "Redemption at once"));
        Assert.Contains("ICBC, card ending 1234", browser.Text, StringComparison.Ordinal);
        _ = await house.Wallet.BankAsync();
        await browser.OpenAsync("/bills");
        Assert.Equal(["−¥99.00"], Amounts(browser, "Redemption at once"));
        await browser.OpenAsync("/bills?way=out");
        Assert.Equal(["−¥99.00"], Amounts(browser, "Redemption at once"));
        await browser.OpenAsync($"/receipt/{order}");
        Assert.Equal("−¥99.00", browser.Page.QuerySelector(".hero .big")!.TextContent);
        string answer = browser.Page.QuerySelector("dd a[href^='/receipt/']")!.GetAttribute("href")!;
        Assert.Contains("Advancing bank", browser.Page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        await browser.OpenAsync(answer);
        Assert.Equal("−¥99.00", browser.Page.QuerySelector(".hero .big")!.TextContent);
        Assert.NotNull(browser.Page.QuerySelector($"dd a[href='/receipt/{order}']"));
        await browser.OpenAsync("/statement");
        Assert.Single(browser.Page.QuerySelectorAll("tbody tr"), row =>
            row.TextContent.Contains("Redemption at once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_top_up_is_signed_and_what_moves_between_ones_own_says_so()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        await house.Wallet.FacilityAsync("1000.00");
        WalletAnswer asked = await new TopUp(house.Parts.Wallet).HandleAsync(
            new(person, "top", new(7_00), $"card-{person}-1234"));
        _ = await house.Wallet.BankAsync();
        await browser.OpenAsync($"/receipt/{asked.Order}");
        Assert.Equal("+¥7.00", browser.Page.QuerySelector(".hero .big")!.TextContent);
        Assert.Contains("Bank", browser.Page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        WalletAnswer redeemed =
            await new RedeemToWallet(house.Parts.Wallet).HandleAsync(new(person, "own", new(8_00)));
        Assert.Equal(WalletStatus.Done, redeemed.Status);
        await browser.OpenAsync("/bills");
        Assert.Equal(["¥8.00"], Amounts(browser, "Redemption at once"));
        Assert.Contains("Between your own", browser.Text, StringComparison.Ordinal);
        Assert.All(Amounts(browser, "Top-up"), amount => Assert.StartsWith("+", amount, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_next_day_redemption_to_a_card_says_which_card_and_when_and_has_a_receipt_of_its_payout()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone, wallet: "0.00");
        OrderNo order = await NextDayAsync(house, person);
        await browser.OpenAsync($"/receipt/{order}");
        Assert.Equal("ICBC, card ending 1234", Fact(browser, "Paid to"));
        Assert.Equal("Thu 19 Nov 2026", Fact(browser, "Expected on"));
        Assert.Equal("000198", Fact(browser, "Fund code"));
        Assert.DoesNotContain("Reference", browser.Text, StringComparison.Ordinal);
        await ConfirmAsync(house);
        await browser.OpenAsync($"/receipt/{order}");
        Assert.Equal("Thu 19 Nov 2026", Fact(browser, "Arrived on"));
        await browser.OpenAsync(
            browser.Page.QuerySelectorAll("dd a[href^='/receipt/']")[^1].GetAttribute("href")!);
        Assert.Equal("−¥50.00", browser.Page.QuerySelector(".hero .big")!.TextContent);
        Assert.Contains("ICBC, card ending 1234", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_purchase_shows_no_move_from_the_fund_to_the_fund()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        WalletAnswer bought =
            await new SubscribeFromWallet(house.Parts.Wallet).HandleAsync(new(person, "buy", new(5_00)));
        await browser.OpenAsync($"/receipt/{bought.Order}");
        string[] rows = [.. browser.Page.QuerySelectorAll("tbody tr").Select(row => row.Children[0].TextContent
            + " → " + row.Children[1].TextContent)];
        Assert.NotEmpty(rows);
        Assert.DoesNotContain("Fund → Fund", rows);

        // What the fund company has between order and answer is still the person's: neither came nor went.
        Assert.Equal("¥5.00", browser.Page.QuerySelector(".hero .big")!.TextContent);
        await ConfirmAsync(house);
        await browser.OpenAsync("/bills");
        Assert.Equal(["¥5.00"], Amounts(browser, "Put into the fund"));
        Assert.Equal(["¥5.00"], Amounts(browser, "Put in, confirmed"));
        await browser.OpenAsync("/bills?way=out");
        Assert.Empty(Amounts(browser, "Put into the fund"));
        await browser.OpenAsync("/statement?from=2026-11-01&through=2026-11-18");
        Assert.Contains("¥5.00 at the end", browser.Page.QuerySelector("#under-way")!.TextContent,
            StringComparison.Ordinal);
        await browser.OpenAsync("/statement?from=2026-11-01&through=2026-11-19");
        Assert.Null(browser.Page.QuerySelector("#under-way"));
    }

    [Theory]
    [InlineData("from=2026-11-18&through=2026-11-01", "must not be before the first")]
    [InlineData("from=2020-01-01&through=2026-11-01", "two years at most")]
    [InlineData("from=2026-99-01&through=2026-11-01", "Write the day as")]
    public async Task A_wrong_period_is_said_at_the_form_which_keeps_it(string period, string said)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync(Phone);
        foreach (string path in (string[])["/statement?", "/statement/file?format=csv&", "/statement/file?format=ofx&"])
        {
            await browser.OpenAsync(path + period);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            IElement form = browser.Page.QuerySelector("form[action='/statement']")!;
            Assert.Contains(said, form.QuerySelector(".wrong")!.TextContent, StringComparison.Ordinal);
            Assert.Equal("2026-11-01", form.QuerySelector("#s-through")!.GetAttribute("value"));
            Assert.NotEmpty(browser.Page.QuerySelectorAll("ul.bill a"));
        }
    }

    [Theory]
    [InlineData("from=2026-11-18&through=2026-11-01", "through")]
    [InlineData("least=9.00&most=8.00", "most")]
    [InlineData("least=x", "least")]
    public async Task Conditions_that_exclude_each_other_are_said_beside_the_field(string conditions, string field)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync(Phone);
        await browser.OpenAsync($"/bills?{conditions}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotEmpty(browser.Page.QuerySelector($"#{field}-wrong")!.TextContent);
        Assert.DoesNotContain("Nothing matches", browser.Text, StringComparison.Ordinal);
        Assert.NotNull(browser.Page.QuerySelector("form[role=search] details[open]"));
    }

    [Fact]
    public async Task A_chip_keeps_the_search_and_conditions_hold_for_what_is_under_way()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        _ = await new Withdraw(house.Parts.Wallet).HandleAsync(
            new(person, "out", new(9_00), $"card-{person}-1234"));
        await browser.OpenAsync("/bills?way=out&least=1.00&q=x&after=");
        string chip = browser.Page.QuerySelectorAll(".chips a").Single(link => link.TextContent == "Fund")
            .GetAttribute("href")!;
        Assert.Contains("way=out", chip, StringComparison.Ordinal);
        Assert.Contains("least=1.00", chip, StringComparison.Ordinal);
        Assert.Contains("q=x", chip, StringComparison.Ordinal);
        Assert.Contains("kind=fund", chip, StringComparison.Ordinal);
        await browser.OpenAsync("/bills?kind=cards");
        Assert.NotNull(browser.Page.QuerySelector("#under-way"));
        foreach (string query in (string[])["kind=income", "way=in", "least=9.01", "through=2026-11-01", "q=zzz"])
        {
            await browser.OpenAsync($"/bills?{query}");
            Assert.Null(browser.Page.QuerySelector("#under-way"));
        }
    }

    [Fact]
    public async Task Bills_are_found_by_the_last_digits_of_a_card()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        _ = await RedeemToCardAsync(house, person);
        await browser.OpenAsync("/bills?q=1234");
        Assert.Equal(["−¥99.00"], Amounts(browser, "Redemption at once"));
        await browser.OpenAsync("/bills?q=4321");
        Assert.Empty(Amounts(browser, "Redemption at once"));
    }

    [Fact]
    public async Task A_statement_says_whose_it_is_who_issued_it_and_closes_once()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        await browser.OpenAsync("/statement?from=2026-11-01&through=2026-11-30");
        // It is shown to others to say whose money it is about.
        Assert.Equal("张三丰", Fact(browser, "Name"));
        Assert.Equal($"{person}", Fact(browser, "Account"));
        Assert.Equal("Huoqi", Fact(browser, "Issued by"));
        Assert.StartsWith("Wed 18 Nov 2026", Fact(browser, "Issued on"), StringComparison.Ordinal);

        // A footer of a table stands on every page that is printed.
        Assert.Empty(browser.Page.QuerySelectorAll("tfoot"));
        IElement[] rows = [.. browser.Page.QuerySelectorAll("table.statement tbody tr")];
        Assert.Contains("Opening balance", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Closing balance", rows[^1].TextContent, StringComparison.Ordinal);
        Assert.Contains("¥1,000.00", rows[^1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_name_the_card_by_its_own_digits_and_friends_by_their_masked_names()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        (long friend, _) = await house.PersonAsync("13800000002");
        _ = await new SendToFriend(house.Parts.Wallet).HandleAsync(new(person, "gift", friend, new(3_00), "午饭"));
        _ = await new Customers.BankCards(house.Parts.Customers).KeepAsync(person, "招商银行", "7919", "token-of-zq77");
        _ = await new Withdraw(house.Parts.Wallet).HandleAsync(new(person, "out", new(9_00), "token-of-zq77"));
        foreach (string format in (string[])["csv", "ofx", "beancount"])
        {
            string text = await FileAsync(browser, format);
            Assert.Contains("7919", text, StringComparison.Ordinal);
            Assert.Contains("•丰", text, StringComparison.Ordinal);
            Assert.DoesNotContain("zq77", text, StringComparison.Ordinal);
            Assert.DoesNotContain($"person {friend}", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Beancount_gets_card_money_from_the_card_and_back_to_it()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone, wallet: "0.00");
        _ = await RedeemToCardAsync(house, person);
        _ = await NextDayAsync(house, person);
        _ = await new SubscribeFromCard(house.Parts.Wallet).HandleAsync(
            new(person, "buy", new(20_00), $"card-{person}-1234"));
        _ = await house.Wallet.BankAsync();
        await ConfirmAsync(house);
        string text = await FileAsync(browser, "beancount");
        Assert.Equal(new Kernel.Money(99_00 + 50_00 - 20_00), SumOf(text, "Assets:Bank:Card"));
        Assert.Equal(Kernel.Money.Zero, SumOf(text, "Assets:Huoqi:UnderWay"));
        Assert.Equal(new Kernel.Money(500_00 - 99_00 - 50_00 + 20_00), SumOf(text, "Assets:Huoqi:Fund"));
    }

    private static async Task<OrderNo> RedeemToCardAsync(MoneyHouse house, long person)
    {
        WalletAnswer asked = await new RedeemToCard(house.Parts.Wallet).HandleAsync(
            new(person, "fast", new(99_00), $"card-{person}-1234"));
        Assert.Equal(WalletStatus.Pending, asked.Status);
        return asked.Order;
    }

    private static async Task<OrderNo> NextDayAsync(MoneyHouse house, long person)
    {
        PostResult placed = await new RedeemNextDay(house.Parts.Wallet.Ledger, house.Wallet.Clock).HandleAsync(
            house.Wallet.Fund,
            new(person, "t1", new Kernel.Money(50_00).ToUnits(), Payout.Card, $"card-{person}-1234"));
        Assert.Equal(PostStatus.Posted, placed.Status);
        return new(house.Parts.ShardOf(person), placed.Entry);
    }

    /// <summary>The next day: the fund confirms, and what was redeemed is paid out.</summary>
    private static async Task ConfirmAsync(MoneyHouse house)
    {
        await house.Wallet.SendOrdersAsync(house.Wallet.Today);
        house.Wallet.Clock.Set("2026-11-19 10:00");
        _ = await house.Wallet.ReceiveAsync(house.Wallet.Today);
        _ = await house.Wallet.PayRedemptionsAsync();
        _ = await house.Wallet.BankAsync();
    }

    private static async Task<string> FileAsync(Browser browser, string format)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Get, $"/statement/file?from=2026-11-01&through=2026-11-30&format={format}");
        using HttpResponseMessage answer = await browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
    }

    private static Kernel.Money SumOf(string ledger, string account) => Kernel.Money.Sum(ledger.Split('\n')
        .Where(line => line.StartsWith($"  {account} ", StringComparison.Ordinal))
        .Select(line => Kernel.Money.Parse(line.Trim().Split("  ")[1].Split(' ')[0], Kernel.Sign.MinusAllowed)));

    private static string[] Amounts(Browser browser, string kind) =>
    [
        .. browser.Page.QuerySelectorAll("section[aria-labelledby=list] ul.bill a")
            .Where(line => line.TextContent.Contains(kind, StringComparison.Ordinal))
            .Select(line => line.QuerySelector(".num")!.TextContent),
    ];

    private static string? Fact(Browser browser, string name) => browser.Page.QuerySelectorAll("dt")
        .FirstOrDefault(term => term.TextContent == name)?.NextElementSibling?.TextContent.Trim();
}
