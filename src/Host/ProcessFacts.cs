using System.Diagnostics;
using System.Globalization;

namespace Huoqi.Host;

/// <summary>
/// What the system says about a process that is not our child. A pid read from a file is only a number: it may have
/// been given to another program since, so nothing is signalled before its command line was looked at.
/// </summary>
internal static class ProcessFacts
{
    private const string Proc = "/proc";

    /// <summary>True when the pid is a running postmaster of exactly this database folder.</summary>
    public static bool IsPostmasterOf(int pid, string databaseFolder)
    {
        string[] words = CommandLine(pid);
        if (words.Length == 0
            || !Path.GetFileNameWithoutExtension(words[0]).StartsWith("postgres", StringComparison.Ordinal))
        {
            return false;
        }
        int option = Array.IndexOf(words, "-D");
        bool named = option >= 0 && option + 1 < words.Length && words[option + 1] == databaseFolder;
        // Started by hand with another spelling: PostgreSQL works inside its folder.
        return named || WorkingFolder(pid) == databaseFolder;
    }

    /// <summary>
    /// Processes that still work inside the database folder: after the death of a postmaster its sessions may go on
    /// for a moment, and no second postmaster may start before the last of them is gone.
    /// </summary>
    public static IReadOnlyList<int> WorkingIn(string databaseFolder)
    {
        if (!Directory.Exists(Proc))
        {
            return [];
        }
        return [.. Directory.EnumerateDirectories(Proc)
            .Select(folder =>
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0
                && WorkingFolder(pid) == databaseFolder
                && CommandLine(pid) is [string program, ..]
                && program.Contains("postgres", StringComparison.Ordinal))];
    }

    // Empty for a process that is gone, and for a zombie: it has no command line any more.
    private static string[] CommandLine(int pid)
    {
        try
        {
            if (Directory.Exists(Proc))
            {
                return File.ReadAllText($"{Proc}/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            }
            return OperatingSystem.IsWindows() ? WindowsProgram(pid) : PsCommandLine(pid);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"{Proc}/{pid}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] PsCommandLine(int pid)
    {
        ProcessStartInfo start = new("ps", ["-ww", "-o", "command=", "-p", pid.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process? ps = Process.Start(start);
        return ps?.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    // Windows tells the program only, so that an earlier server is never recognised there, and never signalled.
    private static string[] WindowsProgram(int pid)
    {
        using Process process = Process.GetProcessById(pid);
        return [process.ProcessName];
    }
}
