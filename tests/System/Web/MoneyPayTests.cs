using System.Net;
using Huoqi.Acquiring;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Paying a merchant's request over HTTP: what is shown, that it is paid once, and the way back.</summary>
public sealed class MoneyPayTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("fund", 1000, 470)]
    [InlineData("wallet", 970, 500)]
    public async Task A_request_is_paid_and_leads_back_to_the_merchant(string source, int wallet, int units)
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await house.Wallet.FacilityAsync("10000.00");
        PaymentView payment = await house.RequestAsync("30.00", returnUrl: "https://mall.example/done?order=1");
        await browser.OpenAsync($"/pay/{payment.Id}");
        Assert.Contains("Shop 88", browser.Text, StringComparison.Ordinal);
        Assert.Contains("Two cups of tea", browser.Text, StringComparison.Ordinal);
        Assert.Contains("¥30.00", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("#pay", ("source", source), ("amount", "0.01"), ("merchant", "1"));
        string review = browser.Page.QuerySelector("#review-lines")!.TextContent;
        Assert.Contains("¥30.00", review, StringComparison.Ordinal);
        Assert.Contains("Shop 88", review, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.Equal($"/pay/{payment.Id}", browser.Path);
        Assert.Contains("Paid.", browser.Text, StringComparison.Ordinal);
        Assert.NotNull(browser.Page.QuerySelector("a[href='https://mall.example/done?order=1']"));
        string receipt = browser.Page.QuerySelector("a[href^='/receipt/']")!.GetAttribute("href")!;
        await browser.OpenAsync(receipt);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal((Money.FromYuan(wallet), Money.FromYuan(units)), await house.HoldingAsync(person));
    }

    [Fact]
    public async Task What_is_paid_cannot_be_paid_again_and_others_learn_nothing_of_the_payer()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long payer, Browser browser) = await house.PersonAsync();
        (long other, Browser late) = await house.PersonAsync("13800000002");
        PaymentView payment = await house.RequestAsync("30.00");
        await browser.OpenAsync($"/pay/{payment.Id}");
        Assert.NotNull(browser.Page.QuerySelector("details .qr svg path"));
        await browser.SubmitAsync("#pay", ("source", "wallet"));
        await late.OpenAsync($"/pay/{payment.Id}");
        await late.SubmitAsync("#pay", ("source", "wallet"));
        await MoneyHouse.ProveAsync(browser);
        await MoneyHouse.ProveAsync(late);
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("paid already", late.Text, StringComparison.Ordinal);
        await late.OpenAsync($"/pay/{payment.Id}");
        Assert.Null(late.Page.QuerySelector("#pay"));
        Assert.Null(late.Page.QuerySelector("a[href^='/receipt/']"));
        Assert.Equal(Money.FromYuan(970), (await house.HoldingAsync(payer)).Wallet);
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(other)).Wallet);
    }

    [Fact]
    public async Task Not_enough_is_said_before_anything_is_confirmed()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        PaymentView payment = await house.RequestAsync("1000.01");
        await browser.OpenAsync($"/pay/{payment.Id}");
        Assert.Contains("not enough", browser.Text, StringComparison.Ordinal);
        foreach (string source in (string[])["wallet", "fund", "moon", ""])
        {
            await browser.SubmitAsync("#pay", ("source", source));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.NotEmpty(browser.Page.QuerySelectorAll("[role=alert]"));
        }

        Assert.Equal((Money.FromYuan(1000), Money.FromYuan(500)), await house.HoldingAsync(person));
    }

    [Fact]
    public async Task A_code_or_link_that_was_pasted_opens_its_request_and_nonsense_says_so()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        PaymentView payment = await house.RequestAsync("30.00");
        foreach (string code in (string[])[$"{payment.Id}", $"http://pay.example/pay/{payment.Id}", $" {payment.Id}\t"])
        {
            await browser.OpenAsync("/pay");
            Assert.NotNull(browser.Page.QuerySelector(".qr svg path"));
            await browser.SubmitAsync("#paste", ("code", code));
            Assert.Equal($"/pay/{payment.Id}", browser.Path);
        }

        string[] nonsense =
        [
            "", "hello", "pay_AAAAAAAAAAAAAAAAAAAAAAA!", "javascript:alert(1)", "https://mall.example/", "💰",
            "<script>alert(1)</script>", new('x', 4_000),
        ];
        foreach (string code in nonsense)
        {
            await browser.OpenAsync("/pay");
            await browser.SubmitAsync("#paste", ("code", code));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Equal(code, browser.Page.QuerySelector("#code")!.GetAttribute("value") ?? "");
        }

        foreach (string id in (string[])["pay_AAAAAAAAAAAAAAAAAAAAAAAA", "pay_!!!!!!!!!!!!!!!!!!!!!!!!", "x"])
        {
            await browser.OpenAsync($"/pay/{id}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
    }
}
