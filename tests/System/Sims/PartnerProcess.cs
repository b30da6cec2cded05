using System.Diagnostics;

namespace Huoqi.SystemTests.Sims;

/// <summary>A partner as a process of its own, on a free port of the loopback.</summary>
internal sealed class PartnerProcess : IDisposable
{
    private const string Announcement = "listening ";

    private readonly Process _process;

    private PartnerProcess(Process process, Uri address)
    {
        _process = process;
        Client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public HttpClient Client { get; }

    public static async Task<PartnerProcess> StartAsync(
        string assemblyPath, CancellationToken cancel, params string[] args)
    {
        ProcessStartInfo start = new("dotnet", ["exec", assemblyPath, .. args])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("the partner did not start");
        string? line = await process.StandardOutput.ReadLineAsync(cancel);
        if (line?.StartsWith(Announcement, StringComparison.Ordinal) != true)
        {
            process.Kill();
            process.Dispose();
            throw new InvalidOperationException($"the partner said \"{line}\" instead of where it listens");
        }

        return new(process, new Uri(line[Announcement.Length..]));
    }

    /// <summary>Ends the process as kill -9 does.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancel);
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
