using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>The processes of a PostgreSQL: found by its data folder, and killed whole as by a crash.</summary>
public static class ServerProcesses
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The pid of the postmaster of <paramref name="databaseFolder"/>, or 0. Its command line must name the folder: a
    /// pid alone may be anybody's.
    /// </summary>
    public static int PostmasterOf(string databaseFolder)
    {
        try
        {
            string first = File.ReadLines(Path.Combine(databaseFolder, "postmaster.pid")).FirstOrDefault("");
            return int.TryParse(first, CultureInfo.InvariantCulture, out int pid)
                && File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(databaseFolder)
                    ? pid
                    : 0;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>The processes that <paramref name="parent"/> started and that are alive.</summary>
    public static IReadOnlyList<int> ChildrenOf(int parent)
    {
        List<int> children = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid)
                && ParentOf(pid) == parent)
            {
                children.Add(pid);
            }
        }

        return children;
    }

    /// <summary>Kills whatever names the database folder in its command line, with what it started: also a server
    /// that has only just been asked for.</summary>
    internal static async Task SweepAsync(string databaseFolder)
    {
        List<int> found = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId && Names(pid, databaseFolder))
            {
                found.AddRange([pid, .. ChildrenOf(pid)]);
            }
        }

        if (found.Count > 0)
        {
            await SignalAsync("KILL", found, CancellationToken.None);
        }
    }

    private static bool Names(int pid, string databaseFolder)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(databaseFolder);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Kills the whole server of a database folder; waits for one that is just starting.</summary>
    public static Task KillAsync(string databaseFolder, CancellationToken cancel) =>
        KillAsync(() => PostmasterOf(databaseFolder), cancel);

    /// <summary>
    /// Kills postmaster and sessions. All are stopped before the first dies, so that none of them sees another's death
    /// and still writes something because of it.
    /// </summary>
    internal static async Task KillAsync(Func<int> find, CancellationToken cancel)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        int postmaster;
        while ((postmaster = find()) == 0)
        {
            Invariant.Holds(time.GetElapsedTime(started) < Patience, "there is a PostgreSQL to kill");
            await Task.Delay(LookAgain, time, cancel);
        }

        await SignalAsync("STOP", [postmaster], cancel);
        int[] all = [postmaster, .. ChildrenOf(postmaster)];
        await SignalAsync("STOP", all, cancel);
        await SignalAsync("KILL", all, cancel);
    }

    /// <summary>Sends a signal by name; a process that has just ended by itself is no failure.</summary>
    public static async Task SignalAsync(string signal, IEnumerable<int> pids, CancellationToken cancel)
    {
        // The shell's own kill, so that one process more is started and no libc is bound.
        string list = string.Join(' ', pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture)));
        ProcessStartInfo start = new("/bin/sh", ["-c", $"kill -{signal} {list} 2>/dev/null"]);
        using Process shell = Process.Start(start)
            ?? throw new InvariantBrokenException("a shell is a process");
        await shell.WaitForExitAsync(cancel);
    }

    // pid (name, which may hold anything) state parent …
    private static int ParentOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(words[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
