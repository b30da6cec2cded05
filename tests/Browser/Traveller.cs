using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Huoqi.BrowserTests;

/// <summary>Somebody new with a phone and an authenticator of their own, who does everything once.</summary>
internal sealed partial class Traveller(IPage page)
{
    private static int _phones;

    /// <summary>The phone of a friend whom the demo has.</summary>
    public const string DemoFriend = "13900000002";

    /// <summary>What every one of them is called.</summary>
    public const string Name = "李小龙";

    /// <summary>The page.</summary>
    public IPage Page => page;

    /// <summary>Their phone.</summary>
    public string Phone { get; } = NewPhone();

    /// <summary>The number of their id card, once they are identified.</summary>
    public string IdNumber { get; private set; } = "";

    /// <summary>A phone that nobody has.</summary>
    public static string NewPhone() =>
        $"1371{Environment.ProcessId % 10_000:0000}{Interlocked.Increment(ref _phones):000}";

    /// <summary>Gives the window an authenticator that says yes by itself, as a fingerprint would.</summary>
    public async Task GetAuthenticatorAsync()
    {
        ICDPSession wire = await page.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("WebAuthn.enable");
        await wire.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }

    /// <summary>Signs up by phone; the code is read from the demo's phone.</summary>
    public async Task SignUpAsync()
    {
        await page.GotoAsync("/sign-up");
        await page.FillAsync("input[name=phone]", Phone);
        await SubmitAsync("/sign-up");
        await EnterCodeAsync("/sign-up/code");
    }

    /// <summary>Reads the code from the demo's phone and enters it.</summary>
    public async Task EnterCodeAsync(string path, params (string Name, string Value)[] more)
    {
        await page.GotoAsync("/demo/phone");
        string code = SixDigits.Match(await page.Locator("main").InnerTextAsync()).Value;
        await page.GotoAsync(path);
        await page.FillAsync("input[name=code]", code);
        foreach ((string name, string value) in more)
        {
            await page.FillAsync($"input[name={name}]", value);
        }

        await SubmitAsync(path);
    }

    /// <summary>Adds a passkey by the browser's own ceremony.</summary>
    public async Task AddPasskeyAsync()
    {
        await page.GotoAsync("/me/passkeys");
        await SubmitAsync("/me/passkeys");
        await page.Locator("form[action='/me/passkeys/remove']").First.WaitForAsync();
    }

    /// <summary>Is identified to the highest level.</summary>
    public async Task IdentifyAsync()
    {
        await page.GotoAsync("/me/identity");
        await page.FillAsync("input[name=name]", Name);
        IdNumber = NewIdNumber();
        await page.FillAsync("input[name=id-number]", IdNumber);
        await SubmitAsync("/me/identity");
        await page.GotoAsync("/me/identity");
        ILocator face = page.Locator("form[action='/me/identity/source']:has(input[name=source][value=Face])");
        if (await face.Locator("input[name=evidence]").CountAsync() > 0)
        {
            await face.Locator("input[name=evidence]").FillAsync("picture-1");
        }

        await face.Locator("button").ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Adds the bank card that the demo's bank has issued to them.</summary>
    public async Task AddCardAsync()
    {
        await page.GotoAsync("/me/cards");
        await page.FillAsync("input[name=number]", await page.Locator("#demo-card").InnerTextAsync());
        await SubmitAsync("/me/cards");
    }

    /// <summary>Fills in the form of in and out, and goes on to what is to be confirmed.</summary>
    public async Task MoveAsync(string way, string amount, string from, string to, string? speed = null)
    {
        await page.GotoAsync($"/move?way={way}");
        await page.FillAsync("form#move input[name=amount]", amount);
        await ChooseAsync("form#move", "from", from);
        await ChooseAsync("form#move", "to", to);
        if (speed is not null)
        {
            await ChooseAsync("form#move", "speed", speed);
        }

        await page.Locator("form#move button").Last.ClickAsync();
        await page.WaitForLoadStateAsync();
        while (new Uri(page.Url).AbsolutePath.StartsWith("/agreement", StringComparison.Ordinal))
        {
            foreach (ILocator box in await page.Locator("main form input[type=checkbox]").AllAsync())
            {
                await box.CheckAsync();
            }

            await page.Locator("main form button").Last.ClickAsync();
            await page.WaitForLoadStateAsync();
            if (await page.Locator("form#move").CountAsync() > 0)
            {
                await page.Locator("form#move button").Last.ClickAsync();
                await page.WaitForLoadStateAsync();
            }
        }
    }

    /// <summary>Confirms with the passkey what the page shows.</summary>
    public async Task ConfirmAsync()
    {
        string at = page.Url;
        await page.Locator("form[data-passkey=get] button").ClickAsync();
        await page.WaitForURLAsync(url => url != at);
    }

    /// <summary>Waits until the home page shows an amount in the wallet.</summary>
    public Task WaitForWalletAsync(string amount) => WaitForAsync("/", "#wallet", text => text == amount);

    /// <summary>Opens a page again and again until a place of it shows what is awaited.</summary>
    public async Task WaitForAsync(string path, string selector, Func<string, bool> awaited)
    {
        string seen = "";
        for (int i = 0; i < 60; i++)
        {
            await page.GotoAsync(path);
            seen = await page.Locator(selector).First.InnerTextAsync();
            if (awaited(seen))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }

        throw new TimeoutException($"{path} {selector} still shows {seen}");
    }

    /// <summary>Moves the demo on by a day.</summary>
    public async Task TomorrowAsync()
    {
        await page.GotoAsync("/");
        await page.Locator("form[action='/demo/next-day'] button").ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Sends the form that goes to an address.</summary>
    public async Task SubmitAsync(string action)
    {
        await page.Locator($"form[action='{action}'] button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    [GeneratedRegex("[0-9]{6}", RegexOptions.NonBacktracking)]
    private static partial Regex SixDigits { get; }

    private async Task ChooseAsync(string form, string name, string value)
    {
        ILocator choice = page.Locator($"{form} input[name={name}][value^='{value}']");
        await choice.First.CheckAsync();
    }

    // An id number that nobody else of this run has, with its check character.
    private static string NewIdNumber()
    {
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        string first = $"11010119900307{(Environment.ProcessId + _phones) % 1_000:000}";
        int sum = first.Select((digit, i) => (digit - '0') * weights[i]).Sum();
        return first + "10X98765432"[sum % 11];
    }
}
