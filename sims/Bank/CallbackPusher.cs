using System.Net.Http.Headers;
using System.Text.Json;

namespace Huoqi.Bank;

/// <summary>
/// Posts callbacks to the platform, at least once and in order. The bank does not remember how far it came: after a
/// restart it tells everything again, as banks do.
/// </summary>
internal static class CallbackPusher
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Pushes until cancelled; a page is repeated until the platform answers with success.</summary>
    public static async Task RunAsync(BankApi bank, Uri url, TimeProvider clock, CancellationToken cancel)
    {
        using HttpClient client = new();
        long after = 0;
        while (!cancel.IsCancellationRequested)
        {
            CallbackPage page = bank.CallbacksAfter(after);
            bool taken = page.Callbacks.Count > 0 && await PostAsync(client, url, page, cancel);
            after = taken ? page.Next : after;
            if (!taken)
            {
                await Task.Delay(Pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<bool> PostAsync(HttpClient client, Uri url, CallbackPage page, CancellationToken cancel)
    {
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(page, BankJson.Default.CallbackPage));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage answer = await client.PostAsync(url, content, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"callback not taken: {error.Message}");
            return false;
        }
    }
}
