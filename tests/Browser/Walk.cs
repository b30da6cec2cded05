using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Huoqi.BrowserTests;

/// <summary>
/// A walk through the pages by visible labels alone, as somebody without a manual goes: every click and every field is
/// a
/// step, and every step leaves a picture.
/// </summary>
internal sealed class Walk(IPage page, string name)
{
    /// <summary>How many steps were taken.</summary>
    public int Steps { get; private set; }

    /// <summary>The page.</summary>
    public IPage Page => page;

    /// <summary>Clicks what is called so: a link or a button that can be seen.</summary>
    public Task ClickAsync(string label) => StepAsync(async () =>
    {
        ILocator button = page.GetByRole(AriaRole.Button, new() { Name = label }).Filter(new() { Visible = true });
        ILocator link = page.GetByRole(AriaRole.Link, new() { Name = label }).Filter(new() { Visible = true });
        await button.Or(link).First.ClickAsync();
    });

    /// <summary>Chooses what is called so.</summary>
    public Task ChooseAsync(string label) => StepAsync(() => page.GetByLabel(label).First.CheckAsync());

    /// <summary>Fills in the field that is called so.</summary>
    public Task FillAsync(string label, string value) => StepAsync(() => page.GetByLabel(label).First.FillAsync(value));

    /// <summary>Waits until a text can be seen; no step, only looking.</summary>
    public Task SeeAsync(string text) => page.GetByText(new Regex(text))
        .Filter(new() { Visible = true }).First.WaitForAsync();

    private async Task StepAsync(Func<Task> step)
    {
        Steps++;
        await step();
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.ScreenshotAsync(new() { Path = Path.Combine(RunningApp.Pictures, $"{name}-{Steps:00}.png") });
    }
}
