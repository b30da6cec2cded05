using Huoqi.Client;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>That no form is forgotten: those that were taken are all that the program has.</summary>
public sealed partial class NoScriptTests
{
    /// <summary>The table of who may call: it lists every route, and has a test that sees to it.</summary>
    private static readonly string Routes =
        Path.Combine(RunningApp.Repo(), "tests", "System", "Api", "authorisation.tsv");

    /// <summary>What cannot be sent without script, and why.</summary>
    private static readonly Dictionary<string, string> NeedScript = new()
    {
        ["/me/passkeys"] = "an authenticator makes a passkey for a script only; JourneyTests adds one",
        ["/sign-in/passkey"] = "an authenticator answers a script only; TwoProcessesTests signs in with what it says",
    };

    // One that was refused, or led to a proof or a sign-in first, was not taken.
    private void Note(IResponse answer)
    {
        Uri to = new(answer.Url);
        string leads = answer.Headers.GetValueOrDefault("location", "");
        if (answer.Request.Method == "POST" && answer.Status < 400 && to.Authority == app.Address.Authority
            && !leads.StartsWith("/me/prove", StringComparison.Ordinal)
            && !leads.StartsWith("/sign-in", StringComparison.Ordinal))
        {
            _taken.Enqueue(to.AbsolutePath);
        }
    }

    private void EveryFormWasTaken()
    {
        string[] forms =
        [
            .. File.ReadLines(Routes).Select(row => row.Split('\t')[0])
                .Where(route => route.StartsWith("POST /", StringComparison.Ordinal)
                    && !route.StartsWith("POST /api/", StringComparison.Ordinal))
                .Select(route => route["POST ".Length..]).Order(StringComparer.Ordinal),
        ];
        string[] taken = [.. _taken.Distinct(StringComparer.Ordinal)];
        IEnumerable<string> walked = forms.Where(form =>
        {
            TemplateMatcher route = new(TemplateParser.Parse(form), []);
            return taken.Any(path => route.TryMatch(path, []));
        });
        Assert.Equal(forms, walked.Concat(NeedScript.Keys).Order(StringComparer.Ordinal));
        Assert.All(NeedScript.Values, Assert.NotEmpty);
    }

    private static async Task ProveAsync(WithoutScript demo)
    {
        await demo.OpenAsync("/me/prove");
        await demo.ProveAsync();
        Assert.Equal("/me", demo.Path);
    }

    // A passkey is made with script; what is done about it later needs none, and neither does a password beside it.
    private async Task KeepKeysAsync()
    {
        IPage scripted = await chromium.OpenAsync(app.Address);
        Traveller traveller = new(scripted);
        await traveller.GetAuthenticatorAsync();
        await traveller.SignUpAsync();
        await traveller.AddPasskeyAsync();
        WithoutScript one = await StartAsync(Digits, await scripted.Context.StorageStateAsync());
        await scripted.Context.CloseAsync();

        await one.DoAsync("/me/passkeys", "form[action='/me/passkeys/rename']", ("label", "My phone"));
        await one.ReadAsync("My phone");
        await one.DoAsync("/me/password", "form[action='/me/password']", ("password", Password));
        await one.ReadAsync("Saved.");
        await one.DoAsync("/me/password", "form[action='/me/password/remove']");
        await one.ReadAsync("Removed.");
        // The last way to sign in is not removed: the password comes back before the passkey goes.
        await one.DoAsync("/me/password", "form[action='/me/password']", ("password", Password));
        await one.DoAsync("/me/passkeys", "form[action='/me/passkeys/remove']");
        await one.ReadAsync("Removed.");
        await one.Page.Context.CloseAsync();
    }

    // A developer plays the payer of a payment that was asked for with the key that the demo gives to all.
    private async Task PlayAsync(WithoutScript developer)
    {
        await developer.OpenAsync("/developers");
        IReadOnlyList<string> codes = await developer.Page.Locator("#sandbox ~ dl dd code").AllInnerTextsAsync();
        using HttpClient http = new() { BaseAddress = app.Address };
        using MerchantCredentials key = MerchantCredentials.OfSecret(codes[0], codes[2]);
        Payment payment = await new HuoqiMerchantClient(http, key, TimeProvider.System)
            .CreateAsync(new($"walk-{HuoqiMerchantClient.NewKey()}", new(30_00), "一本书"));
        await developer.OpenAsync(payment.PayUrl.AbsolutePath);
        foreach ((string outcome, string state) in ((string, string)[])[("paying", "Being paid"), ("paid", "Paid")])
        {
            await developer.SendAsync("form#play", $"button[value={outcome}]");
            Assert.Equal(state, await developer.Page.Locator("#state").InnerTextAsync());
        }
    }

    private static async Task MoveOnADayAsync(WithoutScript demo)
    {
        await demo.OpenAsync("/");
        ILocator told = demo.Page.Locator("aside.demo span").First;
        string today = await told.InnerTextAsync();
        await demo.SendAsync("form[action='/demo/next-day']", button: null);
        Assert.Equal("/", demo.Path);
        Assert.NotEqual(today, await told.InnerTextAsync());
    }
}
