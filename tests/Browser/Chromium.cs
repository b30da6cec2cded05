using System.Collections.Concurrent;
using Huoqi.BrowserTests;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Huoqi.BrowserTests;

/// <summary>Debian's chromium, two for the whole run; every test gets a window that knows nothing of the
/// others.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowser? _beside;

    public async ValueTask InitializeAsync()
    {
        string program = Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("chromium is missing; run: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        BrowserTypeLaunchOptions how =
            new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] };
        _browser = await _playwright.Chromium.LaunchAsync(how);
        _beside = await _playwright.Chromium.LaunchAsync(how);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IBrowser browser in ((IBrowser?[])[_browser, _beside]).OfType<IBrowser>())
        {
            await browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A fresh window at the app.</summary>
    /// <param name="site">The app.</param>
    /// <param name="look">How it looks at the pages.</param>
    /// <param name="state">What it knows already.</param>
    /// <param name="beside">In a browser of its own: two windows of one are not painted at the same time.</param>
    public async Task<IPage> OpenAsync(Uri site, Look? look = null, string? state = null, bool beside = false)
    {
        look ??= new();
        IBrowserContext context = await (beside ? _beside! : _browser!).NewContextAsync(new()
        {
            BaseURL = site.ToString(),
            StorageState = state,
            Locale = look.Language,
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = look.Small ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            JavaScriptEnabled = look.Script,
            TimezoneId = "Asia/Shanghai",
        });
        context.SetDefaultTimeout(30_000);
        IPage page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                Violations.Enqueue($"{page.Url}: {message.Text}");
            }
        };
        return page;
    }

    /// <summary>What broke the content security policy, anywhere, so far.</summary>
    public ConcurrentQueue<string> Violations { get; } = [];
}

/// <summary>How a window looks at the pages.</summary>
public sealed record Look(string Language = "en-US", bool Dark = false, bool Small = false, bool Script = true);
