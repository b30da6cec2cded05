using System.Diagnostics;
using System.Text.RegularExpressions;
using Huoqi.BrowserTests;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningApp))]

namespace Huoqi.BrowserTests;

/// <summary>
/// <c>huoqi up --demo</c> as a newcomer starts it, on a data folder of its own, for the whole run. The program is the
/// one that was built beside the tests.
/// </summary>
public sealed partial class RunningApp : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private string _folder = "";

    /// <summary>The one address that it printed.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Where pictures go.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(Repo(), "out", "pages")).FullName;

    /// <summary>How long it took until it was ready.</summary>
    public TimeSpan Start { get; private set; }

    /// <summary>For work on the pages: the address of an app that runs already, and its data folder.</summary>
    private const string Running = "HUOQI_BROWSER_APP";

    private const string RunningData = "HUOQI_BROWSER_DATA";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Running) is { Length: > 0 } running)
        {
            Address = new(running);
            _folder = Environment.GetEnvironmentVariable(RunningData) ?? "";
            return;
        }

        _folder = Path.Combine(Path.GetTempPath(), $"huoqi-browser-{Environment.ProcessId}");
        ProcessStartInfo start = new("dotnet")
        {
            ArgumentList = { Program, "up", "--demo", "--port", "0", "--no-browser", "--data", _folder },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long began = TimeProvider.System.GetTimestamp();
        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Task ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_ready.Task, ended, Task.Delay(Patience)) != _ready.Task)
        {
            throw new InvalidOperationException($"huoqi up did not get ready: {Said()}");
        }

        Address = await _ready.Task;
        Start = TimeProvider.System.GetElapsedTime(began);
    }

    /// <summary>Runs the program beside the one that runs, on the same data.</summary>
    public async Task RunAsync(string[] arguments, (string Name, string Value) variable)
    {
        ProcessStartInfo start = new("dotnet", [Program, .. arguments, "--database", Database, "--data", _folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[variable.Name] = variable.Value;
        using Process process = Process.Start(start)
            ?? throw new InvalidOperationException("dotnet could not be started");
        Task<string> said = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"huoqi {string.Join(' ', arguments)}: {await said} {errors}");
        }
    }

    // As huoqi up prints it for one more process.
    private string Database => $"Host={_folder}/run;Port=5432;Username=huoqi_owner;Database=huoqi;SSL Mode=Disable;"
        + "GSS Encryption Mode=Disable";

    private static string Program =>
        Path.Combine(Repo(), "src", "Host", "bin", "Release", "net10.0", "huoqi.dll");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process?.Dispose();
        // One that was there before stays.
        if (_process is not null && Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>The folder of the sources: the one with Huoqi.slnx.</summary>
    public static string Repo()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Huoqi.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("the tests run inside the sources");
    }

    [GeneratedRegex(@"http://localhost:[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex AddressIn { get; }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.Add(line);
        }

        if (AddressIn.Match(line) is { Success: true } address)
        {
            _ready.TrySetResult(new(address.Value));
        }
    }

    private string Said()
    {
        lock (_said)
        {
            return string.Join('\n', _said.TakeLast(20));
        }
    }
}
