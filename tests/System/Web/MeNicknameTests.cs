#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Identity;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What one calls oneself: chosen on a page of its own, and seen by others beside the masked name.</summary>
public sealed class MeNicknameTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_nickname_is_chosen_changed_and_taken_away()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        await browser.OpenAsync("/me");
        Assert.Contains("not set", browser.Form("main a[href='/me/nickname']").TextContent, StringComparison.Ordinal);
        await browser.OpenAsync("/me/nickname");
        Assert.EndsWith("•丰", browser.Form("#seen").TextContent, StringComparison.Ordinal);
        foreach ((string typed, string kept) in ((string, string)[])[
            ("  小丰 🍜 ", "小丰 🍜"), ("O'Brien & <b>", "O'Brien & <b>"), (new('长', 20), new('长', 20)), ("   ", "")])
        {
            await browser.SubmitAsync("form[action='/me/nickname']", ("nickname", typed));
            Assert.Equal((HttpStatusCode.OK, "/me/nickname?done=saved"), (browser.Status, browser.Path));
            Assert.Equal(kept, (await new Profiles(house.Parts.Identity).ReadAsync(person))!.Nickname);
            Assert.Equal(kept, browser.Form("#nickname").GetAttribute("value") ?? "");
            Assert.EndsWith(
                kept.Length == 0 ? "•丰" : $"•丰 ({kept})", browser.Form("#seen").TextContent, StringComparison.Ordinal);
            Assert.Empty(browser.Page.QuerySelectorAll("main b"));
        }
    }

    [Theory]
    [InlineData("123456789012345678901", "at most 20 characters", "最多 20 个字")]
    [InlineData("小丰 (王小明)", "cannot have brackets", "不能有括号")]
    [InlineData("小丰（王小明）", "cannot have brackets", "不能有括号")]
    [InlineData("•明", "cannot have brackets", "不能有括号")]
    [InlineData("a\u202Eb", "cannot be seen", "看不见的字符")]
    [InlineData("a\u200Bb", "cannot be seen", "看不见的字符")]
    [InlineData("a\nb", "line breaks", "换行")]
    public async Task What_cannot_be_a_nickname_is_said_in_the_readers_language_and_stays_as_typed(
        string typed, string english, string chinese)
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        await new Profiles(house.Parts.Identity).SetNicknameAsync(person, "before");
        foreach ((string language, string sentence) in ((string, string)[])[("en", english), ("zh", chinese)])
        {
            await new Profiles(house.Parts.Identity).SetDisplayAsync(
                person, Display.Default with { Language = language });
            await browser.OpenAsync("/me/nickname");
            await browser.SubmitAsync("form[action='/me/nickname']", ("nickname", typed));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.Contains(sentence, browser.Form("#nickname-wrong").TextContent, StringComparison.Ordinal);
            Assert.Equal(typed, browser.Form("#nickname").GetAttribute("value"));
        }

        Assert.Equal("before", (await new Profiles(house.Parts.Identity).ReadAsync(person))!.Nickname);
    }

    [Fact]
    public async Task Who_sends_money_sees_it_before_and_after_and_so_does_who_gets_it()
    {
        await using MoneyHouse house = await MoneyHouse.StartAsync(postgres);
        (_, Browser browser) = await house.PersonAsync("13800000001");
        (_, Browser other) = await house.PersonAsync("13800000002");
        foreach ((Browser each, string name) in ((Browser, string)[])[(browser, "老张"), (other, "Ming <i>")])
        {
            await each.OpenAsync("/me/nickname");
            await each.SubmitAsync("form[action='/me/nickname']", ("nickname", name));
        }

        await browser.OpenAsync("/send");
        await browser.SubmitAsync("#send", ("phone", "13800000002"), ("amount", "12.34"), ("note", ""));
        Assert.Contains("丰 (Ming <i>)", browser.Form("#review-lines").TextContent, StringComparison.Ordinal);
        await MoneyHouse.ProveAsync(browser);
        Assert.StartsWith("/receipt/", browser.Path, StringComparison.Ordinal);
        Assert.Contains("丰 (Ming <i>)", browser.Text, StringComparison.Ordinal);
        _ = await house.Wallet.DeliverAsync();
        _ = await new Customers.JournalMessages(house.Parts.Customers).RunAsync();
        foreach (string page in (string[])["/bills", "/inbox"])
        {
            await other.OpenAsync(page);
            Assert.Contains("丰 (老张)", other.Text, StringComparison.Ordinal);
        }

        Assert.Empty(browser.Page.QuerySelectorAll("main i"));
    }
}
