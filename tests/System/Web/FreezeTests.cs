#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using System.Net;
using Huoqi.Identity;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Two who freeze one account, and what they may say of it.</summary>
public sealed class FreezeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_reason_is_one_line_in_which_nothing_turns_round_or_hides()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderAsync();
        using Browser staff = await MeTests.StaffAsync(house, AccountKind.Operator);
        foreach (string reason in (string[])["lost\nphone", "lost \u202Eenohp", "lost\u200Bphone", new('x', 201)])
        {
            await browser.OpenAsync("/me/freeze");
            await browser.SubmitAsync("form[action='/me/freeze']", ("reason", reason));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
            Assert.NotEmpty(browser.Form("#reason-wrong").TextContent);
            await staff.OpenAsync($"/staff/person?number={person}");
            await staff.SubmitAsync("form[action='/staff/person/freeze']", ("reason", reason));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, staff.Status);
            Assert.NotEmpty(staff.Form("#reason-wrong").TextContent);
        }

        // A number that nobody can have is nobody's.
        using HttpResponseMessage nobody = await staff.SendFormAsync(
            "form[action='/staff/person/freeze']", ("number", $"{long.MaxValue}"), ("reason", "court order 7"));
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        Assert.Equal(AccountStanding.Open, await MeTests.StandingAsync(house, person));
    }

    [Fact]
    public async Task What_its_owner_froze_first_staff_holds_all_the_same()
    {
        await using WebHouse house = await WebHouse.StartAsync(postgres);
        (long person, Browser browser) = await house.NewReaderWithDigitsAsync();
        await browser.OpenAsync("/me/freeze");
        await browser.SubmitAsync("form[action='/me/freeze']", ("reason", "lost phone"));
        using Browser staff = await MeTests.StaffAsync(house, AccountKind.Operator);
        await staff.OpenAsync($"/staff/person?number={person}");
        await staff.SubmitAsync("form[action='/staff/person/freeze']", ("reason", "court order 7"));
        Assert.Contains("done=frozen", staff.Path, StringComparison.Ordinal);

        // The owner had the page open before, and proves: it is staff's now.
        await browser.OpenAsync("/me/prove?back=/me/freeze");
        await browser.ProveAsync();
        Assert.Null(browser.Page.QuerySelector("form[action='/me/unfreeze']"));
        Assert.Contains("Our staff has frozen", browser.Text, StringComparison.Ordinal);
        await browser.OpenAsync("/me");
        using (HttpResponseMessage tried = await browser.SendFormAsync("form[action='/sign-out']", "/me/unfreeze"))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, tried.StatusCode);
        }

        Assert.Equal(AccountStanding.Frozen, await MeTests.StandingAsync(house, person));

        // Freezing it anew does not make it the owner's again.
        await browser.OpenAsync("/me");
        using (HttpResponseMessage again = await browser.SendFormAsync(
            "form[action='/sign-out']", "/me/freeze", ("reason", "once more")))
        {
            Assert.True((int)again.StatusCode < 400, $"{again.StatusCode}");
        }

        await browser.OpenAsync("/me/freeze");
        Assert.Contains("Our staff has frozen", browser.Text, StringComparison.Ordinal);
        using HttpResponseMessage opened = await staff.SendFormAsync(
            "form[action='/staff/person/freeze']", "/staff/person/unfreeze", ("reason", "lifted"));
        Assert.Equal(AccountStanding.Open, await MeTests.StandingAsync(house, person));
    }
}
