#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Bench;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What people do about themselves: factors, devices, consents, cards, freezing, their data.</summary>
public sealed class MeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_factor_is_changed_only_after_another_was_proved()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        await browser.OpenAsync("/me/password");
        Assert.StartsWith("/me/prove?back=", browser.Path, StringComparison.Ordinal);
        await browser.ProveAsync("000111");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("form:has(input[name=digits])", ("digits", "１３５ 792"));
        Assert.Equal("/me/password", browser.Path);
        await browser.SubmitAsync("form[action='/me/password']", ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("at least 15 characters", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action='/me/password']", ("password", MeHouse.Password));
        Assert.Equal("/me?done=saved", browser.Path);
        Assert.NotEmpty(await new Inbox(house.Parts.Customers).PageAsync(person, null, 10));

        using SoftwarePasskey passkey = await browser.AddPasskeyAsync();
        await browser.SubmitAsync("form[action='/me/passkeys/rename']", ("label", "My phone <b>"));
        Assert.Contains("My phone <b>", browser.Text, StringComparison.Ordinal);
        string tooLong = new('x', 41);
        await browser.SubmitAsync("form[action='/me/passkeys/rename']", ("label", tooLong));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(
            tooLong, browser.Form("form[action='/me/passkeys/rename'] input[name=label]").GetAttribute("value"));
        Assert.NotNull(browser.Page.QuerySelector("form[action='/me/passkeys/rename'] .wrong"));
        Assert.Null(browser.Page.QuerySelector("form[action='/me/passkeys'] .wrong"));
        await browser.SubmitAsync("form[action='/me/passkeys/remove']");
        Assert.Contains("no passkey yet", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_payment_passwords_lock_it_and_the_page_says_so()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderWithDigitsAsync();
        await browser.OpenAsync("/me/prove?back=/me");
        for (int i = 0; i < 5; i++)
        {
            await browser.ProveAsync("864209");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }

        Assert.Contains("locked", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/me/security");
        Assert.Contains("Payment password locked", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_devices_are_signed_out_one_by_one_and_all_at_once()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        using Browser second = await house.SignedInAsync(person);
        using Browser third = await house.SignedInAsync(person);
        await browser.OpenAsync("/me/devices");
        Assert.Equal(3, browser.Page.QuerySelectorAll("form[action='/me/devices/sign-out']").Length);
        await browser.SubmitAsync("form[action='/me/devices/sign-out-others']");
        Assert.Single(browser.Page.QuerySelectorAll("form[action='/me/devices/sign-out']"));
        Assert.False(await second.IsSignedInAsync());
        Assert.False(await third.IsSignedInAsync());
        using Browser fourth = await house.SignedInAsync(person);
        await browser.OpenAsync("/me/devices");
        await browser.SubmitAsync("article:not(:has(.good)) form[action='/me/devices/sign-out']");
        Assert.Equal("/me/devices?done=signed-out", browser.Path);
        Assert.False(await fourth.IsSignedInAsync());
        await browser.SubmitAsync("form[action='/me/devices/sign-out']");
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(
            ["this one", "1", "2"],
            (await new SecurityLog(house.Parts.Identity).ListAsync(person, before: null, 50))
                .Where(line => line.Act == SecurityAct.SessionsRevoked).Select(line => line.Detail));
    }

    [Fact]
    public async Task Somebody_elses_session_passkey_card_or_consent_is_not_there()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        (_, Browser other) = await house.NewReaderAsync("13800000002");
        _ = await new Consents(house.Parts.Identity).GrantAsync(person, "bills", "insights", "1");
        _ = await new BankCards(house.Parts.Customers).KeepAsync(person, "工商银行", "1234", "card-1");
        await browser.OpenAsync("/me/devices");
        await other.OpenAsync("/me/consents");
        await other.SubmitAsync("form[action='/me/consents/grant']");
        foreach ((string path, string field) in ((string, string)[])
        [
            ("/me/cards/remove", "card"), ("/me/consents/revoke", "consent"), ("/me/passkeys/rename", "passkey"),
            ("/me/devices/sign-out", "session"),
        ])
        {
            foreach (string number in (string[])["99", "-1", "x", "9223372036854775808"])
            {
                using HttpResponseMessage answer = await other.SendFormAsync(
                    "form[action='/me/consents/grant']", path, (field, number), ("label", "x"));
                Assert.True(
                    answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity,
                    $"{path} {number}: {answer.StatusCode}");
            }
        }

        Assert.Single(await new BankCards(house.Parts.Customers).OfAsync(person));
        Assert.True(await new Consents(house.Parts.Identity).IsGrantedAsync(person, "bills", "insights"));
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_consent_is_given_and_taken_back_with_a_reason()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        Consents consents = new(house.Parts.Identity);
        await browser.OpenAsync("/me/consents");
        await browser.SubmitAsync("form:has(input[value='bills.insights'])");
        Assert.True(await consents.IsGrantedAsync(person, "bills", "insights"));
        string tooLong = new('长', 201);
        await browser.SubmitAsync("form[action='/me/consents/revoke']", ("reason", tooLong));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(tooLong, browser.Form("input[name=reason]").GetAttribute("value"));
        Assert.True(await consents.IsGrantedAsync(person, "bills", "insights"));
        await browser.SubmitAsync("form[action='/me/consents/revoke']", ("reason", "不需要了 🙂"));
        Assert.False(await consents.IsGrantedAsync(person, "bills", "insights"));
        Assert.Contains("不需要了 🙂", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_given_elsewhere_is_listed_too_and_one_whose_time_is_over_is_off()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        Consents consents = new(house.Parts.Identity);
        _ = await consents.GrantAsync(person, "payments", "marketing", "1");
        _ = await consents.GrantAsync(
            person, "bills", "insights", "2026-1", house.Parts.Identity.Time.GetUtcNow().AddHours(-1));
        await browser.OpenAsync("/me/consents");
        Assert.Contains("payments: marketing", browser.Form("article:has(input[name=consent])").TextContent,
            StringComparison.Ordinal);
        // The one that is over is offered again, and given anew.
        Assert.Contains("Bills and income", browser.Form("table").TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("form:has(input[value='bills.insights'])");
        Assert.True(await consents.IsGrantedAsync(person, "bills", "insights"));
        await browser.SubmitAsync("article:last-of-type form[action='/me/consents/revoke']");
        Assert.False(await consents.IsGrantedAsync(person, "payments", "marketing"));
        Assert.True(await consents.IsGrantedAsync(person, "bills", "insights"));
    }

    [Fact]
    public async Task Whoever_freezes_opens_again_but_not_what_staff_has_frozen()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        await browser.OpenAsync("/me/freeze");
        await browser.SubmitAsync("form[action='/me/freeze']", ("reason", "lost phone"));
        Assert.Equal(AccountStanding.Frozen, await StandingAsync(house, person));
        _ = await new JournalMessages(house.Parts.Customers).RunAsync();
        await browser.OpenAsync("/inbox");
        Assert.Equal("/me/freeze", Assert.Single(
            browser.Page.QuerySelectorAll("main a.inline"),
            link => link.TextContent.Contains("frozen", StringComparison.Ordinal)).GetAttribute("href"));
        await browser.OpenAsync("/me/freeze");
        await browser.SubmitAsync("form[action='/me/unfreeze']");
        await browser.ProveAsync();
        await browser.SubmitAsync("form[action='/me/unfreeze']");
        Assert.Equal(AccountStanding.Open, await StandingAsync(house, person));

        using Browser staff = await StaffAsync(house, AccountKind.Operator);
        await staff.OpenAsync($"/staff/person?number={person}");
        Assert.DoesNotContain("张三丰", staff.Text, StringComparison.Ordinal);
        await staff.SubmitAsync("form[action='/staff/person/freeze']", ("reason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
        await staff.SubmitAsync("form[action='/staff/person/freeze']", ("reason", "court order 7"));
        Assert.Equal(AccountStanding.Frozen, await StandingAsync(house, person));
        await browser.OpenAsync("/me/freeze");
        Assert.Contains("Our staff has frozen", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("form[action='/me/unfreeze']"));
        await browser.OpenAsync("/me");
        using HttpResponseMessage tried = await browser.SendFormAsync("form[action='/sign-out']", "/me/unfreeze");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tried.StatusCode);
        Assert.Equal(AccountStanding.Frozen, await StandingAsync(house, person));
        using HttpResponseMessage opened = await staff.SendFormAsync(
            "form[action='/staff/person/freeze']", "/staff/person/unfreeze", ("reason", "lifted"));
        Assert.Equal(AccountStanding.Open, await StandingAsync(house, person));
    }

    [Fact]
    public async Task A_card_is_added_by_its_number_which_is_not_kept_and_removed()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        Profile profile = (await new Profiles(house.Parts.Identity).ReadAsync(person))!;
        await house.Wallet.IssueCardAsync("6222021234567890128", profile.Name.Reveal(), profile.IdNumber.Reveal());
        await house.Wallet.IssueCardAsync("4111111111111111", "李四", "11010519900307803X");
        await browser.OpenAsync("/me/cards");
        Assert.Null(browser.Page.QuerySelector("form[action='/me/cards']"));
        await browser.OpenAsync("/me/prove?back=/me/cards");
        await browser.ProveAsync();
        Assert.Equal("/me/cards", browser.Path);
        await browser.SubmitAsync("form[action='/me/cards']", ("bank", "招商银行"), ("number", "6222 0212 3456 7890 129"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.False(browser.Form("input[name=number]").HasAttribute("value"));
        Assert.Equal("招商银行", browser.Form("option[selected]").GetAttribute("value"));
        await browser.SubmitAsync("form[action='/me/cards']", ("bank", "招商银行"), ("number", "4111 1111 1111 1111"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("does not know this card under your name", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action='/me/cards']", ("bank", "招商银行"), ("number", "６２２２ 0212 3456 7890 128"));
        Assert.Contains("China Merchants Bank •••• 0128", browser.Text, StringComparison.Ordinal);
        BankCard card = Assert.Single(await new BankCards(house.Parts.Customers).OfAsync(person));
        Assert.DoesNotContain("6222021234567890128", card.Token, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action='/me/cards/remove']");
        Assert.Contains("no card yet", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_account_the_way_to_one_is_named_and_nothing_is_promised()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await house.SignUpAsync(browser, "13800000009");
        await browser.OpenAsync("/");
        Assert.NotNull(browser.Page.QuerySelector("main a[href='/start']"));
        await browser.OpenAsync("/me/limits");
        Assert.NotNull(browser.Page.QuerySelector("main a[href='/start']"));
        Assert.DoesNotContain("¥", browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_are_shown_as_their_reader_likes_them()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewPersonAsync();
        await browser.OpenAsync("/me/display");
        Assert.Equal("zh-CN", browser.Page.DocumentElement.GetAttribute("lang"));
        foreach (string set in (string[])["language", "dark", "elder", "hide", "green-up"])
        {
            await browser.SubmitAsync("form.card[action='/display']", ("set", set));
            Assert.Equal("/me/display", browser.Path);
        }

        Assert.Equal("en", browser.Page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("dark", browser.Page.DocumentElement.GetAttribute("data-theme"));
        Assert.True(browser.Page.DocumentElement.HasAttribute("data-elder"));
        Assert.True(browser.Page.DocumentElement.HasAttribute("data-green-up"));
        using Browser elsewhere = await house.SignedInAsync(person);
        await elsewhere.OpenAsync("/me/limits");
        Assert.Equal("dark", elsewhere.Page.DocumentElement.GetAttribute("data-theme"));
        Assert.Contains("••••", elsewhere.Text, StringComparison.Ordinal);
    }

    internal static async Task<Browser> StaffAsync(WebHouse house, AccountKind kind)
    {
        _ = await new Operators(house.Parts.Identity).CreateAsync($"{kind}1", kind, MeHouse.Password);
        Browser browser = house.NewBrowser();
        await browser.OpenAsync("/staff/sign-in");
        await browser.SubmitAsync(
            "form[action='/staff/sign-in']", ("name", $"{kind}1"), ("password", MeHouse.Password));
        Assert.Equal("/staff", browser.Path);
        return browser;
    }

    internal static async Task<AccountStanding> StandingAsync(WebHouse house, long person) =>
        (await house.Parts.Db.OneAsync(new LedgerQueries.BalanceOf(
            house.Parts.ShardOf(person), AccountKey.Of(person, AccountCode.UserBalance))))!.Standing;
}
