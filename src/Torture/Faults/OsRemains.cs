using System.Globalization;
using System.Text.RegularExpressions;

namespace Huoqi.Torture;

/// <summary>
/// What faults make outside of folders: mounts and network namespaces. Their names carry the pid of who made them, so
/// that what a killed run left is recognised, and taken away by the next.
/// </summary>
internal static partial class OsRemains
{
    [GeneratedRegex(
        "^huoqi-(?<pid>[0-9]+)-(?<what>disk|net)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name { get; }

    /// <summary>A name of ours.</summary>
    /// <param name="what">"disk" or "net".</param>
    /// <param name="round">Of the stage.</param>
    public static string NameOf(string what, int round) =>
        string.Create(CultureInfo.InvariantCulture, $"huoqi-{Environment.ProcessId}-{what}{round}");

    /// <summary>Takes away what dead processes left.</summary>
    public static async Task ClearAsync(CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        foreach (string line in await File.ReadAllLinesAsync("/proc/mounts", cancel))
        {
            string place = line.Split(' ')[1].Replace("\\040", " ", StringComparison.Ordinal);
            if (IsStale(Path.GetFileName(place)))
            {
                string database = Path.Combine(place, "data", "postgres");
                if (ServerProcesses.PostmasterOf(database) != 0)
                {
                    await ServerProcesses.KillAsync(database, cancel);
                }

                await Programs.TryAsync("umount", ["-l", place], cancel);
            }
        }

        const string namespaces = "/var/run/netns";
        foreach (string name in Directory.Exists(namespaces)
            ? Directory.EnumerateFiles(namespaces).Select(file => Path.GetFileName(file)).Where(IsStale)
            : [])
        {
            await Programs.TryAsync("ip", ["netns", "delete", name], cancel);
        }
    }

    private static bool IsStale(string? name) =>
        Name.Match(name ?? "") is { Success: true } match && !Directory.Exists($"/proc/{match.Groups["pid"].Value}");
}
