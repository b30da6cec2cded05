#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A locked payment password is no dead end: every page says what opens it again, and leads there.</summary>
public sealed class MeLockTests(PostgresFixture postgres)
{
    private const string Phone = "13800000001";
    private const string New = "617283";

    [Fact]
    public async Task Whoever_has_only_the_locked_payment_password_is_led_to_recovery_and_can_pay_again()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        await AskAsync(browser);
        await LockAsync(browser);
        AssertLeadsToRecovery(browser);

        // A page opened anew says the same, and so does the one that asks before a factor is changed.
        await AskAsync(browser);
        AssertLeadsToRecovery(browser);
        await browser.OpenAsync("/me/payment-password");
        Assert.StartsWith("/me/prove", browser.Path, StringComparison.Ordinal);
        AssertLeadsToRecovery(browser);

        await browser.OpenAsync("/recover");
        await browser.SubmitAsync("form[action='/recover']", ("phone", Phone));
        await browser.SubmitAsync(
            "form[action='/recover/code']", ("code", house.Web.Phone.CodeOf(Phone)), ("name", "张三丰"),
            ("id-number", MoneyHouse.IdNumberOf(Phone)));
        Assert.StartsWith("/start?recovered=1", browser.Path, StringComparison.Ordinal);
        await SetNewAsync(browser, "/me");
        await AskAsync(browser);
        await MoneyHouse.ProveAsync(browser, New);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task Whoever_has_a_password_too_sets_a_new_one_with_it_and_comes_back_to_what_they_wanted()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone);
        await browser.OpenAsync("/me/password");
        await browser.SubmitAsync("form[action='/me/password']", ("password", MeHouse.Password));
        await AskAsync(browser);
        string wanted = browser.Path;
        await LockAsync(browser);
        Assert.Equal(wanted, browser.Path);
        Assert.Null(browser.Page.QuerySelector("main input[name=digits]"));
        Assert.Null(browser.Page.QuerySelector("main a[href='/recover']"));
        string anew = browser.Form("main a[href^='/me/payment-password?back=']").GetAttribute("href")!;
        await browser.OpenAsync(anew);

        // The proof from before the lock is worth nothing any more: somebody else may have guessed at this very page.
        Assert.StartsWith("/me/prove", browser.Path, StringComparison.Ordinal);
        Assert.Contains("in the way below", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("form:has(input[name=password])", ("password", MeHouse.Password));
        await SetNewAsync(browser, wanted);
        await MoneyHouse.ProveAsync(browser, New);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    [Fact]
    public async Task A_payment_password_set_on_the_way_confirms_what_was_asked_for_before_it()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync(Phone, digits: false);
        await AskAsync(browser);
        string wanted = browser.Path;
        Assert.Contains("set one first", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync(browser.Form("main a[href^='/me/payment-password?back=']").GetAttribute("href")!);
        await SetNewAsync(browser, wanted);
        await MoneyHouse.ProveAsync(browser, New);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);
    }

    private static async Task AskAsync(Browser browser)
    {
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync("#move", ("amount", "100.00"), ("to", "fund"), ("from", "wallet"));
        Assert.StartsWith("/confirm/", browser.Path, StringComparison.Ordinal);
    }

    private static async Task LockAsync(Browser browser)
    {
        for (int attempt = 0; attempt < 5; attempt++)
        {
            await MoneyHouse.ProveAsync(browser, "837295");
        }

        Assert.Contains("locked after five wrong ones", browser.Text, StringComparison.Ordinal);
        Assert.Contains("No money moved", browser.Text, StringComparison.Ordinal);
    }

    private static void AssertLeadsToRecovery(Browser browser)
    {
        Assert.Contains("locked after five wrong ones", browser.Text, StringComparison.Ordinal);
        Assert.Contains("recover the account", browser.Text, StringComparison.Ordinal);
        Assert.NotNull(browser.Page.QuerySelector("main a.button[href='/recover']"));
        Assert.Null(browser.Page.QuerySelector("main a[href^='/me/payment-password']"));
        Assert.DoesNotContain("neither a passkey nor", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("main input[name=digits]"));
    }

    private static async Task SetNewAsync(Browser browser, string then)
    {
        if (!browser.Path.StartsWith("/me/payment-password", StringComparison.Ordinal))
        {
            await browser.OpenAsync("/me/payment-password");
        }

        await browser.SubmitAsync("form[action='/me/payment-password']", ("digits", New), ("again", New));
        Assert.StartsWith(then, browser.Path, StringComparison.Ordinal);
    }
}
