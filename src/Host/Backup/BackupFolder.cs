using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Kernel;

namespace Huoqi.Host;

// What stands in the JSON files of a backup folder.

internal sealed record BackupFolderFacts(int Format, string Id);

internal sealed record BackupLineFacts(
    int Number, string Slot, string SystemIdentifier, int PostgresVersion, string DataFolder, DateTimeOffset StartedAt);

internal sealed record BaseFacts(
    string StartLsn, string EndLsn, int Timeline, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long Bytes);

/// <summary>Everything the server confirmed up to a moment (of its clock) lies flushed in the backup folder.</summary>
internal sealed record ThroughFacts(string Lsn, DateTimeOffset At);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupFolderFacts))]
[JsonSerializable(typeof(BackupLineFacts))]
[JsonSerializable(typeof(BaseFacts))]
[JsonSerializable(typeof(ThroughFacts))]
internal sealed partial class BackupJson : JsonSerializerContext;

/// <summary>
/// A folder of backups. One line is one unbroken run of one server's log; whatever breaks it (another server, a log
/// that was thrown away before it came here) begins the next.
/// <code>
/// huoqi-backup.json            format and id of the folder
/// base.lock, wal.lock          held by who takes a base backup, by who keeps archiving
/// line-0001/line.json          which server, which slot
/// line-0001/through.json       up to which moment everything confirmed is here
/// line-0001/wal/               the log, the file being written as .partial
/// line-0001/20261121T043000Z/  a base backup that was checked; base.json says from where to where
/// line-0001/….half/            one that was not finished, never offered
/// </code>
/// </summary>
internal sealed class BackupFolder
{
    public const int Format = 1;

    private const string FactsFile = "huoqi-backup.json";

    private BackupFolder(string path, BackupFolderFacts facts)
    {
        Path = path;
        Id = facts.Id;
    }

    public string Path { get; }

    /// <summary>A few letters by which the server knows this folder.</summary>
    public string Id { get; }

    /// <summary>All lines, the oldest first.</summary>
    public IReadOnlyList<BackupLine> Lines =>
    [
        .. Directory.EnumerateDirectories(Path, "line-*").Order(StringComparer.Ordinal)
            .Where(folder => File.Exists(System.IO.Path.Combine(folder, BackupLine.FactsFile)))
            .Select(BackupLine.Read),
    ];

    /// <summary>Makes the folder when it is not there.</summary>
    public static BackupFolder OpenOrMake(string path) => DurableFiles.Say(path, "--to", () =>
    {
        string folder = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(folder);
        string file = System.IO.Path.Combine(folder, FactsFile);
        if (!File.Exists(file))
        {
            string? foreign = Directory.EnumerateFileSystemEntries(folder).Select(System.IO.Path.GetFileName)
                .FirstOrDefault(name => name != FactsFile + ".unfinished");
            if (foreign is not null)
            {
                throw new UserErrorException(
                    $"{folder} is not a folder of backups: it holds {foreign} and no {FactsFile}; name an empty or a "
                    + "new folder with --to.");
            }
            // Backups hold everybody's money and names: nobody else may look.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
            string text = JsonSerializer.Serialize(
                new BackupFolderFacts(Format, id), BackupJson.Default.BackupFolderFacts);
            DurableFiles.Write(file, text + "\n");
        }
        return Read(folder, file);
    });

    /// <summary>A folder that must be there.</summary>
    public static BackupFolder Open(string path, string option) => DurableFiles.Say(path, option, () =>
    {
        string folder = System.IO.Path.GetFullPath(path);
        string file = System.IO.Path.Combine(folder, FactsFile);
        if (!Directory.Exists(folder))
        {
            throw new UserErrorException($"There is no folder {folder}; name the folder of the backups with {option}.");
        }
        if (!File.Exists(file))
        {
            throw new UserErrorException(
                $"{folder} holds no backups of huoqi (no {FactsFile}); name the folder of the backups with {option}.");
        }
        return Read(folder, file);
    });

    /// <summary>Held for as long as the result lives; null when another process holds it.</summary>
    public FileStream? TryLock(string name)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(Path, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (!FullDisk.Is(failure))
        {
            return null;
        }
    }

    /// <summary>The line that follows the last one; its slot is not made yet.</summary>
    public BackupLine AddLine(string systemIdentifier, int version, string dataFolder, DateTimeOffset now)
    {
        int number = Lines.Count == 0 ? 1 : Lines[^1].Facts.Number + 1;
        string folder = System.IO.Path.Combine(Path, $"line-{number:0000}");
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "wal"));
        BackupLineFacts facts = new(
            number, $"{SlotPrefix}{number}", systemIdentifier, version, dataFolder, now);
        DurableFiles.Write(
            System.IO.Path.Combine(folder, BackupLine.FactsFile),
            JsonSerializer.Serialize(facts, BackupJson.Default.BackupLineFacts) + "\n");
        DurableFiles.SyncFolder(Path);
        return new BackupLine(folder, facts);
    }

    /// <summary>How the names of this folder's slots begin.</summary>
    public string SlotPrefix => string.Create(CultureInfo.InvariantCulture, $"huoqi_{Id}_");

    private static BackupFolder Read(string folder, string file)
    {
        BackupFolderFacts? facts;
        try
        {
            facts = JsonSerializer.Deserialize(File.ReadAllText(file), BackupJson.Default.BackupFolderFacts);
        }
        catch (JsonException)
        {
            facts = null;
        }
        if (facts is null || facts.Format != Format)
        {
            throw new UserErrorException(
                $"{file} is not readable for this version of huoqi; use the version that wrote it.");
        }
        return new BackupFolder(folder, facts);
    }
}
