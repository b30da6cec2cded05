using System.Diagnostics;
using System.Text;

namespace Huoqi.Host;

/// <summary>One of PostgreSQL's client programs as a child of ours: it ends before we do.</summary>
internal sealed class PostgresTool : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private PostgresTool(Process process)
    {
        _process = process;
    }

    /// <summary>The last thing it said that names a failure, or the last thing at all.</summary>
    public string LastWords
    {
        get
        {
            lock (_said)
            {
                string[] lines = _said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
                return (lines.LastOrDefault(line => line.Contains("error:", StringComparison.Ordinal))
                    ?? lines.LastOrDefault()
                    ?? "it says nothing").Trim();
            }
        }
    }

    /// <summary>Starts a program; what it writes goes line by line to <paramref name="hear"/> too.</summary>
    public static PostgresTool Start(
        PostgresBinaries binaries, string name, IEnumerable<string> arguments, string? secret, Action<string>? hear)
    {
        ProcessStartInfo start = new(binaries.Client(name), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string variable in start.Environment.Keys.Where(
            key => key.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(variable);
        }
        start.Environment["LC_ALL"] = "C";
        if (secret is not null)
        {
            start.Environment["PGPASSWORD"] = secret;
        }
        Process process = new() { StartInfo = start };
        PostgresTool tool = new(process);
        process.OutputDataReceived += (_, line) => tool.Hear(line.Data, hear);
        process.ErrorDataReceived += (_, line) => tool.Hear(line.Data, hear);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Its exit code; when cancelled it is asked to end, which leaves its files in order.</summary>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        try
        {
            await _process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
            throw;
        }
        return _process.ExitCode;
    }

    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }
        if (!OperatingSystem.IsWindows())
        {
            Posix.Signal(_process.Id, Posix.SigInt);
            using CancellationTokenSource limit = new(Patience);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                // It does not hear: what is flushed so far is what counts, and it stays.
            }
        }
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _process.Dispose();
    }

    private void Hear(string? line, Action<string>? hear)
    {
        if (line is null)
        {
            return;
        }
        lock (_said)
        {
            if (_said.Length > 64 * 1024)
            {
                _said.Clear();
            }
            _said.Append(line).Append('\n');
        }
        hear?.Invoke(line);
    }
}
