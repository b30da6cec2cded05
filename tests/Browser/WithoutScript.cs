using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>Somebody whose browser runs no script: opens pages, fills in forms, sends them, and reads what is
/// answered.</summary>
/// <param name="page">The window.</param>
/// <param name="digits">Their payment password.</param>
internal sealed class WithoutScript(IPage page, string digits)
{
    /// <summary>The window.</summary>
    public IPage Page => page;

    /// <summary>The address without its query.</summary>
    public string Path => new Uri(page.Url).AbsolutePath;

    /// <summary>Opens a page.</summary>
    public async Task OpenAsync(string path) => await page.GotoAsync(path);

    /// <summary>Fills in a form of the page, and presses its first button, or the one that is named. Who has to prove
    /// himself first does so, and does it again.</summary>
    public async Task SendAsync(string form, string? button, params (string Name, string Value)[] fields)
    {
        string from = page.Url;
        await PressAsync(form, button, fields);
        if (Path == "/me/prove")
        {
            await ProveAsync();
            await page.GotoAsync(from);
            await PressAsync(form, button, fields);
        }
    }

    /// <summary>Opens a page and sends its form.</summary>
    public async Task DoAsync(string path, string form, params (string Name, string Value)[] fields)
    {
        await OpenAsync(path);
        await SendAsync(form, button: null, fields);
    }

    /// <summary>Follows a link.</summary>
    public async Task FollowAsync(string selector)
    {
        await page.Locator(selector).First.ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Confirms with the payment password what the page shows.</summary>
    public async Task ConfirmAsync()
    {
        Assert.StartsWith("/confirm/", Path, StringComparison.Ordinal);
        await PressAsync("form:has(input[name=digits])", button: null, ("digits", digits));
        Assert.False(Path.StartsWith("/confirm/", StringComparison.Ordinal), await TextAsync());
    }

    /// <summary>Proves with the payment password that it is them.</summary>
    public Task ProveAsync() => PressAsync("form:has(input[name=digits])", button: null, ("digits", digits));

    /// <summary>Says where the page is, and that it has something on it.</summary>
    public async Task SeeAsync(string selector)
    {
        Assert.True(
            await page.Locator(selector).CountAsync() > 0, $"{page.Url} has no {selector}: {await TextAsync()}");
    }

    /// <summary>Says that the page says something.</summary>
    public async Task ReadAsync(string text) => Assert.Contains(text, await TextAsync(), StringComparison.Ordinal);

    /// <summary>Saves the file that a link or a button gives.</summary>
    public async Task<string> DownloadAsync(string selector)
    {
        IDownload file = await page.RunAndWaitForDownloadAsync(() => page.Locator(selector).First.ClickAsync());
        return await file.PathAsync() ?? throw new InvalidOperationException($"{selector} gives no file");
    }

    private async Task PressAsync(string form, string? button, params (string Name, string Value)[] fields)
    {
        await SeeAsync(form);
        foreach ((string name, string value) in fields)
        {
            ILocator field = page.Locator($"{form} [name='{name}']");
            ILocator choice = page.Locator(
                $"{form} [name='{name}'][value^='{value}']:is([type=radio],[type=checkbox])");
            if (await choice.CountAsync() > 0)
            {
                await choice.First.CheckAsync();
            }
            else if (await page.Locator($"{form} select[name='{name}']").CountAsync() > 0)
            {
                await field.First.SelectOptionAsync(value);
            }
            else
            {
                await field.First.FillAsync(value);
            }
        }

        await page.Locator($"{form} {button ?? "button"}").First.ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    private Task<string> TextAsync() => page.Locator("main").InnerTextAsync();
}
