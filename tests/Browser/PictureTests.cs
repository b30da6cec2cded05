using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>A picture of every page in both languages and both sizes, for eyes; they lie in out/pages.</summary>
public sealed class PictureTests(RunningApp app, Chromium chromium)
{
    [Theory]
    [InlineData("zh-CN", true)]
    [InlineData("zh-CN", false)]
    [InlineData("en", true)]
    [InlineData("en", false)]
    public async Task Every_page_has_its_picture(string language, bool small)
    {
        IPage page = await chromium.OpenAsync(
            app.Address, new(Language: language == "en" ? "en-US" : "zh-CN", Small: small));
        string suffix = $"{(language == "en" ? "en" : "zh")}-{(small ? "phone" : "desktop")}";
        List<string> wide = [];
        foreach ((string name, string path) in PageTour.Public)
        {
            await TakeAsync(page, name, path, suffix, wide);
        }

        await PageTour.SignInAsync(page);
        await PageTour.SpeakAsync(page, language);
        foreach ((string name, string path) in await PageTour.OwnAsync(page))
        {
            await TakeAsync(page, name, path, suffix, wide);
        }

        // Nobody has to scroll sideways to read a page.
        Assert.Empty(wide);
        Assert.Empty(chromium.Violations);
        await page.Context.CloseAsync();
    }

    private static async Task TakeAsync(IPage page, string name, string path, string suffix, List<string> wide)
    {
        IResponse? answer = await page.GotoAsync(path);
        Assert.True(answer!.Status is 200 or 404, $"{path} answers {answer.Status}");
        await page.ScreenshotAsync(
            new() { Path = Path.Combine(RunningApp.Pictures, $"{name}-{suffix}.png"), FullPage = true });
        if (await page.EvaluateAsync<bool>(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))
        {
            wide.Add($"{path} ({suffix})");
        }
    }
}
