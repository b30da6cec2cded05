#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Another phone: proved, told, and never one that leads to somebody else.</summary>
public sealed class MePhoneTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_phone_that_somebody_has_is_refused_with_a_sentence_and_one_that_is_free_takes_its_place()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        _ = await house.NewReaderAsync("13800000002");
        using Browser elsewhere = await house.SignedInAsync(person);
        foreach ((string language, string sentence) in ((string, string)[])[
            ("en", "belongs to another account"), ("zh", "已用于另一个账户")])
        {
            await new Profiles(house.Parts.Identity).SetDisplayAsync(
                person, Display.Default with { Language = language });
            await AskAsync(browser, "13800000002");
            await browser.SubmitAsync(
                "form[action='/me/phone/code']", ("code", house.Phone.CodeOf("13800000002")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains(sentence, browser.Form(".wrong").TextContent, StringComparison.Ordinal);
        }

        Assert.True(await elsewhere.IsSignedInAsync());
        await AskAsync(browser, "138 0000 0003");
        await browser.SubmitAsync("form[action='/me/phone/code']", ("code", house.Phone.CodeOf("13800000003")));
        Assert.Equal("/me?done=saved", browser.Path);
        Assert.Equal(
            "13800000003", (await new Profiles(house.Parts.Identity).ReadAsync(person))!.Phone.Reveal());
        Assert.False(await elsewhere.IsSignedInAsync());
        SessionRow session =
            (await new Sessions(house.Parts.Identity).ReadAsync(browser.Cookies["__Host-huoqi"]))!;
        Assert.NotNull(session.CoolingUntil);
    }

    private static async Task AskAsync(Browser browser, string phone)
    {
        await browser.OpenAsync("/me/phone");
        if (browser.Path.StartsWith("/me/prove", StringComparison.Ordinal))
        {
            await browser.ProveAsync();
        }

        await browser.SubmitAsync("form[action='/me/phone']", ("phone", phone));
        Assert.Equal("/me/phone/code", browser.Path);
    }
}
