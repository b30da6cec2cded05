using System.Text.Json;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>One unbroken run of one server's log, and the base backups that stand on it.</summary>
internal sealed record BackupLine(string Folder, BackupLineFacts Facts)
{
    public const string FactsFile = "line.json";

    private const string ThroughFile = "through.json";

    public string Wal => Path.Combine(Folder, "wal");

    /// <summary>Finished and checked ones only, the oldest first.</summary>
    public IReadOnlyList<BaseBackup> Bases =>
    [
        .. Directory.EnumerateDirectories(Folder)
            .Where(folder => !folder.EndsWith(BaseBackup.Half, StringComparison.Ordinal)
                && File.Exists(Path.Combine(folder, BaseBackup.FactsFile)))
            .Order(StringComparer.Ordinal)
            .Select(BaseBackup.Read),
    ];

    /// <summary>Up to where everything confirmed is here; null when nobody could say so yet.</summary>
    public ThroughFacts? Through
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize(
                    File.ReadAllText(Path.Combine(Folder, ThroughFile)), BackupJson.Default.ThroughFacts);
            }
            catch (Exception failure) when (failure is JsonException or IOException)
            {
                return null;
            }
        }
    }

    public static BackupLine Read(string folder)
    {
        string file = Path.Combine(folder, FactsFile);
        try
        {
            BackupLineFacts? facts =
                JsonSerializer.Deserialize(File.ReadAllText(file), BackupJson.Default.BackupLineFacts);
            return new BackupLine(folder, facts ?? throw new JsonException());
        }
        catch (JsonException failure)
        {
            throw new UserErrorException($"{file} is damaged; restore from another folder of backups.", failure);
        }
    }

    public void WriteThrough(ThroughFacts through) =>
        DurableFiles.Write(
            Path.Combine(Folder, ThroughFile),
            JsonSerializer.Serialize(through, BackupJson.Default.ThroughFacts) + "\n");

    /// <summary>The log that a base backup needs, in order; a sentence when a file of it is missing.</summary>
    public IReadOnlyList<string> WalFrom(BaseBackup from)
    {
        ulong next = Lsn.Parse(from.Facts.StartLsn).Segment();
        List<string> files = [];
        foreach (string file in Directory.EnumerateFiles(Wal).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(file);
            if (name.EndsWith(".history", StringComparison.Ordinal))
            {
                files.Add(file);
            }
            if (Lsn.OfFile(name.Replace(".partial", "", StringComparison.Ordinal)) is not { } place
                || place.Segment < next)
            {
                continue;
            }
            if (place.Segment > next)
            {
                break;
            }
            files.Add(file);
            next++;
        }
        if (next <= Lsn.Parse(from.Facts.EndLsn).SegmentBefore())
        {
            throw new UserErrorException(
                $"The log file {Lsn.FileName((uint)from.Facts.Timeline, next)} is missing in {Wal}, without which the "
                + $"base backup {from.Name} cannot be restored; choose another moment with --until.");
        }
        return files;
    }
}

/// <summary>A copy of the data folder's database, of use together with the log from its start.</summary>
internal sealed record BaseBackup(string Folder, BaseFacts Facts)
{
    public const string FactsFile = "base.json";
    public const string Half = ".half";

    /// <summary>The password file of a server that listens on a port, as it is called in both places.</summary>
    public const string Secret = "postgres.secret";

    public string Name => Path.GetFileName(Folder);

    public static BaseBackup Read(string folder)
    {
        string file = Path.Combine(folder, FactsFile);
        try
        {
            BaseFacts? facts = JsonSerializer.Deserialize(File.ReadAllText(file), BackupJson.Default.BaseFacts);
            return new BaseBackup(folder, facts ?? throw new JsonException());
        }
        catch (JsonException failure)
        {
            throw new UserErrorException($"{file} is damaged; remove that base backup.", failure);
        }
    }
}
