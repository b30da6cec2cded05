using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>
/// The home page of random people out of a million, each with income of three days that is not posted, from a web
/// process of its own over HTTP: four hundred pages a second that come whether or not the ones before are answered, then
/// as many as go. The load driver is in this process and on the same machine.
/// </summary>
public sealed class WebBench : IBench
{
    private const int PagesASecond = 400;
    private const int CallersAtPeak = 48;

    public string Name => "web";

    public string What => "the home page of a million people over HTTP";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("web_home_p95", "home page at 400 pages/s, open loop, 95th percentile", null, "ms",
            FigureTarget.AtMost(20)),
        new("web_home_peak", "home pages a second at most", null, "1/s", FigureTarget.AtLeast(1_000)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await using WebBooks books = await WebBooks.OpenAsync(run, cancel);
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        await using WebProcess web = await WebProcess.StartAsync(run, books.Connection, cancel);
        using HttpClient client = new(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            BaseAddress = web.Address,
        };
        await GetAsync(client, books.Token(new(1)), cancel, Whole);
        await PeakAsync(run, books, client, server, seed: 1, cancel);

        List<double> latencies = [];
        List<double> rates = [];
        for (int round = 1; round <= run.Rounds; round++)
        {
            LatencyHistogram open = await OpenLoopAsync(run, books, client, (ulong)round, cancel);
            run.Say($"  {PagesASecond} pages/s     p50 {open.Milliseconds(0.5),6:N2} ms  "
                + $"p95 {open.Milliseconds(0.95),6:N2} ms  p99 {open.Milliseconds(0.99),6:N2} ms  of {open.Count:N0}");
            latencies.Add(open.Milliseconds(0.95));
            double before = web.CpuSeconds();
            LoadResult peak = await PeakAsync(run, books, client, server, (ulong)(round + 1), cancel);
            run.Say($"  peak           {peak}  web process {web.CpuSeconds() - before:N1} s");
            rates.Add(peak.PerSecond);
        }

        run.Sheet.Set("web_home_p95", PostBench.Median(latencies));
        run.Sheet.Set("web_home_peak", PostBench.Median(rates));
    }

    private static Task<LoadResult> PeakAsync(
        BenchRun run, WebBooks books, HttpClient client, ServerProcess? server, ulong seed, CancellationToken cancel)
    {
        SeededRandom[] random = [.. Enumerable.Range(0, CallersAtPeak).Select(i => new SeededRandom((long)seed * 1_000 + i))];
        return Callers.RunAsync(
            CallersAtPeak, run.Window, server,
            (caller, _) => GetAsync(client, books.Token(random[caller]), cancel), cancel);
    }

    // A page's time counts from when it was due: who waits for a driver that is late waits all the same.
    private static async Task<LatencyHistogram> OpenLoopAsync(
        BenchRun run, WebBooks books, HttpClient client, ulong seed, CancellationToken cancel)
    {
        LatencyHistogram latencies = new();
        SeededRandom random = new((long)seed);
        List<Task> all = [];
        long begun = Stopwatch.GetTimestamp();
        TimeSpan between = TimeSpan.FromSeconds(1) / PagesASecond;
        TimeSpan warm = run.Window / 5;
        for (int n = 0; n * between < warm + run.Window; n++)
        {
            TimeSpan due = n * between;
            TimeSpan ahead = due - Stopwatch.GetElapsedTime(begun);
            if (ahead > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(ahead, cancel);
            }

            all.Add(OneAsync(due, books.Token(random)));
        }

        await Task.WhenAll(all);
        return latencies;

        async Task OneAsync(TimeSpan due, string token)
        {
            bool ok = await GetAsync(client, token, cancel);
            Invariant.Holds(ok, "a page is answered");
            if (due >= warm)
            {
                latencies.Add((Stopwatch.GetElapsedTime(begun) - due).Ticks);
            }
        }
    }

    private static async Task<bool> GetAsync(
        HttpClient client, string token, CancellationToken cancel, Action<string>? look = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"__Host-huoqi={token}");
        if (look is null)
        {
            request.Headers.Add("Accept-Encoding", "br");
        }

        using HttpResponseMessage answer = await client.SendAsync(request, cancel);
        byte[] page = await answer.Content.ReadAsByteArrayAsync(cancel);
        look?.Invoke(System.Text.Encoding.UTF8.GetString(page));
        return answer.StatusCode == HttpStatusCode.OK && page.Length > 500;
    }

    private static void Whole(string page) => Invariant.Holds(
        page.Contains("id=\"total\"", StringComparison.Ordinal), "the page is the home page of somebody signed in");
}

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

    /// <summary>Starts it on a database, and waits until it is ready.</summary>
    public static async Task<WebProcess> StartAsync(BenchRun run, string connection, CancellationToken cancel)
    {
        int port = FreePort();
        IReadOnlyList<string> command = OwnProgram.Command();
        ProcessStartInfo start = new(command[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in command.Skip(1).Concat(
            ["web", "--database", connection, "--port", $"{port}", "--without-workers", "--data", Path.Combine(run.Folder, "web")]))
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvariantBrokenException("the program can be started");
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
