using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>What an operator does, without script.</summary>
public sealed partial class NoScriptTests
{
    private async Task ServeAsync(WithoutScript demo, WithoutScript one)
    {
        string name = $"clerk-{Environment.ProcessId}";
        await app.RunAsync(["staff", "add", name, "--role", "operator"], ("HUOQI_STAFF_PASSWORD", Password));
        WithoutScript clerk = await StartAsync(Digits);
        await clerk.DoAsync("/staff/sign-in", "form[action='/staff/sign-in']", ("name", name), ("password", Password));
        Assert.Equal("/staff", clerk.Path);

        await clerk.DoAsync(
            "/staff/disputes", "article:has-text('It was 1.29') form", ("upheld", "no"), ("answer", "It was 1.30."));
        await clerk.ReadAsync("Saved.");
        await demo.OpenAsync("/me/disputes");
        await demo.ReadAsync("It was 1.30.");

        await HoldAsync(clerk, one);
        await TakeInAsync(clerk);
        await ReplayAsync(clerk);
        await clerk.DoAsync("/staff", "main form[action='/sign-out']");
        Assert.Equal("/staff/sign-in", clerk.Path);
        await clerk.Page.Context.CloseAsync();
    }

    private static async Task HoldAsync(WithoutScript clerk, WithoutScript one)
    {
        await one.OpenAsync("/me");
        string number = await one.Page.Locator("main dl.facts dd").Last.InnerTextAsync();
        await clerk.DoAsync("/staff/person", "form[action='/staff/person']", ("number", number));
        await clerk.SendAsync("form[action='/staff/person/freeze']", button: null, ("reason", "asked by phone"));
        await one.OpenAsync("/me/freeze");
        await one.ReadAsync("Our staff has frozen the account");
        await clerk.SendAsync(
            "form[action='/staff/person/freeze']", "button[formaction$='/unfreeze']", ("reason", "all is well"));
        await one.OpenAsync("/me/freeze");
        await one.SeeAsync("form[action='/me/freeze']");
    }

    private static async Task TakeInAsync(WithoutScript clerk)
    {
        await clerk.DoAsync(
            "/staff/merchants", "form[action='/staff/merchants']",
            ("name", "Corner shop"), ("account", "corner-shop"), ("debt", "100"));
        await clerk.ReadAsync("Corner shop");
        string shop = clerk.Path;
        await clerk.SendAsync("form[action$='/keys']", button: null, ("kind", "sandbox"), ("password", Password));
        await clerk.ReadAsync("The key is issued");
        await clerk.SendAsync("form[action$='/keys/revoke']", button: null);
        Assert.Equal(shop, clerk.Path);
        Assert.Equal(0, await clerk.Page.Locator("form[action$='/keys/revoke']").CountAsync());
    }

    // The demo's shop is the first merchant, and has heard of what was bought there; what waits is not sent again.
    private static async Task ReplayAsync(WithoutScript clerk)
    {
        await new Traveller(clerk.Page).WaitForAsync(
            "/staff/merchants/1", "main", text => text.Contains("Replay", StringComparison.Ordinal));
        await clerk.SendAsync("form[action$='/replay']", button: null);
        await clerk.ReadAsync("It will be delivered again.");
    }
}
