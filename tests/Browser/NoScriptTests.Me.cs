using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>What one does with one's own account, without script.</summary>
public sealed partial class NoScriptTests
{
    private static async Task AboutMeAsync(WithoutScript one)
    {
        await one.OpenAsync("/inbox");
        int unread = await one.Page.Locator("form:has(input[name=number])").CountAsync();
        await one.SendAsync("form:has(input[name=number])", button: null);
        Assert.Equal(unread - 1, await one.Page.Locator("form:has(input[name=number])").CountAsync());
        await one.SendAsync("form.above[action='/inbox/read']", button: null);
        Assert.Equal(0, await one.Page.Locator("form:has(input[name=number])").CountAsync());

        await one.DoAsync("/me/nickname", "form[action='/me/nickname']", ("nickname", "Bruce"));
        await one.ReadAsync("Bruce");
        await one.DoAsync("/me/consents", "form[action='/me/consents/grant']");
        await one.SeeAsync(".note.good");
        await one.SendAsync("form[action='/me/consents/revoke']", button: null, ("reason", "no more"));
        await one.ReadAsync("no more");
        await one.DoAsync("/me/identity", "form[action='/me/identity/source']:has(input[value=Carrier])");
        await one.SeeAsync(".note");

        await one.OpenAsync("/me/data");
        if (await one.Page.Locator("a[href^='/me/prove']").CountAsync() > 0)
        {
            await one.FollowAsync("a[href^='/me/prove']");
            await one.ProveAsync();
        }

        foreach (string ending in (string[])["zip", "json"])
        {
            Assert.True(new FileInfo(await one.DownloadAsync($"a[href='/me/data/huoqi.{ending}']")).Length > 1_000);
        }

        await one.DoAsync("/me/cards", "form[action='/me/cards/remove']");
        Assert.Equal(0, await one.Page.Locator("form[action='/me/cards/remove']").CountAsync());
    }

    private static async Task FreezeAsync(WithoutScript one)
    {
        await one.DoAsync("/me/freeze", "form[action='/me/freeze']", ("reason", "lost it"));
        await one.ReadAsync("You froze the account");
        await one.SendAsync("form[action='/me/unfreeze']", button: null);
        await one.SeeAsync("form[action='/me/freeze']");
    }

    private async Task DevicesAsync(WithoutScript one, string phone)
    {
        WithoutScript other = await StartAsync(Digits);
        await SignInAsync(other, phone);
        await other.OpenAsync("/send");
        await one.DoAsync("/me/devices", "form[action='/me/devices/sign-out-others']");
        await one.SeeAsync(".note.good");

        // What the other window has typed is still there when it has signed in again.
        await other.SendAsync("form#send", button: null, ("note", "not yet sent"));
        Assert.Equal("/sign-in", other.Path);
        await other.SendAsync(
            "form[action='/sign-in/password']", button: null, ("phone", phone), ("password", Password));
        Assert.Equal("not yet sent", await other.Page.Locator("form#send [name=note]").InputValueAsync());
        await other.Page.Context.CloseAsync();
        await one.DoAsync("/me/devices", "form[action='/me/devices/sign-out']");
    }

    private static async Task RecoverAsync(WithoutScript one, Traveller traveller)
    {
        await one.DoAsync("/recover", "form[action='/recover']", ("phone", traveller.Phone));
        await traveller.EnterCodeAsync("/recover/code", ("name", Traveller.Name), ("id-number", traveller.IdNumber));
        await one.ReadAsync("The account is recovered");
    }

    // A new phone in place of the first, a look at the level, and the end of the account.
    private async Task LeaveAsync()
    {
        WithoutScript leaver = await StartAsync(Digits);
        Traveller traveller = new(leaver.Page);
        await traveller.SignUpAsync();
        await leaver.DoAsync(
            "/me/payment-password", "form[action='/me/payment-password']", ("digits", Digits), ("again", Digits));
        await leaver.DoAsync("/me/phone", "form[action='/me/phone']", ("phone", Traveller.NewPhone()));
        await traveller.EnterCodeAsync("/me/phone/code");
        await leaver.ReadAsync("Saved.");
        await leaver.DoAsync("/me/close", "form[action='/me/close']", ("sure", "yes"));
        await leaver.ReadAsync("The account is closed");
        await leaver.OpenAsync("/me");
        Assert.Equal("/sign-in", leaver.Path);
        await leaver.Page.Context.CloseAsync();
    }
}
