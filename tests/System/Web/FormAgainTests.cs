#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using AngleSharp.Dom;
using Huoqi.Customers;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A form that cannot be taken as it is comes again with what was typed, and nothing of it was done.</summary>
public sealed class FormAgainTests(PostgresFixture postgres)
{
    /// <summary>Pages with a form, the form, and a field of it; what a stranger sees first.</summary>
    private static readonly (string Page, string Form, string Field)[] Outside =
    [
        ("/sign-in", "form[action='/sign-in/password']", "phone"),
        ("/sign-up", "form[action='/sign-up']", "phone"),
        ("/recover", "form[action='/recover']", "new-phone"),
        ("/staff/sign-in", "form[action='/staff/sign-in']", "name"),
    ];

    private static readonly (string Page, string Form, string Field)[] Inside =
    [
        ("/move?way=in", "#move", "amount"),
        ("/send", "#send", "note"),
        ("/send/ask", "#ask", "note"),
        ("/save", "#sweep", "keep"),
        ("/save", "#saving", "each"),
        ("/save", "#goal", "name"),
        ("/me/cards", "form[action='/me/cards']", "number"),
        ("/me/phone", "form[action='/me/phone']", "phone"),
        ("/me/freeze", "form[action='/me/freeze']", "reason"),
    ];

    [Fact]
    public async Task A_character_that_no_field_takes_is_said_at_the_field_and_the_rest_stays()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        using Browser stranger = house.Web.NewBrowser();
        foreach ((Browser who, (string page, string form, string field)) in All(stranger, browser))
        {
            foreach (string bad in (string[])["\0", "\u0007", "\u009f", "\ufffd", "\u007f"])
            {
                await who.OpenAsync(page);
                await who.SubmitAsync(form, (field, $"12{bad}3"));
                string what = $"{page} {form} {field} U+{(int)bad[0]:X4}";
                Assert.True(who.Status == HttpStatusCode.UnprocessableEntity, $"{what}: {who.Status}");
                AssertWrong(who, form, field, "123", "were taken out", what);
            }
        }

        await AssertNothingDoneAsync(house, person);
    }

    [Fact]
    public async Task A_page_that_is_too_old_comes_again_with_what_was_typed_and_the_next_press_is_taken()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        using Browser stranger = house.Web.NewBrowser();
        foreach ((Browser who, (string page, string form, string field)) in All(stranger, browser))
        {
            await who.OpenAsync(page);
            await who.SubmitAsync(form, (field, "12.34"), ("form-token", "stale"));
            Assert.True(who.Status == HttpStatusCode.BadRequest, $"{page} {form}: {who.Status}");
            Assert.Contains("nothing was done. No money moved", who.Text, StringComparison.Ordinal);
            Assert.Contains("press the button again", who.Text, StringComparison.Ordinal);
            IElement again = who.Form(form).QuerySelector($"[name={field}]")!;
            Assert.Equal("12.34", again.GetAttribute("value"));
            Assert.NotEqual("stale", who.Form($"{form} input[name=form-token]").GetAttribute("value"));
        }

        await AssertNothingDoneAsync(house, person);

        // The button once more, as the sentence says, and it goes on: the money too.
        await browser.OpenAsync("/move?way=in");
        await browser.SubmitAsync(
            "#move", ("amount", "100.00"), ("to", "fund"), ("from", "wallet"), ("form-token", "stale"));
        await browser.SubmitAsync("#move");
        Assert.StartsWith("/confirm/", browser.Path, StringComparison.Ordinal);
        string review = browser.Path;
        await browser.SubmitAsync(
            "form[action^='/confirm/']:has(input[name=digits])",
            ("digits", MoneyHouse.Digits), ("form-token", "stale"));
        Assert.Equal(HttpStatusCode.BadRequest, browser.Status);
        Assert.Equal(Money.FromYuan(1000), (await house.HoldingAsync(person)).Wallet);
        Assert.DoesNotContain(MoneyHouse.Digits, browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(900), (await house.HoldingAsync(person)).Wallet);

        // What is done already has no form any more: its page leads to the receipt.
        await browser.OpenAsync("/me/freeze");
        using HttpResponseMessage late = await browser.SendFormAsync(
            "form[action='/me/freeze']", review, ("form-token", "stale"), ("how", "digits"));
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        string said = await late.Content.ReadAsStringAsync();
        Assert.Contains("href=\"/receipt/", said, StringComparison.Ordinal);
        Assert.Contains("nothing was done", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_characters_stay_as_they_were_typed_and_it_is_said_how_many_there_may_be()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.PersonAsync();
        using Browser stranger = house.Web.NewBrowser();
        string typed = new('长', 10_000);
        foreach ((Browser who, (string page, string form, string field)) in All(stranger, browser))
        {
            await who.OpenAsync(page);
            await who.SubmitAsync(form, (field, typed));
            string what = $"{page} {form} {field}";
            Assert.True(who.Status == HttpStatusCode.UnprocessableEntity, $"{what}: {who.Status}");
            AssertWrong(who, form, field, typed, "and this has 10000", what);
        }

        await browser.OpenAsync("/me/freeze");
        await browser.SubmitAsync("form[action='/me/freeze']", ("reason", new string('y', 25_000)));
        AssertWrong(
            browser, "form[action='/me/freeze']", "reason", new('y', 20_000),
            "At most 200 characters, and this has 25000; make it shorter (the first 20000 are kept here)", "reason");
        await AssertNothingDoneAsync(house, person);
    }

    [Fact]
    public async Task The_page_that_comes_again_is_the_one_that_the_browser_was_on()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/bills");
        foreach ((string? from, string title) in ((string?, string)[])[
            (new Uri(house.Web.Web.Address, "/move?way=out").ToString(), "Take out"),
            ("https://mall.example/move?way=out", "Huoqi"), ("nonsense", "Huoqi"), (null, "Huoqi")])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/display")
            {
                Content = new FormUrlEncodedContent([new("form-token", "stale"), new("set", "hide")]),
            };
            if (from is not null)
            {
                request.Headers.TryAddWithoutValidation("Referer", from);
            }

            using HttpResponseMessage answer = await browser.SendAsync(request);
            string page = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(title, page, StringComparison.Ordinal);
            Assert.Equal(title == "Take out", page.Contains("id=\"move\"", StringComparison.Ordinal));
            Assert.Contains("press the button again", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Money_out_comes_again_as_money_out()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/move?way=out");
        await browser.SubmitAsync("#move", ("amount", "12\0.34"), ("from", "fund"), ("to", "wallet"), ("speed", "T1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal("out", browser.Form("#move input[name=way]").GetAttribute("value"));
        Assert.True(browser.Form("#move input[name=speed][value=T1]").HasAttribute("checked"));
        Assert.Equal("12.34", browser.Form("#move input[name=amount]").GetAttribute("value"));
    }

    [Fact]
    public async Task What_stands_above_a_refused_form_leads_back_to_its_page()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync();
        await browser.OpenAsync("/save");
        await browser.SubmitAsync("#sweep", ("keep", "-1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("form[action='/display']", ("set", "elder"));
        Assert.Equal("/save", browser.Path);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    private static IEnumerable<(Browser Who, (string Page, string Form, string Field) Where)> All(
        Browser stranger, Browser person) =>
        [.. Outside.Select(where => (stranger, where)), .. Inside.Select(where => (person, where))];

    private static void AssertWrong(
        Browser browser, string form, string field, string value, string sentence, string what)
    {
        IElement input = browser.Form(form).QuerySelector($"[name={field}]")!;
        Assert.True(input.GetAttribute("value") == value, $"{what}: {input.GetAttribute("value")?.Length} kept");
        Assert.True(input.GetAttribute("aria-invalid") == "true", $"{what} is not marked");
        string[] described = (input.GetAttribute("aria-describedby") ?? "").Split(' ');
        Assert.True(
            described.Any(id => browser.Page.GetElementById(id) is { ClassName: "wrong" } why
                && why.TextContent.Contains(sentence, StringComparison.Ordinal)),
            $"{what}: {browser.Text}");
    }

    private static async Task AssertNothingDoneAsync(MoneyHouse house, long person)
    {
        Assert.Equal((Money.FromYuan(1000), Money.FromYuan(500)), await house.HoldingAsync(person));
        Assert.False(await house.Wallet.Database.ValueAsync<bool>(
            $"SELECT frozen FROM identity.account WHERE person = {person}"));
        Assert.Single(await new BankCards(house.Parts.Customers).OfAsync(person));
        Assert.Empty(await new Goals(house.Parts.Customers).OfAsync(person));
        Assert.Null(await new NightlySweep(house.Parts.Customers).FindAsync(person));
        Assert.Equal(0, await house.Wallet.Database.ValueAsync<int>("SELECT count(*)::integer FROM web.wanted"));
    }
}
