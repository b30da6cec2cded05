#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using AngleSharp.Dom;
using Huoqi.Customers;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Nonsense in every field of every form about oneself: a page that says what to do, never a
/// failure.</summary>
public sealed class MeBadInputTests(PostgresFixture postgres)
{
    private const string Script = "<script>alert(1)</script>\"' onerror=x";

    private static readonly string[] Nonsense =
    [
        "", " ", "\u0001\u0002", "a\0b", "🙂👩‍👩‍👧", new('长', 10_000), Script,
        "１３８００１３８０００", "-1", "1e27", "'; DROP TABLE person; --",
        "\ud800", "9223372036854775808", "٠١٢٣٤٥", "../../etc/passwd", "%00", "{{7*7}}",
    ];

    /// <summary>Pages with forms, for a stranger.</summary>
    private static readonly string[] Outside = ["/sign-in", "/sign-up", "/recover", "/staff/sign-in"];

    /// <summary>Pages with forms, for a person.</summary>
    private static readonly string[] Inside =
    [
        "/me/passkeys", "/me/password", "/me/payment-password", "/me/cards", "/me/consents", "/me/phone", "/me/freeze",
        "/me/nickname",
    ];

    [Fact]
    public async Task A_stranger_gets_a_page_for_every_nonsense_in_every_field()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        foreach (string page in Outside)
        {
            await FillAsync(browser, page);
        }

        await browser.OpenAsync("/sign-up");
        await browser.SubmitAsync("form[action='/sign-up']", ("phone", "13812345699"));
        await FillAsync(browser, "/sign-up/code");
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_person_gets_a_page_for_every_nonsense_in_every_field()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        _ = await new BankCards(house.Parts.Customers).KeepAsync(person, "工商银行", "1234", "card-1");
        foreach (string page in Inside)
        {
            await FillAsync(browser, page);
        }

        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task What_was_typed_stays_and_is_text_but_secrets_do_not()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await browser.OpenAsync("/recover");
        await browser.SubmitAsync("form[action='/recover']", ("phone", Script), ("new-phone", "12"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(Script, browser.Form("input[name=phone]").GetAttribute("value"));
        Assert.Equal("true", browser.Form("input[name=phone]").GetAttribute("aria-invalid"));
        string described = browser.Form("input[name=phone]").GetAttribute("aria-describedby")!;
        Assert.Contains(described.Split(' '), id => browser.Page.GetElementById(id)!.ClassName == "wrong");
        Assert.Empty(browser.Page.QuerySelectorAll("main script"));

        await browser.OpenAsync("/sign-in");
        await browser.SubmitAsync(
            "form[action='/sign-in/password']", ("phone", "13800000009"), ("password", "my secret password"));
        Assert.DoesNotContain("my secret password", browser.Page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_under_age_is_told_so_and_what_was_typed_stays()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        using Browser browser = house.NewBrowser();
        await house.SignUpAsync(browser, "13812345698");
        const string Digits = "11010120150307851";
        string idNumber = $"{Digits}{IdNumbers.CheckDigit(Digits)}";
        await browser.OpenAsync("/me/identity");
        await browser.SubmitAsync("form[action='/me/identity']", ("name", "李小明"), ("id-number", idNumber));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("18 or older", browser.Form("#id-number-wrong").TextContent, StringComparison.Ordinal);
        Assert.Equal("李小明", browser.Form("#name").GetAttribute("value"));
        Assert.Equal(idNumber, browser.Form("#id-number").GetAttribute("value"));
    }

    [Fact]
    public async Task A_form_without_its_token_of_another_type_or_with_a_field_twice_is_refused()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (_, Browser browser) = await house.NewReaderAsync();
        await browser.OpenAsync("/me/freeze");
        using HttpResponseMessage noToken = await browser.SendFormAsync(
            "form[action='/me/freeze']", ("form-token", "forged"), ("reason", "x"));
        Assert.Equal(HttpStatusCode.BadRequest, noToken.StatusCode);
        using StringContent json = new("{}", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage wrongType =
            await browser.SendAsync(new(HttpMethod.Post, "/me/freeze") { Content = json });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrongType.StatusCode);
        string token = browser.Form("input[name=form-token]").GetAttribute("value")!;
        using HttpResponseMessage twice = await browser.SendAsync(new(HttpMethod.Post, "/me/freeze")
        {
            Content = new FormUrlEncodedContent([new("form-token", token), new("reason", "x"), new("reason", "y")]),
        });
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        using HttpResponseMessage file = await browser.SendAsync(new(HttpMethod.Post, "/me/freeze")
        {
            Content = new MultipartFormDataContent { { new StringContent(token), "form-token" } },
        });
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, file.StatusCode);
        await browser.OpenAsync("/me/freeze");
        Assert.NotNull(browser.Page.QuerySelector("form[action='/me/freeze']"));
    }

    // Every field of every form in turn, with everything else as the page has it.
    private static async Task FillAsync(Browser browser, string page)
    {
        foreach (string nonsense in Nonsense)
        {
            await browser.OpenAsync(page);
            if (browser.Path != page)
            {
                // A factor that was set on the way asks for a proof first: the rest of this page is behind it.
                Assert.StartsWith("/me/prove", browser.Path, StringComparison.Ordinal);
                return;
            }

            foreach (string action in Actions(browser.Page))
            {
                IElement form = browser.Form($"form[action='{action}']");
                string[] names =
                [
                    .. form.QuerySelectorAll("input[name], select[name], textarea[name]")
                        .Select(input => input.GetAttribute("name")!).Where(name => name != "form-token"),
                ];
                foreach (string name in names)
                {
                    using HttpResponseMessage answer =
                        await browser.SendFormAsync($"form[action='{action}']", (name, nonsense));
                    string body = await answer.Content.ReadAsStringAsync();
                    string what = nonsense[..Math.Min(20, nonsense.Length)];
                    Assert.True((int)answer.StatusCode < 500, $"{action} {name} {what}: {answer.StatusCode}");
                    Assert.DoesNotContain("<script>alert", body, StringComparison.Ordinal);
                }
            }
        }
    }

    private static string[] Actions(IDocument page) =>
    [
        .. page.QuerySelectorAll("main form[method=post]").Select(form => form.GetAttribute("action")!)
            .Where(action => action is not "/sign-out" && !action.Contains("remove", StringComparison.Ordinal))
            .Distinct(),
    ];
}
