using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>A web process of this same program.</summary>
internal sealed class WebProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private WebProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts it on a database, without workers, and waits until it is ready.</summary>
    public static async Task<WebProcess> StartAsync(
        string connection, IReadOnlyList<string> more, CancellationToken cancel)
    {
        int port = FreePort();
        Process process = OwnProgram.Start(
            ["web", "--database", connection, "--port", $"{port}", "--without-workers", .. more]);
        List<string> said = [];
        process.OutputDataReceived += (_, line) => said.Add(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Add(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        WebProcess web = new(process, new($"http://localhost:{port}"));
        using HttpClient client = new() { BaseAddress = web.Address };
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync("/health/ready", cancel);
                if (answer.IsSuccessStatusCode)
                {
                    return web;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            if (process.HasExited || Stopwatch.GetElapsedTime(begun) > Patience)
            {
                await web.DisposeAsync();
                throw new UserErrorException($"huoqi web did not start: {string.Join(' ', said.TakeLast(5))}");
            }

            await Task.Delay(100, cancel);
        }
    }

    /// <summary>CPU seconds it has used so far.</summary>
    public double CpuSeconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
