using AngleSharp.Dom;
using Huoqi.Identity;
using Huoqi.Bench;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What people do with the pages about themselves, as steps of tests.</summary>
internal static class MeHouse
{
    public const string Digits = "135792";
    public const string Password = "copper lantern over the river";
    public const string IdNumber = "11010519491231002X";

    /// <summary>A person with an open account of class III who reads English, signed in.</summary>
    public static async Task<(long Person, Browser Browser)> NewReaderAsync(
        this WebHouse house, string phone = "13800000001")
    {
        (long person, Browser browser) = await house.NewPersonAsync(phone);
        await new Profiles(house.Parts.Identity).SetDisplayAsync(person, Display.Default with { Language = "en" });
        return (person, browser);
    }

    /// <summary>The same with a payment password, in a browser that has proved nothing yet.</summary>
    public static async Task<(long Person, Browser Browser)> NewReaderWithDigitsAsync(
        this WebHouse house, string phone = "13800000001")
    {
        (long person, Browser first) = await house.NewReaderAsync(phone);
        await first.SetDigitsAsync();
        first.Dispose();
        return (person, await house.SignedInAsync(person));
    }

    /// <summary>A phone and a code: signed up, at the first steps.</summary>
    public static async Task SignUpAsync(this WebHouse house, Browser browser, string phone)
    {
        await browser.OpenAsync("/sign-up");
        await browser.SubmitAsync("form[action='/sign-up']", ("phone", phone));
        Assert.Equal("/sign-up/code", browser.Path);
        await browser.SubmitAsync("form[action='/sign-up/code']", ("code", house.Phone.CodeOf(phone)));
        Assert.Equal("/start", browser.Path);
    }

    /// <summary>Adds a passkey on the page that offers it.</summary>
    public static async Task<SoftwarePasskey> AddPasskeyAsync(this Browser browser, string path = "/me/passkeys")
    {
        SoftwarePasskey passkey = new(WebHouse.Origin);
        await browser.OpenAsync(path);
        IElement form = browser.Form("form[data-passkey='create']");
        await browser.SubmitAsync(
            "form[data-passkey='create']", ("credential", passkey.Create(form.GetAttribute("data-options")!)));
        return passkey;
    }

    /// <summary>Proves a factor with the payment password, on the page that asks.</summary>
    public static Task ProveAsync(this Browser browser, string digits = Digits)
    {
        Assert.StartsWith("/me/prove", browser.Path, StringComparison.Ordinal);
        return browser.SubmitAsync("form:has(input[name=digits])", ("digits", digits));
    }

    /// <summary>Sets the payment password; a factor must not be there, or just have been proved.</summary>
    public static async Task SetDigitsAsync(this Browser browser)
    {
        await browser.OpenAsync("/me/payment-password");
        await browser.SubmitAsync(
            "form[action='/me/payment-password']", ("digits", Digits), ("again", Digits));
        Assert.Contains("done=saved", browser.Path, StringComparison.Ordinal);
    }

    public static IElement Form(this Browser browser, string selector) => browser.Page.QuerySelector(selector)
        ?? throw new InvalidOperationException($"{browser.Path} has no {selector}: {browser.Text}");

    /// <summary>Whether the browser is signed in: strangers are led away from this page.</summary>
    public static async Task<bool> IsSignedInAsync(this Browser browser)
    {
        await browser.OpenAsync("/me");
        return browser.Path == "/me";
    }
}
