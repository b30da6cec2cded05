#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A form that was sent when the session had ended is found again behind the sign-in, and nothing of it was
/// done.</summary>
public sealed class KeptFormTests(PostgresFixture postgres)
{
    private const string Session = "__Host-huoqi";
    private const string Kept = "__Host-huoqi-typed";

    private static readonly (string Page, string Form, string Field, string Typed)[] Forms =
    [
        ("/move?way=out", "#move", "amount", "12.34"),
        ("/send", "#send", "note", "午饭 😀 & more"),
        ("/send/ask", "#ask", "note", "tea"),
        ("/save", "#sweep", "keep", "50"),
        ("/save", "#goal", "name", "旅行"),
        ("/me/freeze", "form[action='/me/freeze']", "reason", new string('长', 200)),
        ("/me/nickname", "form[action='/me/nickname']", "nickname", "小明"),
    ];

    [Fact]
    public async Task What_was_typed_is_there_after_signing_in_again_and_can_be_sent()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        foreach ((string page, string form, string field, string typed) in Forms)
        {
            await browser.OpenAsync(page);
            await EndAsync(browser);
            await SendAsync(house, browser, page, form, (field, typed));
            Assert.StartsWith("/sign-in?back=", browser.Path, StringComparison.Ordinal);
            Assert.Contains("what you typed is still there", browser.Text, StringComparison.Ordinal);
            await SignInAsync(house, browser, person);
            await browser.OpenAsync(Uri.UnescapeDataString(browser.Path["/sign-in?back=".Length..]));
            Assert.Equal(page, browser.Path);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.Equal(typed, browser.Form($"{form} [name={field}]").GetAttribute("value"));
            Assert.Contains("nothing was done", browser.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(Kept, browser.Cookies.Keys);

            // Once: whoever loads the page again finds it as ever.
            await browser.OpenAsync(page);
            Assert.NotEqual(typed, browser.Form($"{form} [name={field}]").GetAttribute("value"));
        }

        Assert.Equal(0, await house.Wallet.Database.ValueAsync<int>("SELECT count(*)::integer FROM web.wanted"));
        Assert.False(await house.Wallet.Database.ValueAsync<bool>(
            $"SELECT frozen FROM identity.account WHERE person = {person}"));
    }

    [Fact]
    public async Task Nothing_secret_is_kept_and_nothing_is_shown_to_somebody_else()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/me/payment-password");
        await EndAsync(browser);
        await SendAsync(
            house, browser, "/me/payment-password", "form[action='/me/payment-password']",
            ("digits", "739154"), ("again", "739154"));
        Assert.StartsWith("/sign-in?back=%2Fme%2Fpayment-password", browser.Path, StringComparison.Ordinal);
        Assert.DoesNotContain(Kept, browser.Cookies.Keys);

        await SignInAsync(house, browser, person);
        await browser.OpenAsync("/send");
        await EndAsync(browser);
        await SendAsync(house, browser, "/send", "#send", ("note", "for you alone"));
        Assert.Contains(Kept, browser.Cookies.Keys);
        (long other, _) = await house.PersonAsync("13800000002");
        await SignInAsync(house, browser, other);
        await browser.OpenAsync("/send");
        Assert.DoesNotContain("for you alone", browser.Page.Body!.OuterHtml, StringComparison.Ordinal);
        Assert.DoesNotContain(Kept, browser.Cookies.Keys);

        // What is no seal of ours is as if it were not there.
        browser.Cookies[Kept] = "CfDJ8AAAA";
        await browser.OpenAsync("/send");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    // The session ends elsewhere, and the browser does not know it.
    private static async Task EndAsync(Browser browser)
    {
        string token = browser.Cookies[Session];
        using FormUrlEncodedContent content = new([new("form-token",
            browser.Page.QuerySelector("input[name=form-token]")!.GetAttribute("value")!)]);
        using HttpResponseMessage answer =
            await browser.SendAsync(new(HttpMethod.Post, "/sign-out") { Content = content });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        browser.Cookies[Session] = token;
    }

    // As a browser sends it: it says which page the form was on.
    private static async Task SendAsync(
        MoneyHouse house, Browser browser, string page, string form, params (string Name, string Value)[] fields)
    {
        using HttpResponseMessage answer = await browser.SendFormAsync(
            form, new Uri(house.Web.Web.Address, page), fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await browser.OpenAsync(answer.Headers.Location!.ToString());
    }

    private static async Task SignInAsync(MoneyHouse house, Browser browser, long person)
    {
        SignedIn signedIn = await new Sessions(house.Parts.Identity)
            .OpenAsync(person, new("127.0.0.1", "test"), TestContext.Current.CancellationToken);
        browser.Cookies[Session] = signedIn.Token!.Value.Reveal();
    }
}
