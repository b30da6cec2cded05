using System.Text;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>Fills a new data folder from a backup and lets PostgreSQL replay the log to the chosen moment.</summary>
internal sealed class RestoreRun(
    RestoreChoice choice, DataFolder data, PostgresBinaries binaries, Action<string>? progress)
{
    private const string EndedBefore = "recovery ended before configured recovery target was reached";

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly PostgresUser _user = PostgresUser.Choose();

    private string Database => data.At("postgres");

    private string Log => data.At("postgres.log");

    /// <summary>When it returns the folder is an installation like any other, and its server is stopped.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            _user.RequireReach(data.Path);
            _user.RequireReach(binaries.Folder);
            Copy(cancel);
            await RecoverAsync(cancel);
            data.Complete();
        }
        catch (IOException failure) when (FullDisk.Is(failure))
        {
            Remove();
            throw FullDisk.Sentence(data.Path, failure);
        }
        catch
        {
            // So that the same command can be given again.
            Remove();
            throw;
        }
    }

    private void Copy(CancellationToken cancel)
    {
        IReadOnlyList<string> wal = choice.Line.WalFrom(choice.Base);
        long total = choice.Base.Facts.Bytes + wal.Count * (long)Lsn.SegmentBytes;
        DurableFiles.RequireSpace(data.Path, total + total / 10, "--to");
        // The server flushes its whole folder itself before it replays.
        long done = 0;
        Directory.CreateDirectory(Database);
        foreach (FileSystemInfo entry in new DirectoryInfo(choice.Base.Folder)
            .EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            cancel.ThrowIfCancellationRequested();
            string name = Path.GetRelativePath(choice.Base.Folder, entry.FullName);
            string target = name == BaseBackup.Secret ? data.At(name) : Path.Combine(Database, name);
            if (entry is FileInfo file)
            {
                if (name is not (BaseBackup.FactsFile or "backup_manifest"))
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                    file.CopyTo(target);
                    Advance(file.Length);
                }
            }
            else
            {
                Directory.CreateDirectory(target);
            }
        }
        foreach (string file in wal)
        {
            cancel.ThrowIfCancellationRequested();
            string name = Path.GetFileName(file).Replace(".partial", "", StringComparison.Ordinal);
            // The unfinished file may get its final name while we look: archiving goes on.
            string there = File.Exists(file) ? file : Path.Combine(choice.Line.Wal, name);
            File.Copy(there, Path.Combine(Database, "pg_wal", name));
            Advance((long)Lsn.SegmentBytes);
        }
        File.WriteAllText(Path.Combine(Database, "recovery.signal"), "");
        File.WriteAllText(Log, "");
        WriteConfig();
        MakePrivate();

        void Advance(long bytes)
        {
            done += bytes;
            progress?.Invoke($"copying, {done * 100 / Math.Max(total, done)} %");
        }
    }

    private void WriteConfig() =>
        File.WriteAllText(
            Path.Combine(Database, PostgresConfig.FileName),
            PostgresConfig.Text(
                binaries, PostgresConfig.SharedBuffersMb(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)));

    private void MakePrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Database, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        _user.OwnAll(Database);
        _user.Own(Log);
        if (File.Exists(data.At(BaseBackup.Secret)))
        {
            _user.Own(data.At(BaseBackup.Secret));
        }
    }

    private async Task RecoverAsync(CancellationToken cancel)
    {
        if (await TryRecoverAsync(choice.Until, cancel) is not { } refusal)
        {
            return;
        }
        // Nothing was confirmed between the last entry of the log and the moment asked for: all of it is the answer.
        if (choice.Until is null || !refusal.Contains(EndedBefore, StringComparison.Ordinal)
            || await TryRecoverAsync(null, cancel) is not null)
        {
            throw new UserErrorException(
                $"PostgreSQL could not replay the log ({refusal}); choose another moment with --until, or another "
                + "folder of backups.");
        }
    }

    /// <summary>Null when the server came up with the replayed books, else what it said.</summary>
    private async Task<string?> TryRecoverAsync(DateTimeOffset? until, CancellationToken cancel)
    {
        string socket = new PrivatePostgresFolder(data, binaries, _user, loopback: false).MakeSocketFolder();
        long offset = new FileInfo(Log).Length;
        // All the log there is was copied: the server finds it in its own folder.
        List<string> settings =
        [
            "-c", "restore_command=false",
            "-c", "recovery_target_action=promote", "-c", "hot_standby=on",
            "-c", "listen_addresses=", "-k", socket, "-p", "5432",
        ];
        if (until is { } moment)
        {
            settings.AddRange(["-c", $"recovery_target_time={BackupServerQueries.Moment(moment)}"]);
        }
        using PostgresServer server = PostgresServer.Start(_user, binaries, Database, Log, settings);
        try
        {
            return await UntilPromotedAsync(server, socket, offset, cancel);
        }
        finally
        {
            if (!server.IsGone)
            {
                await server.StopAsync(binaries, _user, _time);
            }
            if (Directory.Exists(socket))
            {
                Directory.Delete(socket, recursive: true);
            }
        }
    }

    private async Task<string?> UntilPromotedAsync(
        PostgresServer server, string socket, long offset, CancellationToken cancel)
    {
        NpgsqlConnectionStringBuilder builder = new()
        {
            Host = socket,
            Username = PrivatePostgresFolder.OwnerRole,
            Database = "postgres",
            Pooling = false,
            Timeout = 5,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        while (true)
        {
            if (server.IsGone)
            {
                return Reason(offset);
            }
            try
            {
                await using NpgsqlConnection connection = new(builder.ConnectionString);
                await connection.OpenAsync(cancel);
                await using NpgsqlCommand question = new(
                    "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn()::text, '')", connection);
                await using NpgsqlDataReader row = await question.ExecuteReaderAsync(cancel);
                Invariant.Holds(await row.ReadAsync(cancel));
                if (!row.GetBoolean(0))
                {
                    return null;
                }
                progress?.Invoke($"replaying the log, at {row.GetString(1)}");
            }
            catch (PostgresException failure) when (failure.SqlState != PostgresErrorCodes.CannotConnectNow)
            {
                return failure.MessageText;
            }
            catch (NpgsqlException)
            {
                // Not open for questions yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancel);
        }
    }

    private string Reason(long offset)
    {
        using FileStream stream = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(offset, SeekOrigin.Begin);
        using StreamReader reader = new(stream, Encoding.UTF8);
        string line = reader.ReadToEnd().Split('\n')
            .LastOrDefault(text => text.Contains("FATAL:", StringComparison.Ordinal)
                || text.Contains("PANIC:", StringComparison.Ordinal)) ?? "it says nothing";
        return line[(line.IndexOf(":  ", StringComparison.Ordinal) is >= 0 and int at ? at + 3 : 0)..].Trim();
    }

    private void Remove()
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(data.Path)
            .Where(entry => Path.GetFileName(entry) is not ("huoqi.lock" or "huoqi.pid")))
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
    }
}
