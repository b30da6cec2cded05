using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>Takes one base backup into a line whose log is being archived meanwhile, and checks it.</summary>
internal sealed partial class BaseBackupRun(BackupLine line, SourceServer server, Action<string>? progress)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan NoProgress = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = TimeProvider.System;

    [GeneratedRegex("(?<percent>[0-9]+)%", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Percent { get; }

    [GeneratedRegex(
        @"START WAL LOCATION: (?<lsn>[0-9A-F]+/[0-9A-F]+)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StartLocation { get; }

    public async Task<BaseBackup> RunAsync(CancellationToken cancel)
    {
        (_, DateTimeOffset startedAt, long size) = await BackupServerQueries.FactsAsync(server, cancel);
        DurableFiles.RequireSpace(line.Folder, size, "--to");
        string folder = Path.Combine(
            line.Folder, startedAt.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        string half = folder + BaseBackup.Half;
        // Of a process that was killed: the lock on base backups is ours now.
        foreach (string remains in Directory.EnumerateDirectories(line.Folder, "*" + BaseBackup.Half))
        {
            Directory.Delete(remains, recursive: true);
        }
        try
        {
            await CopyAsync(half, cancel);
            BaseFacts facts = await FactsAsync(half, startedAt, cancel);
            await UntilArchivedAsync(facts, cancel);
            await CheckAsync(half, cancel);
            CopySecret(half);
            DurableFiles.Write(
                Path.Combine(half, BaseBackup.FactsFile),
                JsonSerializer.Serialize(facts, BackupJson.Default.BaseFacts) + "\n");
            DurableFiles.Finish(half, folder);
            return new BaseBackup(folder, facts);
        }
        catch
        {
            if (Directory.Exists(half))
            {
                Directory.Delete(half, recursive: true);
            }
            throw;
        }
    }

    // It flushes all it wrote before it ends. The log is archived by another way, which goes on afterwards.
    private async Task CopyAsync(string half, CancellationToken cancel)
    {
        string[] arguments =
        [
            "-D", half, "--wal-method=none", "--checkpoint=fast", "--progress", "--no-password",
            "--label=huoqi", "-d", server.ForTools("huoqi_base"),
        ];
        using PostgresTool copy = PostgresTool.Start(
            server.Binaries, "pg_basebackup", arguments, server.Secret, text =>
            {
                if (Percent.Match(text) is { Success: true } match)
                {
                    progress?.Invoke($"copying, {match.Groups["percent"].Value} %");
                }
            });
        if (await copy.EndAsync(cancel) != 0)
        {
            string why = copy.LastWords;
            throw why.Contains("No space left", StringComparison.Ordinal)
                ? FullDisk.Sentence(line.Folder, new IOException(why))
                : new UserErrorException($"The base backup was not finished ({why}); start it again.");
        }
    }

    private async Task<BaseFacts> FactsAsync(string half, DateTimeOffset startedAt, CancellationToken cancel)
    {
        string label = await File.ReadAllTextAsync(Path.Combine(half, "backup_label"), cancel);
        Match start = StartLocation.Match(label);
        Invariant.Holds(start.Success, "a backup label names its start");
        await using FileStream stream = File.OpenRead(Path.Combine(half, "backup_manifest"));
        using JsonDocument manifest = await JsonDocument.ParseAsync(stream, default, cancel);
        JsonElement[] ranges = [.. manifest.RootElement.GetProperty("WAL-Ranges").EnumerateArray()];
        Invariant.Holds(ranges.Length > 0, "a manifest names the log it needs");
        string end = ranges[^1].GetProperty("End-LSN").GetString()!;
        int timeline = ranges[^1].GetProperty("Timeline").GetInt32();
        (_, DateTimeOffset endedAt, _) = await BackupServerQueries.FactsAsync(server, cancel);
        return new BaseFacts(
            start.Groups["lsn"].Value, end, timeline, startedAt, endedAt, DurableFiles.Bytes(half));
    }

    // The server began a new file of its log when the copy ended, so that the one that is needed gets complete.
    private async Task UntilArchivedAsync(BaseFacts facts, CancellationToken cancel)
    {
        ulong wanted = Lsn.Parse(facts.EndLsn).SegmentBefore();
        string last = Path.Combine(line.Wal, Lsn.FileName((uint)facts.Timeline, wanted));
        long moved = _time.GetTimestamp();
        (int Files, DateTimeOffset Newest) seen = default;
        while (!File.Exists(last))
        {
            progress?.Invoke("waiting for its log");
            FileInfo[] files = new DirectoryInfo(line.Wal).GetFiles();
            (int, DateTimeOffset) now = (
                files.Length,
                files.Select(file => (DateTimeOffset)file.LastWriteTimeUtc).DefaultIfEmpty().Max());
            if (now != seen)
            {
                (seen, moved) = (now, _time.GetTimestamp());
            }
            if (_time.GetElapsedTime(moved) > NoProgress)
            {
                throw new UserErrorException(
                    $"No log arrives in {line.Wal}, so that the base backup cannot be finished; look at the process "
                    + "that keeps archiving there, and start again.");
            }
            await Task.Delay(Poll, _time, cancel);
        }
    }

    private async Task CheckAsync(string half, CancellationToken cancel)
    {
        progress?.Invoke("checking");
        string[] arguments = ["--exit-on-error", "--quiet", "--wal-directory", line.Wal, half];
        using PostgresTool check =
            PostgresTool.Start(server.Binaries, "pg_verifybackup", arguments, secret: null, hear: null);
        if (await check.EndAsync(cancel) != 0)
        {
            throw new UserErrorException(
                $"The base backup was written and does not read back as it should ({check.LastWords}); check the disk "
                + $"of {line.Folder} and start it again.");
        }
    }

    private void CopySecret(string half)
    {
        string secret = Path.Combine(server.DataFolder, BaseBackup.Secret);
        if (File.Exists(secret))
        {
            File.Copy(secret, Path.Combine(half, BaseBackup.Secret));
        }
    }
}
