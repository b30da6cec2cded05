using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>One running postmaster: our child, or one that an earlier process of ours left behind.</summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FullDiskStop = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(10);

    private readonly string _databaseFolder;
    private readonly Process? _child;

    private PostgresServer(string databaseFolder, int pid, Process? child)
    {
        _databaseFolder = databaseFolder;
        _child = child;
        Pid = pid;
    }

    public int Pid { get; }

    public bool IsGone => _child?.HasExited ?? !ProcessFacts.IsPostmasterOf(Pid, _databaseFolder);

    /// <summary>
    /// Starts <c>postgres</c> itself, not pg_ctl: a postmaster that is our child is reaped when it dies, a grandchild
    /// may stay a zombie under pid 1 whose pid file blocks the next start.
    /// </summary>
    public static PostgresServer Start(
        PostgresUser user, PostgresBinaries binaries, string databaseFolder, string log, IEnumerable<string> arguments)
    {
        string[] command = [binaries.Program("postgres"), "-D", databaseFolder, .. arguments];
        ProcessStartInfo start;
        if (OperatingSystem.IsWindows())
        {
            start = user.Start(command[0], command[1..]);
        }
        else
        {
            // Each step replaces the one before, so that our child is the postmaster. A session of its own keeps
            // Ctrl-C in a terminal from reaching it before us; its log must outlive us, so it is no pipe.
            string setsid = File.Exists("/usr/bin/setsid") ? "/usr/bin/setsid " : "";
            string script = $"exec {setsid}\"$@\" >>\"$0\" 2>&1 </dev/null";
            start = user.Start("/bin/sh", ["-c", script, log, .. command]);
        }
        Process child = Process.Start(start) ?? throw new InvariantBrokenException("a started program is a process");
        return new PostgresServer(databaseFolder, child.Id, child);
    }

    /// <summary>The postmaster that its pid file names, if it is alive and really is one of this folder.</summary>
    public static PostgresServer? Left(string databaseFolder)
    {
        string? first = PidFileLine(databaseFolder, 0);
        return int.TryParse(first, CultureInfo.InvariantCulture, out int pid)
            && ProcessFacts.IsPostmasterOf(pid, databaseFolder)
            ? new PostgresServer(databaseFolder, pid, null)
            : null;
    }

    /// <summary>A line of <c>postmaster.pid</c>: 0 pid, 3 port, 4 socket folder, 7 state.</summary>
    public static string? PidFileLine(string databaseFolder, int index)
    {
        try
        {
            return File.ReadLines(Path.Combine(databaseFolder, "postmaster.pid")).ElementAtOrDefault(index)?.Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task WaitUntilGoneAsync(TimeProvider time, CancellationToken cancel)
    {
        if (_child is not null)
        {
            await _child.WaitForExitAsync(cancel);
            return;
        }
        while (!IsGone)
        {
            await Task.Delay(Poll, time, cancel);
        }
    }

    /// <summary>Fast shutdown; immediate only when that takes too long. Both keep every commit.</summary>
    public async Task StopAsync(PostgresBinaries binaries, PostgresUser user, TimeProvider time)
    {
        if (OperatingSystem.IsWindows())
        {
            string[] stop = ["stop", "-D", _databaseFolder, "-m", "fast", "-w", "-s"];
            using Process? control = Process.Start(user.Start(binaries.Program("pg_ctl"), stop));
            await (control?.WaitForExitAsync(CancellationToken.None) ?? Task.CompletedTask);
            return;
        }
        // On a full disk the last checkpoint of a fast shutdown cannot be written, however long one waits for it.
        TimeSpan patience = FullDisk.IsAt(_databaseFolder) ? FullDiskStop : FastStop;
        if (await StopByAsync(Posix.SigInt, patience, time) || await StopByAsync(Posix.SigQuit, ImmediateStop, time))
        {
            return;
        }
        throw new UserErrorException(
            $"PostgreSQL (process {Pid}) in {_databaseFolder} does not stop; look into postgres.log and end it "
            + "by hand.");
    }

    public void Dispose()
    {
        _child?.Dispose();
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private async Task<bool> StopByAsync(int signal, TimeSpan patience, TimeProvider time)
    {
        if (IsGone)
        {
            return true;
        }
        Posix.Signal(Pid, signal);
        using CancellationTokenSource limit = new(patience, time);
        try
        {
            await WaitUntilGoneAsync(time, limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
