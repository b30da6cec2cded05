using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>
/// One app process and its pipe: started again whenever it ends, as an operating system's supervisor would. What was
/// asked of a process that died has no answer.
/// </summary>
internal sealed class AppProcess : IKillable, IAsyncDisposable
{
    private static readonly TimeSpan BeforeNextStart = TimeSpan.FromMilliseconds(100);

    private readonly Func<(IReadOnlyList<string> Command, AppLaunch Launch)> _how;
    private readonly string _log;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Told?>> _asked = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private volatile TaskCompletionSource<Process?> _ready = NewReady();
    private volatile Process? _process;
    private long _number;
    private volatile bool _stopping;

    /// <param name="how">How to start it, asked anew for each start.</param>
    /// <param name="log">The file that takes what it says.</param>
    public AppProcess(Func<(IReadOnlyList<string> Command, AppLaunch Launch)> how, string log)
    {
        (_how, _log) = (how, log);
        _running = RunAsync();
    }

    /// <summary>Waits until a process takes requests.</summary>
    public Task UntilReadyAsync(CancellationToken cancel) => _ready.Task.WaitAsync(cancel);

    /// <summary>Asks, when there is a process; null when it ended before it answered.</summary>
    public Task<Told?> AskAsync(Ask ask) => SendAsync(ask.ToString());

    /// <summary>Has everything brought home that is under way; null when the process ended meanwhile.</summary>
    public Task<Told?> RestAsync() => SendAsync(RigApp.Rest);

    private async Task<Told?> SendAsync(string what)
    {
        Process? process = await _ready.Task;
        if (process is null)
        {
            return null;
        }

        long number = Interlocked.Increment(ref _number);
        TaskCompletionSource<Told?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[number] = answer;
        try
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{number} {what}\n");
            lock (_lock)
            {
                process.StandardInput.Write(line);
                process.StandardInput.Flush();
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or ObjectDisposedException)
        {
            _asked.TryRemove(number, out _);
            return null;
        }

        // It may have ended just before this request was among those that are told so.
        if (_process != process)
        {
            _asked.TryRemove(number, out _);
            answer.TrySetResult(null);
        }

        return await answer.Task;
    }

    public void Kill()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
            return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _disposed.TrySetResult();
        Kill();
        await _running;
        _ready.TrySetResult(null);
    }

    private static TaskCompletionSource<Process?> NewReady() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        while (!_stopping)
        {
            try
            {
                await LiveAsync();
            }
            catch (Exception failure) when (failure is IOException or InvalidOperationException)
            {
                Say($"could not be started: {failure.Message}");
            }

            if (!_stopping)
            {
                await Task.WhenAny(Task.Delay(BeforeNextStart), _disposed.Task);
            }
        }
    }

    private async Task LiveAsync()
    {
        (IReadOnlyList<string> command, AppLaunch launch) = _how();
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in launch.Environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new InvariantBrokenException("a program is a process");
        _process = process;
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginErrorReadLine();
        if (_stopping)
        {
            Kill();
        }

        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Hear(process, line);
        }

        await process.WaitForExitAsync();
        TaskCompletionSource<Process?> before = _ready;
        _ready = NewReady();
        _process = null;
        before.TrySetResult(null);
        foreach (long number in _asked.Keys)
        {
            if (_asked.TryRemove(number, out TaskCompletionSource<Told?>? answer))
            {
                answer.TrySetResult(null);
            }
        }
    }

    private void Hear(Process process, string line)
    {
        if (line == "ready")
        {
            _ready.TrySetResult(process);
            return;
        }

        string[] words = line.Split(' ');
        if (words.Length == 3
            && long.TryParse(words[0], CultureInfo.InvariantCulture, out long number)
            && _asked.TryRemove(number, out TaskCompletionSource<Told?>? answer))
        {
            answer.TrySetResult(Told.Parse(words, 1));
        }
        else
        {
            Say(line);
        }
    }

    private void Say(string? line)
    {
        if (!string.IsNullOrEmpty(line))
        {
            lock (_log)
            {
                File.AppendAllText(_log, line + "\n");
            }
        }
    }
}
