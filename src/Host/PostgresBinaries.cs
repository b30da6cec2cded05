using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>A PostgreSQL installed on this machine: the folder with <c>initdb</c> and <c>postgres</c>.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Version)
{
    private const string FolderVariable = "HUOQI_POSTGRES";

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VersionLine { get; }

    /// <summary>Whether this server can compress with LZ4, which costs it a tenth of its own way.</summary>
    public bool HasLz4
    {
        get
        {
            // The name of the library's function stands among the symbols of a program that is linked to it.
            FileSystemInfo? real = File.ResolveLinkTarget(Program("postgres"), returnFinalTarget: true);
            return File.ReadAllBytes(real?.FullName ?? Program("postgres")).AsSpan()
                .IndexOf("LZ4_compress_default"u8) >= 0;
        }
    }

    public string Program(string name) =>
        Path.Combine(Folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>
    /// One of the client programs. PATH may hold links to the server's programs alone; the others then stand beside
    /// what the links lead to.
    /// </summary>
    public string Client(string name)
    {
        FileSystemInfo? real = File.ResolveLinkTarget(Program("postgres"), returnFinalTarget: true);
        string?[] folders = [Folder, Path.GetDirectoryName(real?.FullName)];
        return folders.OfType<string>()
            .Select(folder => (this with { Folder = folder }).Program(name))
            .FirstOrDefault(File.Exists)
            ?? throw new UserErrorException(
                $"{name} is missing in {Folder}; install the client programs of PostgreSQL {Version}.");
    }

    /// <summary>
    /// The folder a person named (option, then environment) or else the first that is new enough of PATH and of the
    /// places where packages put it, the newest first. One of version <paramref name="made"/> goes before all others:
    /// only that one reads the database that is there.
    /// </summary>
    public static PostgresBinaries Find(string? option, int? made)
    {
        string? named = option ?? Environment.GetEnvironmentVariable(FolderVariable);
        if (!string.IsNullOrEmpty(named))
        {
            string setting = option is null ? FolderVariable : "--postgres";
            PostgresBinaries found = At(named) ?? throw new UserErrorException(
                $"{setting} names {named}, where initdb and postgres are not both found; name the bin folder of a "
                + $"PostgreSQL {DbConnections.MinServerVersion} or newer.");
            return found.Version >= DbConnections.MinServerVersion
                ? found
                : throw new UserErrorException(
                    $"{setting} names PostgreSQL {found.Version}, which is too old; Huoqi needs "
                    + $"{DbConnections.MinServerVersion} or newer.");
        }
        int? tooOld = null;
        PostgresBinaries? first = null;
        foreach (string folder in OnPath().Concat(WherePackagesPutIt()))
        {
            PostgresBinaries? found = At(folder);
            if (found?.Version >= DbConnections.MinServerVersion)
            {
                if (made is null || found.Version == made)
                {
                    return found;
                }
                first ??= found;
            }
            tooOld ??= found?.Version;
        }
        if (first is not null)
        {
            return first;
        }
        string what = tooOld is int version
            ? $"The installed PostgreSQL is version {version}, Huoqi needs {DbConnections.MinServerVersion} or newer"
            : "PostgreSQL is not installed";
        throw new UserErrorException($"{what}; run: {InstallCommand()} (or name its bin folder with --postgres).");
    }

    private static PostgresBinaries? At(string folder)
    {
        PostgresBinaries candidate = new(Path.GetFullPath(folder), 0);
        if (!File.Exists(candidate.Program("postgres")) || !File.Exists(candidate.Program("initdb")))
        {
            return null;
        }
        ProcessStartInfo start = new(candidate.Program("postgres"), ["--version"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            using Process process = Process.Start(start)
                ?? throw new InvariantBrokenException("a started program is a process");
            Match match = VersionLine.Match(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            return match.Success
                ? candidate with { Version = int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture) }
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Not a program for this machine: as good as not there.
            return null;
        }
    }

    private static IEnumerable<string> OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathRooted);

    private static IEnumerable<string> WherePackagesPutIt()
    {
        if (OperatingSystem.IsWindows())
        {
            return Newest(@"C:\Program Files\PostgreSQL", "*");
        }
        if (OperatingSystem.IsMacOS())
        {
            return Newest("/opt/homebrew/opt", "postgresql@*").Concat(Newest("/usr/local/opt", "postgresql@*"));
        }
        return Newest("/usr/lib/postgresql", "*").Concat(Newest("/usr", "pgsql-*"));
    }

    private static IEnumerable<string> Newest(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }
        return Directory.EnumerateDirectories(folder, pattern)
            .OrderByDescending(found => int.TryParse(
                string.Concat(Path.GetFileName(found).Where(char.IsAsciiDigit)), out int number) ? number : 0)
            .Select(found => Path.Combine(found, "bin"));
    }

    private static string InstallCommand()
    {
        if (OperatingSystem.IsWindows())
        {
            return "winget install PostgreSQL.PostgreSQL.17";
        }
        if (OperatingSystem.IsMacOS())
        {
            return "brew install postgresql@17";
        }
        return File.Exists("/usr/bin/dnf") ? "sudo dnf install postgresql-server" : "sudo apt-get install postgresql";
    }
}
