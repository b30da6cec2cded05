using System.Text.Json;
using Microsoft.Playwright;

namespace Huoqi.BrowserTests;

/// <summary>Weighs what comes over the wire into a window whose cache is off: every load is as heavy as the
/// first. It ends with the window.</summary>
internal sealed class Scale
{
    private long _bytes;

    /// <summary>Puts a window on the scale.</summary>
    public static async Task<Scale> StartAsync(IPage page)
    {
        ICDPSession wire = await page.Context.NewCDPSessionAsync(page);
        Scale scale = new();
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        wire.Event("Network.loadingFinished").OnEvent += (_, loaded) =>
            scale._bytes += (long)((JsonElement)loaded!).GetProperty("encodedDataLength").GetDouble();
        return scale;
    }

    /// <summary>Begins anew.</summary>
    public void Reset() => _bytes = 0;

    /// <summary>What is wrong with the weight since then: too much, or so little that it was not weighed.</summary>
    public IEnumerable<string> Judge(int most)
    {
        if (_bytes > most || _bytes < 1_000)
        {
            yield return $"weighs {_bytes:N0} bytes";
        }
    }
}
