using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>
/// Lighthouse as it is pinned in <c>tools/lighthouse</c>: installed there by npm when it is first needed, run by Node
/// with the chromium of this machine, each run in a browser that knows nothing of the others.
/// </summary>
internal sealed class LighthouseTool
{
    private const int OldestNode = 18;
    private const string LockFile = "package-lock.json";
    private const string Install = "install Node.js 18.20 or newer with npm (apt-get install nodejs npm)";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Browsers =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Lighthouse's launcher adds a fresh profile and switches off what a browser does by itself; these are left. Names
    // lead nowhere, so that nothing but this machine is ever asked.
    private static readonly string[] Flags =
    [
        "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'",
    ];

    private readonly string _folder;
    private readonly string _chromium;

    private LighthouseTool(string folder, string chromium) => (_folder, _chromium) = (folder, chromium);

    /// <summary>Finds what it needs, and installs Lighthouse where it is not.</summary>
    /// <exception cref="UserErrorException">Something is missing.</exception>
    public static async Task<LighthouseTool> ReadyAsync(Action<string> say, CancellationToken cancel)
    {
        string chromium = Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } named ? named
            : Browsers.FirstOrDefault(File.Exists)
                ?? throw new UserErrorException("Chromium is missing; install it (apt-get install chromium).");
        string version = (await RunAsync("node", ["--version"], null, cancel)).Output.Trim();
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture, out int major)
            || major < OldestNode)
        {
            throw new UserErrorException($"Node.js {version} is too old for Lighthouse; {Install}.");
        }

        string folder = FindFolder();
        await InstallAsync(folder, say, cancel);
        return new(folder, chromium);
    }

    private static async Task InstallAsync(string folder, Action<string> say, CancellationToken cancel)
    {
        // Written when it is over: what was cut off, or was another version, is installed anew.
        string stamp = Path.Combine(folder, "node_modules", ".installed");
        string wanted = await File.ReadAllTextAsync(Path.Combine(folder, LockFile), cancel);
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancel) == wanted)
        {
            return;
        }

        say("installing Lighthouse (npm ci in tools/lighthouse) …");
        Ended npm = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, cancel);
        if (npm.Code != 0)
        {
            throw new UserErrorException($"Lighthouse could not be installed: {npm.LastLines}");
        }

        await File.WriteAllTextAsync(stamp, wanted, cancel);
    }

    /// <summary>Measures one page once, as Lighthouse's phone on its slow network.</summary>
    /// <param name="page">The page.</param>
    /// <param name="headers">What the browser sends with each request: cookies, language.</param>
    /// <param name="report">The path of its reports without their endings .html and .json.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<LighthouseReport> MeasureAsync(
        Uri page, IReadOnlyDictionary<string, string> headers, string report, CancellationToken cancel)
    {
        // In a file: what stands on a command line everybody on the machine can read.
        string headersFile = $"{report}.headers";
        string json = $"{report}.report.json";
        File.Delete(json);
        await File.WriteAllTextAsync(headersFile, JsonSerializer.Serialize(headers), cancel);
        try
        {
            string flags = string.Join(' ', Environment.UserName == "root" ? [.. Flags, "--no-sandbox"] : Flags);
            Ended run = await RunAsync(
                "node",
                [
                    Path.Combine("node_modules", "lighthouse", "cli", "index.js"), page.ToString(),
                    "--quiet", "--no-enable-error-reporting", "--form-factor=mobile", "--throttling-method=simulate",
                    "--only-categories=performance,accessibility,best-practices", $"--chrome-flags={flags}",
                    $"--extra-headers={headersFile}", "--output=json", "--output=html", $"--output-path={report}",
                ],
                _folder, cancel, _chromium);
            if (!File.Exists(json))
            {
                throw new UserErrorException($"Lighthouse did not measure {page}: {run.LastLines}");
            }

            LighthouseReport read = LighthouseReport.Read(await File.ReadAllBytesAsync(json, cancel));
            return read.Shown == page
                ? read
                : throw new UserErrorException($"Lighthouse was sent to {page} and saw {read.Shown}.");
        }
        finally
        {
            File.Delete(headersFile);
        }
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "tools", "lighthouse");
            if (File.Exists(Path.Combine(folder, LockFile)))
            {
                return folder;
            }
        }

        throw new UserErrorException(
            $"tools/lighthouse is not above the program ({AppContext.BaseDirectory}); run it from its sources.");
    }

    private static async Task<Ended> RunAsync(
        string program, IReadOnlyList<string> arguments, string? folder, CancellationToken cancel,
        string? chromium = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        if (chromium is not null)
        {
            start.Environment["CHROME_PATH"] = chromium;
        }

        using Process process = Start(start);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new UserErrorException(
                $"{program} did not end within {Patience.TotalMinutes:N0} minutes; try when less runs beside it.");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvariantBrokenException("the program can be started");
        }
        catch (Win32Exception missing)
        {
            throw new UserErrorException($"{start.FileName} is missing; {Install}.", missing);
        }
    }

    /// <summary>A program that has ended.</summary>
    private sealed record Ended(int Code, string Output, string Errors)
    {
        private const int Most = 3;

        public string LastLines => string.Join(' ', $"{Output}\n{Errors}".Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(Most));
    }
}
