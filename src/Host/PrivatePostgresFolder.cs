using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>The files of the private database: made once, completely or not at all.</summary>
internal sealed class PrivatePostgresFolder(
    DataFolder data, PostgresBinaries binaries, PostgresUser user, bool loopback)
{
    public const string OwnerRole = "huoqi_owner";

    // A unix socket's path has at most 103 bytes on every system we run on; its name takes 15 of them.
    private const int LongestSocketFolder = 88;
    private const long LargestLog = 16L * 1024 * 1024;

    /// <summary>What PostgreSQL calls its data directory.</summary>
    public string Database => data.At("postgres");

    public string Log => data.At("postgres.log");

    private string SecretFile => data.At("postgres.secret");

    private string ConfigFile => Path.Combine(Database, PostgresConfig.FileName);

    /// <summary>The major version of the database that is there, or null before the first start.</summary>
    public static int? MadeBy(DataFolder data)
    {
        string file = Path.Combine(data.At("postgres"), "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int version)
            ? version
            : null;
    }

    /// <summary>The password of both roles where the server listens on a port; none on a private socket.</summary>
    public string? Secret() => loopback ? File.ReadAllText(SecretFile).Trim() : null;

    /// <summary>True when the settings on disk, which the server was started with, are the ones of now.</summary>
    public bool HasConfig(string config) => File.Exists(ConfigFile) && File.ReadAllText(ConfigFile) == config;

    /// <summary>Makes the database when there is none, by initdb beside its place and a rename into it.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        user.RequireReach(data.Path);
        user.RequireReach(binaries.Folder);
        foreach (string half in Directory.EnumerateDirectories(data.Path, "postgres.new*"))
        {
            Directory.Delete(half, recursive: true);
        }
        if (MadeBy(data) is int version)
        {
            user.RequireOwner(Database);
            if (version != binaries.Version)
            {
                throw new UserErrorException(
                    $"The database in {Database} was made by PostgreSQL {version}, but {binaries.Folder} is version "
                    + $"{binaries.Version}; install PostgreSQL {version}, or name its bin folder with --postgres.");
            }
            return;
        }
        string fresh = data.At("postgres.new");
        MakePrivateFolder(fresh);
        await InitAsync(fresh, cancel);
        await File.AppendAllTextAsync(
            Path.Combine(fresh, "postgresql.conf"), $"\ninclude '{PostgresConfig.FileName}'\n", cancel);
        await File.WriteAllTextAsync(Path.Combine(fresh, PostgresConfig.FileName), "", cancel);
        // initdb flushed all that it made; what we added must not be lost by a power cut under a finished name.
        DurableFiles.SyncFile(Path.Combine(fresh, "postgresql.conf"));
        DurableFiles.SyncFile(Path.Combine(fresh, PostgresConfig.FileName));
        if (File.Exists(SecretFile))
        {
            DurableFiles.SyncFile(SecretFile);
        }
        DurableFiles.Finish(fresh, Database);
    }

    public void WriteConfig(string config)
    {
        File.WriteAllText(ConfigFile, config);
        user.Own(ConfigFile);
        if (File.Exists(Log) && new FileInfo(Log).Length > LargestLog)
        {
            File.Move(Log, Log + ".1", overwrite: true);
        }
        if (!File.Exists(Log))
        {
            File.WriteAllText(Log, "");
        }
        user.Own(Log);
    }

    /// <summary>A folder for the socket, which nobody else may enter: in ours, or in the temporary one if ours is too
    /// long for a socket's address or holds what separates addresses.</summary>
    public string MakeSocketFolder()
    {
        string folder = data.At("run");
        bool fits = Encoding.UTF8.GetByteCount(folder) <= LongestSocketFolder
            && folder.IndexOfAny([',', ':', ';', '"', '\'', '\\']) < 0;
        if (!fits)
        {
            folder = Directory.CreateTempSubdirectory("huoqi-").FullName;
            user.Own(folder);
            return folder;
        }
        if (Directory.Exists(folder))
        {
            // Of a server that is gone, else we would have adopted it; a reused pid in it would stop the next one.
            Directory.Delete(folder, recursive: true);
        }
        MakePrivateFolder(folder);
        return folder;
    }

    /// <summary>
    /// Waits for the sessions of a dead postmaster to end and takes its pid file away. PostgreSQL does the same only
    /// when the pid is free: one that was given to another program, or is a zombie, would block it for ever.
    /// </summary>
    public async Task ClearRemainsAsync(TimeProvider time, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        IReadOnlyList<int> sessions = ProcessFacts.WorkingIn(Database);
        while (sessions.Count > 0)
        {
            TimeSpan waited = time.GetElapsedTime(started);
            if (!OperatingSystem.IsWindows() && waited > TimeSpan.FromSeconds(5))
            {
                foreach (int pid in sessions)
                {
                    Posix.Signal(pid, Posix.SigQuit);
                }
            }
            if (waited > TimeSpan.FromSeconds(30))
            {
                throw new UserErrorException(
                    $"Process {sessions[0]} still works in {Database} though its PostgreSQL is gone; end it by hand.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
            sessions = ProcessFacts.WorkingIn(Database);
        }
        // Only where we can see what works in the folder; elsewhere PostgreSQL judges its pid file by itself.
        if (OperatingSystem.IsLinux())
        {
            File.Delete(Path.Combine(Database, "postmaster.pid"));
        }
    }

    /// <summary>Why the server did not start, from what it wrote after <paramref name="offset"/> of its log.</summary>
    public UserErrorException WhyNotStarted(long offset)
    {
        string said = "";
        if (File.Exists(Log))
        {
            using FileStream log = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Position = Math.Min(offset, log.Length);
            using StreamReader reader = new(log);
            said = reader.ReadToEnd();
        }
        if (said.Contains("No space left on device", StringComparison.Ordinal))
        {
            return FullDisk.Sentence(data.Path, new IOException(said));
        }
        string[] reasons = ["FATAL:", "PANIC:", "ERROR:", "postgres:"];
        string reason = said.Split('\n').FirstOrDefault(
            line => reasons.Any(word => line.Contains(word, StringComparison.Ordinal))) ?? "it says nothing";
        return new UserErrorException(
            $"PostgreSQL in {Database} does not start ({reason.Trim()}); look into {Log}.");
    }

    private void MakePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        user.Own(folder);
    }

    private async Task InitAsync(string fresh, CancellationToken cancel)
    {
        // Locale C: text sorts by bytes, the same on every system and after every upgrade of a C library.
        List<string> arguments =
        [
            "-D", fresh, "-U", OwnerRole, "-E", "UTF8", "--locale=C", "--data-checksums", "--no-instructions",
        ];
        if (loopback)
        {
            MakeSecret();
            arguments.AddRange(["--auth=scram-sha-256", $"--pwfile={SecretFile}"]);
        }
        else
        {
            arguments.AddRange(["--auth-local=trust", "--auth-host=reject"]);
        }
        ProcessStartInfo start = user.Start(binaries.Program("initdb"), arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using Process initdb = Process.Start(start) ?? throw new InvariantBrokenException("initdb is a process");
        initdb.StandardInput.Close();
        Task<string> output = initdb.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> errors = initdb.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await initdb.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // What it made so far is not the database yet, and the next start removes it.
            initdb.Kill(entireProcessTree: true);
            throw;
        }
        _ = await output;
        string said = await errors;
        if (initdb.ExitCode == 0)
        {
            return;
        }
        if (said.Contains("No space left on device", StringComparison.Ordinal))
        {
            throw FullDisk.Sentence(data.Path, new IOException(said));
        }
        string reason = said.Split('\n').LastOrDefault(
            line => line.Contains("error:", StringComparison.Ordinal)
                || line.Contains("FATAL:", StringComparison.Ordinal))
            ?? said.Trim();
        throw new UserErrorException($"No database could be made in {data.Path} ({reason.Trim()}).");
    }

    // Both in our folder, which on Windows is the user's own; the server's user must read it once, for initdb.
    private void MakeSecret()
    {
        File.WriteAllText(SecretFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        user.Own(SecretFile);
    }
}
