using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>axe-core on every page: WCAG 2.2 A and AA and its best practices, in both languages, light, dark and large
/// text.</summary>
public sealed class AccessibilityTests(RunningApp app, Chromium chromium)
{
    private const string Run = """
        () => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
            .then(r => JSON.stringify(r.violations.map(v =>
                v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))))
        """;

    public static TheoryData<string, string> Looks => new()
    {
        { "zh-CN", "light" }, { "zh-CN", "dark" }, { "zh-CN", "elder" },
        { "en", "light" }, { "en", "dark" }, { "en", "elder" },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task No_page_has_a_violation(string language, string look)
    {
        IPage page = await chromium.OpenAsync(
            app.Address, new(Language: language == "en" ? "en-US" : "zh-CN", Dark: look == "dark"));
        List<string> found = [];
        await LookAsync(page, look);
        foreach ((string name, string path) in PageTour.Public)
        {
            found.AddRange(await ViolationsAsync(page, name, path));
        }

        await PageTour.SignInAsync(page);
        await PageTour.SpeakAsync(page, language);
        await LookAsync(page, look);
        foreach ((string name, string path) in await PageTour.OwnAsync(page))
        {
            found.AddRange(await ViolationsAsync(page, name, path));
        }

        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_planted_violation_is_found()
    {
        IPage page = await chromium.OpenAsync(app.Address);
        await page.GotoAsync("/sign-in");
        await page.EvaluateAsync("() => document.querySelector('main').append(document.createElement('input'))");
        Assert.NotEmpty(await ViolationsAsync(page, "planted", path: null));
        await page.Context.CloseAsync();
    }

    private static async Task LookAsync(IPage page, string look)
    {
        if (look != "elder")
        {
            return;
        }

        await page.GotoAsync("/");
        if (await page.Locator("html").GetAttributeAsync("data-elder") is null)
        {
            await page.Locator("button[name=set][value=elder]").ClickAsync();
        }
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page, string name, string? path)
    {
        if (path is not null)
        {
            await page.GotoAsync(path);
        }

        // Through the debugger and not as an element of the page, which the policy of the pages would refuse.
        await page.EvaluateAsync(Axe);
        string json = await page.EvaluateAsync<string>(Run);
        return JsonSerializer.Deserialize<string[]>(json)!.Select(violation => $"{name}: {violation}");
    }

    private static string Axe { get; } = Read();

    private static string Read()
    {
        using Stream stream = typeof(AccessibilityTests).Assembly.GetManifestResourceStream("axe.min.js")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
