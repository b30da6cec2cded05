using Microsoft.Playwright;
using Xunit;

namespace Huoqi.BrowserTests;

/// <summary>What the first load of each page weighs on the wire: at most 30 kB, everything included.</summary>
public sealed class WeightTests(RunningApp app, Chromium chromium)
{
    private const int Most = 30_000;

    [Fact]
    public async Task The_first_load_of_each_page_is_light()
    {
        IPage guide = await chromium.OpenAsync(app.Address);
        await PageTour.SignInAsync(guide);
        IReadOnlyList<(string Name, string Path)> own = await PageTour.OwnAsync(guide);
        string state = await guide.Context.StorageStateAsync();
        List<string> heavy = [];
        foreach ((string name, string path) in PageTour.Public)
        {
            Weigh(name, await WeightAsync(null, path));
        }

        foreach ((string name, string path) in own)
        {
            Weigh(name, await WeightAsync(state, path));
        }

        Assert.Empty(heavy);
        await guide.Context.CloseAsync();

        void Weigh(string name, long bytes)
        {
            if (bytes > Most)
            {
                heavy.Add($"{name}: {bytes:N0} bytes");
            }
        }
    }

    // A window of its own for each page: nothing may come from a cache.
    private async Task<long> WeightAsync(string? state, string path)
    {
        IPage page = await chromium.OpenAsync(app.Address, state: state);
        ICDPSession wire = await page.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("Network.enable");
        long bytes = 0;
        wire.Event("Network.loadingFinished").OnEvent += (_, loaded) =>
            bytes += (long)loaded!.Value.GetProperty("encodedDataLength").GetDouble();
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.Context.CloseAsync();
        return bytes;
    }
}
