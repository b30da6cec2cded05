#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Bench;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Signing up, in and out over HTTP, as a browser without script and an authenticator in code do it.</summary>
public sealed class MeSignInTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Somebody_new_signs_up_adds_a_passkey_and_signs_in_with_it()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await browser.OpenAsync("/");
        Assert.Contains("not a bank deposit", browser.Text, StringComparison.Ordinal);

        await house.SignUpAsync(browser, "13812345678");
        using SoftwarePasskey passkey = await browser.AddPasskeyAsync("/me/passkeys?back=/start");
        Assert.StartsWith("/start", browser.Path, StringComparison.Ordinal);
        Assert.Contains("done", browser.Text, StringComparison.Ordinal);

        await browser.OpenAsync("/me");
        await browser.SubmitAsync("form[action='/sign-out']");
        Assert.False(await browser.IsSignedInAsync());
        Assert.StartsWith("/sign-in?back=", browser.Path, StringComparison.Ordinal);

        string options = browser.Form("form[data-passkey='get']").GetAttribute("data-options")!;
        await browser.SubmitAsync("form[data-passkey='get']", ("credential", passkey.Get(options)));
        Assert.Equal("/me", browser.Path);
        Assert.Contains("138••••5678", browser.Text, StringComparison.Ordinal);

        // The phone alone opens the account no more.
        using Browser other = house.NewBrowser();
        await other.OpenAsync("/sign-up");
        await other.SubmitAsync("form[action='/sign-up']", ("phone", "13812345678"));
        await other.SubmitAsync("form[action='/sign-up/code']", ("code", house.Phone.CodeOf("13812345678")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("sign in with its passkey", other.Text, StringComparison.Ordinal);
        Assert.False(await other.IsSignedInAsync());
    }

    [Fact]
    public async Task Identifying_opens_the_account_and_more_sources_raise_its_class()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await house.SignUpAsync(browser, "13812345679");
        await browser.OpenAsync("/me/identity?back=/start");
        await browser.SubmitAsync(
            "form[action='/me/identity']", ("name", "王小明"), ("id-number", "11010519491231002x"));
        Assert.StartsWith("/start", browser.Path, StringComparison.Ordinal);
        long person = await OnlyPersonAsync(house);
        Assert.Equal(AccountClass.I, (await AccountAsync(house, person))?.Class);

        await browser.OpenAsync("/me/identity");
        await browser.SubmitAsync("form:has(input[value=Carrier])");
        await browser.SubmitAsync("form:has(input[value=BankCard])", ("evidence", "card-1"));
        Assert.Contains("L2", browser.Text, StringComparison.Ordinal);
        Assert.Equal(AccountClass.II, (await AccountAsync(house, person))?.Class);
        await browser.SubmitAsync("form:has(input[value=Face])", ("evidence", "face-1"));
        Assert.Equal(AccountClass.III, (await AccountAsync(house, person))?.Class);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_refused_beside_its_field_and_identifies_nobody()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await house.SignUpAsync(browser, "13812345670");
        await browser.OpenAsync("/me/identity");
        foreach (string name in (string[])["😀", "😀😀", "王", "---", "王小明3", "<b>王小明</b>"])
        {
            await browser.SubmitAsync(
                "form[action='/me/identity']", ("name", name), ("id-number", MeHouse.IdNumber));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains("two letters or characters at least", browser.Text, StringComparison.Ordinal);
            Assert.Equal(name, browser.Form("input[name=name]").GetAttribute("value"));
            Assert.Equal("true", browser.Form("input[name=name]").GetAttribute("aria-invalid"));
        }

        long person = await OnlyPersonAsync(house);
        Assert.Equal(KycLevel.L0, (await new Kyc(house.Parts.Identity).ReadAsync(person)).Level);
        Assert.Null(await AccountAsync(house, person));
        await browser.SubmitAsync(
            "form[action='/me/identity']", ("name", "阿依古丽•买合木提"), ("id-number", MeHouse.IdNumber));
        Assert.Equal(KycLevel.L1, (await new Kyc(house.Parts.Identity).ReadAsync(person)).Level);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_phone_get_the_same_answer()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser owner = house.NewBrowser();
        await house.SignUpAsync(owner, "13812345680");
        await owner.OpenAsync("/me/password");
        await owner.SubmitAsync("form[action='/me/password']", ("password", MeHouse.Password));
        Assert.Contains("done=saved", owner.Path, StringComparison.Ordinal);

        List<string> answers = [];
        foreach (string phone in (string[])["13812345680", "13900000000"])
        {
            using Browser browser = house.NewBrowser();
            await browser.OpenAsync("/sign-in");
            await browser.SubmitAsync(
                "form[action='/sign-in/password']", ("phone", phone), ("password", "something else entirely"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Equal(phone, browser.Form("input[name=phone]").GetAttribute("value"));
            Assert.False(browser.Form("input[name=password]").HasAttribute("value"));
            answers.Add(browser.Text.Replace(phone, "", StringComparison.Ordinal));
        }

        Assert.Equal(answers[0], answers[1]);
        using Browser right = house.NewBrowser();
        await right.OpenAsync("/sign-in?back=/me/devices");
        await right.SubmitAsync(
            "form[action='/sign-in/password']", ("phone", "１３８ 1234-5680"), ("password", MeHouse.Password));
        Assert.Equal("/me/devices", right.Path);
    }

    [Theory]
    [InlineData("//localhost.invalid/", "/")]
    [InlineData("https://127.0.0.1/", "/")]
    [InlineData("/\\localhost.invalid", "/")]
    [InlineData("/me/limits", "/me/limits")]
    public async Task Signing_in_leads_to_addresses_of_this_site_only(string back, string to)
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres, parts => parts with
        {
            Demo = new DemoMode("2013-07 … 2014-08", 1_000_001, _ => Task.CompletedTask, null),
        });
        (long person, _) = await house.NewPersonAsync();
        Assert.Equal(1_000_001, person);
        using Browser browser = house.NewBrowser();
        await browser.OpenAsync($"/sign-in?back={Uri.EscapeDataString(back)}");
        using HttpResponseMessage answer = await browser.SendFormAsync("form[action='/demo/sign-in']", ("back", back));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(to, answer.Headers.Location!.ToString());
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_one_click_of_the_demo_is_there_in_the_demo_only()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await browser.OpenAsync("/sign-in");
        Assert.Null(browser.Page.QuerySelector("form[action='/demo/sign-in']"));
        using HttpResponseMessage answer = await browser.SendFormAsync(
            "form[action='/sign-in/password']", action: "/demo/sign-in");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Whoever_lost_everything_recovers_and_is_told_of_the_cooling_period()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser before = house.NewBrowser();
        await house.SignUpAsync(before, "13812345681");
        await before.SetDigitsAsync();
        await before.OpenAsync("/me/identity");
        await before.SubmitAsync(
            "form[action='/me/identity']", ("name", "王小明"), ("id-number", MeHouse.IdNumber));

        using Browser browser = house.NewBrowser();
        await browser.OpenAsync("/recover");
        Assert.Contains("24 hours", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("form[action='/recover']", ("phone", "13812345681"));
        await browser.SubmitAsync(
            "form[action='/recover/code']", ("code", house.Phone.CodeOf("13812345681")), ("name", "王大明"),
            ("id-number", MeHouse.IdNumber));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);

        await browser.OpenAsync("/recover");
        await browser.SubmitAsync("form[action='/recover']", ("phone", "13812345681"));
        await browser.SubmitAsync(
            "form[action='/recover/code']", ("code", house.Phone.CodeOf("13812345681")), ("name", "王小明"),
            ("id-number", MeHouse.IdNumber));
        Assert.StartsWith("/start?recovered=1", browser.Path, StringComparison.Ordinal);
        Assert.Contains("cooling period of 24 hours", browser.Text, StringComparison.Ordinal);
        Assert.False(await before.IsSignedInAsync());
        await browser.OpenAsync("/me");
        Assert.Contains("Cooling period until", browser.Text, StringComparison.Ordinal);
        await browser.SetDigitsAsync();
    }

    private static async Task<long> OnlyPersonAsync(WebHouse house)
    {
        SecurityLine line = (await new SecurityLog(house.Parts.Identity).ListAsync(1_000_001, null, 1)).Single();
        return line.Person!.Value;
    }

    private static Task<PaymentAccount?> AccountAsync(WebHouse house, long person) =>
        house.Parts.Db.OneAsync(new PaymentAccount.Of(house.Parts.ShardOf(person), person));
}
