#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests.Security;

/// <summary>A session's token is nobody else's, changes when its worth does, and ends when it is ended.</summary>
public sealed class SessionSafetyTests(PostgresFixture postgres)
{
    private const string Phone = "13812345678";

    [Fact]
    public async Task A_token_that_was_planted_before_signing_in_is_not_the_one_after()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser attacker) = await house.NewReaderAsync("13800000002");
        foreach (string planted in (string[])
            [$"1000001.1.{new string('A', 43)}", "", "x", "1.1.1", attacker.Cookies[SafeHouse.Cookie]])
        {
            using Browser browser = house.NewBrowser();
            await browser.OpenAsync("/sign-up");
            // Somebody else's session is left by signing up in it: the pages are shown, the token is another.
            browser.Cookies[SafeHouse.Cookie] = planted;
            await browser.OpenAsync("/sign-up");
            string phone = $"138123{Math.Abs(planted.GetHashCode(StringComparison.Ordinal)) % 100_000:D5}";
            await browser.SubmitAsync("form[action='/sign-up']", ("phone", phone));
            await browser.SubmitAsync("form[action='/sign-up/code']", ("code", house.Phone.CodeOf(phone)));
            Assert.Equal("/start", browser.Path);
            Assert.NotEqual(planted, browser.Cookies[SafeHouse.Cookie]);
            SessionRow? of = await new Sessions(house.Parts.Identity).ReadAsync(planted);
            SessionRow now = (await new Sessions(house.Parts.Identity).ReadAsync(browser.Cookies[SafeHouse.Cookie]))!;
            Assert.NotEqual(now.Person, of?.Person);
        }
    }

    [Fact]
    public async Task A_proof_changes_the_token_and_the_old_one_is_over()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderWithDigitsAsync();
        string before = browser.Cookies[SafeHouse.Cookie];
        await browser.OpenAsync("/me/prove");
        await browser.ProveAsync();
        Assert.NotEqual(before, browser.Cookies[SafeHouse.Cookie]);
        Assert.True(await browser.IsSignedInAsync());
        await OverAsync(house, before);
    }

    [Fact]
    public async Task A_proof_whose_answer_is_lost_loses_no_sign_in_and_leaves_its_worth_to_the_new_token()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderWithDigitsAsync();
        string before = browser.Cookies[SafeHouse.Cookie];
        await browser.OpenAsync("/me/prove?back=/me/password");
        using HttpResponseMessage lost = await browser.SendFormAsync(
            "form:has(input[name=digits])", ("digits", MeHouse.Digits));
        Assert.Equal(HttpStatusCode.SeeOther, lost.StatusCode);
        string after = browser.Cookies[SafeHouse.Cookie];
        Assert.NotEqual(before, after);

        browser.Cookies[SafeHouse.Cookie] = before;
        Assert.True(await browser.IsSignedInAsync());
        await browser.OpenAsync("/me/password");
        Assert.StartsWith("/me/prove", browser.Path, StringComparison.Ordinal);
        await browser.ProveAsync();
        Assert.Equal("/me/password", browser.Path);
        Assert.True(await browser.IsSignedInAsync());
        await OverAsync(house, before);
        await OverAsync(house, after);
    }

    [Fact]
    public async Task A_stolen_token_is_over_with_the_first_use_of_the_new_one_whoever_asks_first()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderWithDigitsAsync();
        using Browser thief = house.NewBrowser();
        thief.Cookies[SafeHouse.Cookie] = browser.Cookies[SafeHouse.Cookie];
        await browser.OpenAsync("/me/prove?back=/me/password");
        using HttpResponseMessage proved = await browser.SendFormAsync(
            "form:has(input[name=digits])", ("digits", MeHouse.Digits));
        Assert.True(await thief.IsSignedInAsync());
        await thief.OpenAsync("/me/password");
        Assert.StartsWith("/me/prove", thief.Path, StringComparison.Ordinal);

        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
        await OverAsync(house, thief.Cookies[SafeHouse.Cookie]);
        await browser.OpenAsync("/me/password");
        Assert.Equal("/me/password", browser.Path);
    }

    [Fact]
    public async Task What_was_signed_out_is_over_on_pages_and_in_the_api()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderAsync();
        string token = browser.Cookies[SafeHouse.Cookie];
        await browser.OpenAsync("/me");
        await browser.SubmitAsync("form[action='/sign-out']");
        Assert.False(browser.Cookies.ContainsKey(SafeHouse.Cookie));
        await OverAsync(house, token);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser thief) = await house.NewReaderWithDigitsAsync();
        using Browser browser = await house.SignedInAsync(person);
        await browser.OpenAsync("/me/prove?back=/me/password");
        await browser.ProveAsync();
        Assert.Equal("/me/password", browser.Path);
        await browser.SubmitAsync("form[action='/me/password']", ("password", MeHouse.Password));
        Assert.Contains("done=saved", browser.Path, StringComparison.Ordinal);
        Assert.True(await browser.IsSignedInAsync());
        await OverAsync(house, thief.Cookies[SafeHouse.Cookie]);
    }

    [Fact]
    public async Task Signing_out_the_others_and_recovering_end_what_a_thief_has()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser owner = house.NewBrowser();
        await house.SignUpAsync(owner, Phone);
        SessionRow session = (await new Sessions(house.Parts.Identity).ReadAsync(owner.Cookies[SafeHouse.Cookie]))!;
        using Browser first = await house.SignedInAsync(session.Person);
        await owner.OpenAsync("/me/devices");
        await owner.SubmitAsync("form[action='/me/devices/sign-out-others']");
        await OverAsync(house, first.Cookies[SafeHouse.Cookie]);

        using Browser second = await house.SignedInAsync(session.Person);
        using Browser recovering = house.NewBrowser();
        await recovering.OpenAsync("/recover");
        await recovering.SubmitAsync("form[action='/recover']", ("phone", Phone));
        await recovering.SubmitAsync("form[action='/recover/code']", ("code", house.Phone.CodeOf(Phone)));
        Assert.StartsWith("/start", recovering.Path, StringComparison.Ordinal);
        await OverAsync(house, second.Cookies[SafeHouse.Cookie]);
        await OverAsync(house, owner.Cookies[SafeHouse.Cookie]);
    }

    [Fact]
    public async Task A_token_with_one_character_changed_is_none()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderAsync();
        (_, Browser other) = await house.NewReaderAsync("13800000002");
        string token = browser.Cookies[SafeHouse.Cookie];
        string[] parts = token.Split('.'), others = other.Cookies[SafeHouse.Cookie].Split('.');
        for (int i = 0; i < token.Length; i += 3)
        {
            string changed = $"{token[..i]}{(token[i] == 'B' ? 'C' : 'B')}{token[(i + 1)..]}";
            Assert.Null(await new Sessions(house.Parts.Identity).ReadAsync(changed));
        }

        await OverAsync(house, $"{others[0]}.{parts[1]}.{parts[2]}");
        await OverAsync(house, $"{others[0]}.{others[1]}.{parts[2]}");
        Assert.True(await browser.IsSignedInAsync());
    }

    private static async Task OverAsync(WebHouse house, string token)
    {
        using Browser browser = house.NewBrowser();
        browser.Cookies[SafeHouse.Cookie] = token;
        Assert.False(await browser.IsSignedInAsync());
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/me");
        request.Headers.Authorization = new("Bearer", token);
        using Browser plain = house.NewBrowser();
        using HttpResponseMessage answer = await plain.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
