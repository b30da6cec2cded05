using System.Diagnostics;
using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>A demo as a newcomer starts it, <c>huoqi up --demo</c>, in a folder that goes when it stops.</summary>
internal sealed partial class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly string _folder;
    private readonly List<string> _said = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DemoProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it, fills it, and waits until it is ready.</summary>
    /// <param name="more">Further arguments of <c>huoqi up</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<(DemoProcess Demo, Uri Address)> StartAsync(
        IReadOnlyList<string> more, CancellationToken cancel)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"huoqi-demo-{Environment.ProcessId}");
        Process process = OwnProgram.Start(
            ["up", "--demo", "--port", "0", "--no-browser", "--data", folder, .. more]);
        DemoProcess demo = new(process, folder);
        try
        {
            return (demo, await demo.ReadyAsync(cancel));
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // As Ctrl-C does, so that its PostgreSQL ends too.
            using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            using CancellationTokenSource patience = new(StopsWithin);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<Uri> ReadyAsync(CancellationToken cancel)
    {
        Task ended = _process.WaitForExitAsync(cancel);
        Task first = await Task.WhenAny(_ready.Task, ended, Task.Delay(ReadyWithin, cancel));
        cancel.ThrowIfCancellationRequested();
        return first == _ready.Task
            ? await _ready.Task
            : throw new UserErrorException($"huoqi up did not get ready: {Said()}");
    }

    [GeneratedRegex("^ready: (?<address>http://localhost:[0-9]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ReadyLine { get; }

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

        if (ReadyLine.Match(line) is { Success: true } ready)
        {
            _ready.TrySetResult(new(ready.Groups["address"].Value));
        }
    }

    private string Said()
    {
        lock (_said)
        {
            return string.Join(' ', _said.TakeLast(5));
        }
    }
}
