using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using Huoqi.Figures;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// The home page of random people out of a million, each with income of three days that is not posted, from a web
/// process of its own over HTTP: four hundred pages a second that come whether or not the ones before are answered,
/// then as many as go. The load driver is in this process and on the same machine.
/// </summary>
public sealed class WebBench : IBench
{
    private const int PagesASecond = 400;
    private const int CallersAtPeak = 48;
    private const int LookEach = 100;

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
        await using WebProcess web = await WebProcess.StartAsync(
            books.Connection, ["--data", Path.Combine(run.Folder, "web")], cancel);
        using HttpClient client = new(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        })
        {
            BaseAddress = web.Address,
        };
        await SayHugePagesAsync(run, cancel);
        await GetAsync(client, books.Token(new(1)), isLookedAt: true, cancel);
        await PeakAsync(run, books, client, server, seed: 1, cancel);

        List<double> latencies = [];
        List<double> rates = [];
        for (int round = 1; round <= run.Rounds; round++)
        {
            (LatencyHistogram open, long refused) =
                await OpenLoopAsync(run, books, client, (ulong)round, cancel);
            run.Say($"  {PagesASecond} pages/s     p50 {open.Milliseconds(0.5),6:N2} ms  "
                + $"p95 {open.Milliseconds(0.95),6:N2} ms  p99 {open.Milliseconds(0.99),6:N2} ms  of {open.Count:N0}"
                + (refused > 0 ? $"  refused {refused:N0}" : ""));
            latencies.Add(open.Milliseconds(0.95));
            double before = web.CpuSeconds();
            LoadResult peak = await PeakAsync(run, books, client, server, (ulong)(round + 1), cancel);
            run.Say($"  peak           {peak}  web process {web.CpuSeconds() - before:N1} s");
            rates.Add(peak.PerSecond);
        }

        run.Sheet.Set("web_home_p95", PostBench.Median(latencies));
        run.Sheet.Set("web_home_peak", PostBench.Median(rates));
    }

    // Where each small page of a large shared memory has to be mapped by itself, mapping costs more than reading.
    private static async Task SayHugePagesAsync(BenchRun run, CancellationToken cancel)
    {
        const string facts = "/proc/meminfo";
        if (!File.Exists(facts))
        {
            return;
        }

        await using NpgsqlCommand ask = run.Server.Owner.CreateCommand(
            "SELECT current_setting('shared_memory_size_in_huge_pages')::bigint");
        long wanted = (long)(await ask.ExecuteScalarAsync(cancel))!;
        string line = File.ReadLines(facts).FirstOrDefault(
            line => line.StartsWith("HugePages_Total:", StringComparison.Ordinal), "HugePages_Total: 0");
        long there = long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
        run.Say(there >= wanted
            ? $"  {there:N0} huge pages are reserved"
            : $"  no huge pages for the server's {wanted:N0}; with them it does more: "
                + $"sysctl -w vm.nr_hugepages={wanted + 50}");
    }

    private static Task<LoadResult> PeakAsync(
        BenchRun run, WebBooks books, HttpClient client, ServerProcess? server, ulong seed, CancellationToken cancel)
    {
        SeededRandom[] random =
            [.. Enumerable.Range(0, CallersAtPeak).Select(i => new SeededRandom((long)seed * 1_000 + i))];
        return Callers.RunAsync(
            CallersAtPeak, run.Window, server,
            (caller, n) => GetAsync(client, books.Token(random[caller]), n % LookEach == 0, cancel), cancel);
    }

    // A page's time counts from when it was due: who waits for a driver that is late waits all the same. One that is
    // refused counts as the longest there is, so that refusing makes no figure better.
    private static async Task<(LatencyHistogram Latencies, long Refused)> OpenLoopAsync(
        BenchRun run, WebBooks books, HttpClient client, ulong seed, CancellationToken cancel)
    {
        LatencyHistogram latencies = new();
        long refused = 0;
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

            all.Add(OneAsync(due, books.Token(random), n % LookEach == 0));
        }

        await Task.WhenAll(all);
        return (latencies, refused);

        async Task OneAsync(TimeSpan due, string token, bool isLookedAt)
        {
            bool ok = await GetAsync(client, token, isLookedAt, cancel);
            if (due < warm)
            {
                return;
            }

            latencies.Add((ok ? Stopwatch.GetElapsedTime(begun) - due : run.Window).Ticks);
            Interlocked.Add(ref refused, ok ? 0 : 1);
        }
    }

    // Whether it is the page of somebody signed in is looked at now and then: unpacking all would be the driver's load.
    private static async Task<bool> GetAsync(HttpClient client, string token, bool isLookedAt, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"__Host-huoqi={token}");
        request.Headers.Add("Accept-Encoding", "br");
        using HttpResponseMessage answer = await client.SendAsync(request, cancel);
        byte[] page = await answer.Content.ReadAsByteArrayAsync(cancel);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return false;
        }

        if (isLookedAt)
        {
            using StreamReader text = new(new BrotliStream(new MemoryStream(page), CompressionMode.Decompress));
            Invariant.Holds(
                (await text.ReadToEndAsync(cancel)).Contains("id=\"total\"", StringComparison.Ordinal),
                "the page is the home page of somebody signed in");
        }

        return true;
    }
}
