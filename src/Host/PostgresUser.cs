using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>
/// Who runs PostgreSQL. It refuses to run as root, so that a root process (a container, a CI job) drops to a system
/// user for it; everybody else runs it as themselves.
/// </summary>
internal sealed class PostgresUser
{
    private const int DacOverride = 1;
    private const int DacReadSearch = 2;

    // Null when the process is not root.
    private readonly string? _name;
    private string? _capability;

    private PostgresUser(string? name)
    {
        _name = name;
    }

    public static PostgresUser Choose()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new PostgresUser(null);
        }
        bool own = File.Exists("/etc/passwd")
            && File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal));
        return new PostgresUser(own ? "postgres" : "nobody");
    }

    /// <summary>
    /// Makes sure that the user reaches a folder: below a home folder of mode 0700 (a clone in /root) it does not, and
    /// then PostgreSQL gets the one capability to pass through folders, where root itself has that.
    /// </summary>
    public void RequireReach(string folder)
    {
        if (_name is null || CanEnter(folder))
        {
            return;
        }
        ulong bounds = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") ? CapabilityBounds() : 0;
        _capability = (bounds >> DacReadSearch & 1) == 1 ? "+dac_read_search"
            : (bounds >> DacOverride & 1) == 1 ? "+dac_override"
            : null;
        if (_capability is null || !CanEnter(folder))
        {
            throw new UserErrorException(
                $"PostgreSQL runs as the system user {_name}, who may not enter {folder}; choose a folder that others "
                + "may pass through with --data, such as /var/lib/huoqi, or run huoqi as an ordinary user.");
        }
    }

    /// <summary>Hands a file or folder of ours to the user.</summary>
    public void Own(string path) => Chown(path, ["--"]);

    /// <summary>Hands a folder of ours and all that is in it to the user.</summary>
    public void OwnAll(string folder) => Chown(folder, ["-R", "--"]);

    private void Chown(string path, string[] options)
    {
        if (_name is not null)
        {
            using Process chown = Process.Start("chown", [.. options, $"{_name}:", path]);
            chown.WaitForExit();
            Invariant.Holds(chown.ExitCode == 0, $"root may give {path} to {_name}");
        }
    }

    /// <summary>A sentence when the database folder is another user's: PostgreSQL would refuse it anyway.</summary>
    public void RequireOwner(string databaseFolder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        ProcessStartInfo start = new("stat", ["-c", "%U", databaseFolder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process stat = Process.Start(start) ?? throw new InvariantBrokenException("stat is a process");
        string owner = stat.StandardOutput.ReadToEnd().Trim();
        stat.WaitForExit();
        if (stat.ExitCode == 0 && owner != "UNKNOWN" && owner != (_name ?? Environment.UserName))
        {
            throw new UserErrorException(
                $"The database in {databaseFolder} belongs to the user {owner}, not to {_name ?? Environment.UserName}"
                + "; run huoqi as the user who made it, or choose another folder with --data.");
        }
    }

    /// <summary>How to start a program as the user, with nothing of our environment but the path.</summary>
    public ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start;
        if (_name is null || _capability is null)
        {
            start = new ProcessStartInfo(program, arguments);
            if (_name is not null)
            {
                start.UserName = _name;
            }
        }
        else
        {
            string[] drop =
            [
                "--reuid", _name, "--regid", GroupOf(_name), "--init-groups",
                "--inh-caps", _capability, "--ambient-caps", _capability, program,
            ];
            start = new ProcessStartInfo("/usr/bin/setpriv", drop.Concat(arguments));
        }
        Clean(start);
        return start;
    }

    // PGDATA, PGPORT and their like would reach into the server; secrets in our environment are none of its business.
    private static void Clean(ProcessStartInfo start)
    {
        string[] kept = OperatingSystem.IsWindows()
            ? [.. start.Environment.Keys.Where(name => !name.StartsWith("PG", StringComparison.OrdinalIgnoreCase))]
            : ["PATH", "TMPDIR", "LD_LIBRARY_PATH", "LD_PRELOAD"];
        Dictionary<string, string?> values = start.Environment
            .Where(variable => kept.Contains(variable.Key))
            .ToDictionary(variable => variable.Key, variable => variable.Value);
        start.Environment.Clear();
        foreach ((string name, string? value) in values)
        {
            start.Environment[name] = value;
        }
        start.Environment["LC_ALL"] = "C";
        // The current folder may be one that the user may not be in.
        start.WorkingDirectory = OperatingSystem.IsWindows() ? Path.GetTempPath() : "/";
    }

    private bool CanEnter(string folder)
    {
        using Process shell = Process.Start(Start("/bin/sh", ["-c", "cd \"$0\" 2>/dev/null", folder]))
            ?? throw new InvariantBrokenException("a shell is a process");
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }

    private static string GroupOf(string name) =>
        File.ReadLines("/etc/passwd")
            .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Split(':')[3];

    private static ulong CapabilityBounds() =>
        ulong.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal))["CapBnd:".Length..],
            NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite,
            CultureInfo.InvariantCulture);
}
