using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary>The private PostgreSQL of a data folder, killed whole: postmaster and sessions, as by a crash.</summary>
internal static class ReplayKillsServer
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Kills every process of the folder's server; waits for one that is just starting.</summary>
    public static async Task KillAsync(string databaseFolder, TimeProvider time, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        int postmaster;
        while ((postmaster = PostmasterOf(databaseFolder)) == 0)
        {
            Invariant.Holds(time.GetElapsedTime(started) < Patience, $"a PostgreSQL works in {databaseFolder}");
            await Task.Delay(LookAgain, time, cancel);
        }

        int[] all = [postmaster, .. ChildrenOf(postmaster)];
        foreach (int pid in all)
        {
            Kill(pid);
        }
    }

    /// <summary>The pid of the file, if its command line names the folder: a pid alone may be anybody's.</summary>
    private static int PostmasterOf(string databaseFolder)
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

    private static List<int> ChildrenOf(int parent)
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

    private static void Kill(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // A session that has just ended by itself.
            return;
        }
    }
}
