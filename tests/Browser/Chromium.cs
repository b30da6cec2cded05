using Huoqi.BrowserTests;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Huoqi.BrowserTests;

/// <summary>Debian's chromium, one for the whole run; every test gets a window that knows nothing of the
/// others.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string program = Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("chromium is missing; run: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A fresh window at the app.</summary>
    public async Task<IPage> OpenAsync(Uri site, Look? look = null, string? state = null)
    {
        look ??= new();
        IBrowserContext context = await _browser!.NewContextAsync(new()
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
                Violations.Add($"{page.Url}: {message.Text}");
            }
        };
        return page;
    }

    /// <summary>What broke the content security policy, anywhere, so far.</summary>
    public List<string> Violations { get; } = [];
}

/// <summary>How a window looks at the pages.</summary>
public sealed record Look(string Language = "en-US", bool Dark = false, bool Small = false, bool Script = true);
