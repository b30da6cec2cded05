using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>axe-core: WCAG 2.2 A and AA and its best practices. EveryPageTests has it look at every page.</summary>
public sealed class AccessibilityTests(RunningApp app, Chromium chromium)
{
    private const string Run = """
        rules => axe.run(document, {
            runOnly: rules
              ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
            resultTypes: ['violations'],
          })
          .then(r => r.violations.map(v =>
            v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))
        """;

    [Fact]
    public async Task A_planted_violation_is_found()
    {
        IPage page = await chromium.OpenAsync(app.Address);
        await page.GotoAsync("/sign-in");
        await page.EvaluateAsync("() => document.querySelector('main').append(document.createElement('input'))");
        Assert.NotEmpty(await ViolationsAsync(page));
        Assert.NotEmpty(await ViolationsAsync(page, ["label"]));
        await page.Context.CloseAsync();
    }

    /// <summary>What axe finds on the page that a window shows.</summary>
    /// <param name="page">The window.</param>
    /// <param name="rules">Only these; null for all.</param>
    internal static async Task<string[]> ViolationsAsync(IPage page, string[]? rules = null)
    {
        // Through the debugger and not as an element of the page, which the policy of the pages would refuse.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        return await page.EvaluateAsync<string[]>(Run, rules);
    }

    private static string Axe { get; } = Read();

    private static string Read()
    {
        using Stream stream = typeof(AccessibilityTests).Assembly.GetManifestResourceStream("axe.min.js")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
