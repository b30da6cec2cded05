using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The real program as a process of its own, to be killed.</summary>
internal sealed class HuoqiProcess : IAsyncDisposable
{
    // Of a machine that does much else at the same time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HuoqiProcess(IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "huoqi.dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>All it wrote, on both streams.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts <c>huoqi database</c> on a folder and waits until the database is up.</summary>
    public static async Task<HuoqiProcess> KeepDatabaseAsync(string dataFolder, params string[] more)
    {
        HuoqiProcess process = new(["database", "--data", dataFolder, .. more]);
        Task ended = process._process.WaitForExitAsync();
        Task first = await Task.WhenAny(process._ready.Task, ended).WaitAsync(Patience);
        Assert.True(first == process._ready.Task, $"huoqi ended: {process.Said}");
        return process;
    }

    /// <summary>Starts the program and lets it run.</summary>
    public static HuoqiProcess Start(params string[] arguments) => new(arguments);

    /// <summary>Waits until it has written a text; fails when it ends before.</summary>
    public async Task UntilSaidAsync(string text)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!Said.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"huoqi ended: {Said}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    /// <summary>Runs the program to its end and answers its exit code and all it said.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        await using HuoqiProcess process = new(arguments);
        return (await process.EndAsync(), process.Said);
    }

    public async Task<int> EndAsync(TimeSpan? patience = null)
    {
        await _process.WaitForExitAsync().WaitAsync(patience ?? Patience);
        return _process.ExitCode;
    }

    /// <summary>kill -9: it can clean up nothing.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>What Ctrl-C sends.</summary>
    public async Task<int> InterruptAsync()
    {
        await SignalAsync(_process.Id, "INT");
        return await EndAsync();
    }

    public static async Task SignalAsync(int pid, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await InterruptAsync();
        }
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (_said)
        {
            _said.AppendLine(line);
        }
        if (line.StartsWith("ready:", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
