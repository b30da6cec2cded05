using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary>A replay in a process of its own, that says how far it is and can be killed.</summary>
internal sealed partial class ReplayKillsChild : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private volatile int _daysDone = -1;
    private volatile string _lastWords = "";

    private ReplayKillsChild(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => HearError(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    [GeneratedRegex("^day (?<done>[0-9]+) of ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex DayLine { get; }

    /// <summary>Days that are over; below zero before the first word of the child.</summary>
    public int DaysDone => _daysDone;

    /// <summary>The last line it wrote to the stream for errors.</summary>
    public string LastWords => _lastWords;

    /// <summary>Starts this same program with other arguments.</summary>
    public static ReplayKillsChild Start(IEnumerable<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvariantBrokenException("a process has a program");
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] library = isHosted ? [Environment.GetCommandLineArgs()[0]] : [];
        ProcessStartInfo start = new(program, [.. library, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new(Process.Start(start) ?? throw new InvariantBrokenException("a started program is a process"));
    }

    /// <summary>Waits until so many days are over; false when the process ended before.</summary>
    public async Task<bool> UntilDayAsync(int days, TimeProvider time, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        while (_daysDone < days)
        {
            if (_process.HasExited)
            {
                // The last lines may still be on their way.
                await _process.WaitForExitAsync(cancel);
                return _daysDone >= days;
            }

            Invariant.Holds(
                time.GetElapsedTime(started) < LongestSilence, $"the replay stands still after day {_daysDone}");
            await Task.Delay(LookAgain, time, cancel);
        }

        return true;
    }

    /// <summary>kill -9: it can clean up nothing.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end and gives its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is not null && DayLine.Match(line) is { Success: true } match)
        {
            _daysDone = int.Parse(match.Groups["done"].Value, CultureInfo.InvariantCulture);
        }
    }

    private void HearError(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _lastWords = line;
        }
    }
}
