using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>
/// With script switched off every act works but passkeys: the payment password confirms instead. The person of the demo
/// does what needs a year of money, somebody new what needs a beginning and an end, an operator what staff does. In the
/// end every form of the program was taken.
/// </summary>
public sealed partial class NoScriptTests(RunningApp app, Chromium chromium)
{
    private const string DemoDigits = "246810";
    private const string Digits = "739154";
    private const string Password = "four words make one";

    private readonly ConcurrentQueue<string> _taken = [];

    [Fact]
    public async Task Every_act_but_passkeys_works_without_script()
    {
        WithoutScript demo = await StartAsync(DemoDigits);
        await PageTour.SignInAsync(demo.Page);
        WithoutScript one = await StartAsync(Digits);
        Traveller traveller = new(one.Page);
        await SignUpAsync(one, traveller);
        await BringMoneyAsync(one, traveller);

        await MoveAsync(demo);
        await ShopAsync(demo);
        await SendAsync(demo, one, traveller.Phone);
        await AskAsync(demo, one, traveller.Phone);
        await SaveAsync(demo);
        await ReadBillsAsync(demo);
        await LookDifferentAsync(demo);
        await AboutMeAsync(one);
        await FreezeAsync(one);
        await DevicesAsync(one, traveller.Phone);
        await RecoverAsync(one, traveller);
        await ServeAsync(demo, one);
        await LeaveAsync();
        await KeepKeysAsync();
        await PlayAsync(demo);
        await ProveAsync(demo);
        await MoveOnADayAsync(demo);
        EveryFormWasTaken();
        await demo.Page.Context.CloseAsync();
        await one.Page.Context.CloseAsync();
    }

    private async Task<WithoutScript> StartAsync(string digits, string? state = null)
    {
        IPage page = await chromium.OpenAsync(app.Address, new(Script: false), state);
        page.Response += (_, answer) => Note(answer);
        return new(page, digits);
    }

    private static async Task SignUpAsync(WithoutScript one, Traveller traveller)
    {
        await traveller.SignUpAsync();
        Assert.Equal("/start", one.Path);
        await one.DoAsync("/me/password", "form[action='/me/password']", ("password", Password));
        await one.ReadAsync("Saved.");
        await one.DoAsync(
            "/me/payment-password", "form[action='/me/payment-password']", ("digits", Digits), ("again", Digits));
        await one.ReadAsync("Saved.");
        await one.DoAsync("/me", "main form[action='/sign-out']");
        await SignInAsync(one, traveller.Phone);
        await traveller.IdentifyAsync();
        await one.OpenAsync("/me");
        await one.ReadAsync("L3");
    }

    private static async Task SignInAsync(WithoutScript one, string phone)
    {
        await one.DoAsync(
            "/sign-in", "form[action='/sign-in/password']", ("phone", phone), ("password", Password));
        Assert.Equal("/", one.Path);
    }

    private static async Task BringMoneyAsync(WithoutScript one, Traveller traveller)
    {
        await AddCardAsync(one);
        await traveller.MoveAsync("in", "900.00", from: "card", to: "wallet");
        await one.ConfirmAsync();
        await traveller.WaitForWalletAsync("¥900.00");
        // The first time, with the agreements.
        await traveller.MoveAsync("in", "500.00", from: "wallet", to: "fund");
        await one.ConfirmAsync();
        await one.OpenAsync("/agreement");
        await one.SeeAsync("main table tbody tr:nth-child(3)");
        await traveller.MoveAsync("out", "20.00", from: "wallet", to: "card");
        await one.ConfirmAsync();
    }

    private static async Task AddCardAsync(WithoutScript one)
    {
        await one.OpenAsync("/me/cards");
        if (await one.Page.Locator("form[action='/me/cards']").CountAsync() == 0)
        {
            await one.FollowAsync("a[href^='/me/prove']");
            await one.ProveAsync();
        }

        string card = await one.Page.Locator("#demo-card").InnerTextAsync();
        await one.SendAsync("form[action='/me/cards']", button: null, ("number", card));
        await one.SeeAsync("form[action='/me/cards/remove']");
    }

    private static async Task MoveAsync(WithoutScript demo)
    {
        Traveller traveller = new(demo.Page);
        foreach ((string way, string from, string to, string? speed) in ((string, string, string, string?)[])
        [
            ("in", "wallet", "fund", null), ("out", "fund", "wallet", "T0"), ("out", "fund", "wallet", "T1"),
            ("out", "wallet", "card", null),
        ])
        {
            await traveller.MoveAsync(way, "1.00", from, to, speed);
            await demo.ConfirmAsync();
            Assert.StartsWith("/receipt/", demo.Path, StringComparison.Ordinal);
        }
    }

    private static async Task ShopAsync(WithoutScript demo)
    {
        await demo.OpenAsync("/");
        await demo.FollowAsync("aside.demo a");
        string shop = demo.Page.Url;
        await demo.SendAsync("form[action='/buy']", button: null);
        string request = demo.Page.Url;
        // As somebody does who was given the link.
        await demo.OpenAsync(new Uri(new Uri(request), "/pay").ToString());
        await demo.SendAsync("form#paste", button: null, ("code", request));
        Assert.Equal(request, demo.Page.Url);
        await demo.SendAsync("form#pay", button: null, ("source", "fund"));
        await demo.ConfirmAsync();
        await demo.SeeAsync(".note.good");
        await demo.FollowAsync($"main a[href^='{shop}orders/']");
        await demo.SendAsync("form[action$='/refund']", button: null);
        await demo.OpenAsync(request);
        await demo.ReadAsync("Refunded");
    }

    private static async Task SendAsync(WithoutScript demo, WithoutScript one, string phone)
    {
        await demo.DoAsync("/send", "form#send", ("phone", phone), ("amount", "1.20"), ("note", "tea 茶"));
        await demo.ConfirmAsync();
        await demo.ReadAsync("tea 茶");

        // By the other's link with an amount.
        await one.DoAsync("/collect", "form#collect", ("amount", "1.30"), ("note", "cake"));
        string link = await one.Page.Locator("main a[href*='/collect/']").First.GetAttributeAsync("href") ?? "";
        await demo.OpenAsync(link);
        await demo.SendAsync("form#send", button: null);
        await demo.ConfirmAsync();
        await demo.ReadAsync("cake");
    }

    private static async Task AskAsync(WithoutScript demo, WithoutScript one, string phone)
    {
        for (int i = 0; i < 3; i++)
        {
            await demo.DoAsync("/send/ask", "form#ask", ("phone", phone), ("amount", "1.40"), ("note", "lunch"));
            await demo.SeeAsync(".note.good");
        }

        await demo.SendAsync("form[action$='/withdraw']", button: null);
        await one.DoAsync("/send/requests", "form[action$='/decline']");
        await one.SendAsync("form[action$='/pay']", button: null);
        await one.ConfirmAsync();
        await one.ReadAsync("1.40");
        await one.OpenAsync("/send/requests");
        Assert.Equal(0, await one.Page.Locator("form[action$='/pay']").CountAsync());
    }

    private static async Task SaveAsync(WithoutScript demo)
    {
        await demo.DoAsync("/save", "form#sweep", ("keep", "100"));
        await demo.SeeAsync("#sweep-end");
        await demo.SendAsync("form#sweep", "button[form=sweep-end]");
        Assert.Equal(0, await demo.Page.Locator("#sweep-end").CountAsync());
        await demo.SendAsync("form#saving", button: null, ("each", "1"));
        await demo.SeeAsync("#saving-end");
        await demo.SendAsync("form#saving", "button[form=saving-end]");
        Assert.Equal(0, await demo.Page.Locator("#saving-end").CountAsync());

        int goals = await demo.Page.Locator("article:has(progress)").CountAsync();
        await demo.SendAsync("form#goal", button: null, ("name", "A bicycle"), ("target", "900"), ("by", "2030-05-01"));
        string goal = "article:has(h3:text-is('A bicycle'))";
        await demo.SeeAsync(goal);
        string field = await demo.Page.Locator($"{goal} input[name^=assigned]").GetAttributeAsync("name") ?? "";
        await demo.SendAsync($"{goal} form[action$='/assign']", button: null, (field, "12.50"));
        await demo.ReadAsync("¥12.50 of ¥900.00");
        await demo.SendAsync($"{goal} form[action$='/assign']", "button[form^=delete]");
        Assert.Equal(goals, await demo.Page.Locator("article:has(progress)").CountAsync());
    }

    private static async Task ReadBillsAsync(WithoutScript demo)
    {
        // The ranges of the chart and a day of the calendar are pages of their own.
        await demo.OpenAsync("/");
        await demo.FollowAsync("a[href='/yield?span=1y']");
        Assert.EndsWith("span=1y", demo.Page.Url, StringComparison.Ordinal);
        await demo.OpenAsync("/income");
        await demo.FollowAsync(".calendar a");
        Assert.StartsWith("/income/2", demo.Path, StringComparison.Ordinal);

        await demo.OpenAsync("/bills");
        await demo.FollowAsync("a[rel=next]");
        Assert.Contains("after=", demo.Page.Url, StringComparison.Ordinal);
        await demo.DoAsync("/bills", "form[role=search]", ("q", "cake"), ("way", "out"));
        await demo.FollowAsync("ul.chips a[href*='kind=']");
        Assert.Contains("q=cake", demo.Page.Url, StringComparison.Ordinal);
        await demo.OpenAsync("/bills?q=cake");
        await demo.FollowAsync("ul.bill a[href^='/receipt/']");
        await demo.ReadAsync("cake");

        await demo.FollowAsync("a[href$='/wrong']");
        await demo.SendAsync("form[action$='/wrong']", button: null, ("text", "It was 1.29"));
        await demo.OpenAsync("/me/disputes");
        await demo.ReadAsync("It was 1.29");

        await demo.OpenAsync("/bills");
        foreach ((string format, string holds) in ((string, string)[])
        [
            ("csv", "1.30"), ("ofx", "1.30"), ("beancount", "1.30"),
            // A workbook is a ZIP.
            ("xlsx", "PK"),
        ])
        {
            string file = await demo.DownloadAsync($"button[name=format][value={format}]");
            Assert.Contains(holds, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }

        await demo.SendAsync("form[action='/statement']", button: null);
        await demo.SeeAsync("table.statement");
    }

    private static async Task LookDifferentAsync(WithoutScript demo)
    {
        await demo.OpenAsync("/me/display");
        ILocator page = demo.Page.Locator("html");
        foreach ((string set, string attribute, string? value) in ((string, string, string?)[])
        [
            ("dark", "data-theme", "dark"), ("light", "data-theme", "light"), ("system", "data-theme", null),
            ("elder", "data-elder", ""), ("elder", "data-elder", null), ("red-up", "data-green-up", null),
            ("green-up", "data-green-up", ""), ("language", "lang", "zh-CN"), ("language", "lang", "en"),
        ])
        {
            await demo.SendAsync("main form[action='/display']", $"button[value='{set}']");
            Assert.Equal("/me/display", demo.Path);
            Assert.Equal(value, await page.GetAttributeAsync(attribute));
        }

        await demo.SendAsync("main form[action='/display']", "button[value=hide]");
        await demo.OpenAsync("/");
        Assert.DoesNotContain("¥", await demo.Page.Locator("#total").InnerTextAsync(), StringComparison.Ordinal);
        await demo.SendAsync("header form[action='/display']", "button[value=hide]");
        Assert.Contains("¥", await demo.Page.Locator("#total").InnerTextAsync(), StringComparison.Ordinal);
    }
}
