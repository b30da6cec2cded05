using System.CommandLine;
using System.Text.Json;
using Huoqi.Cli.Up;
using Huoqi.Kernel;
using Huoqi.Verify;

namespace Huoqi.Host;

/// <summary><c>huoqi restore</c>: a new installation from a backup, to a moment, proved, and what it lacks.</summary>
internal static class RestoreVerb
{
    private static readonly Option<string> From = new("--from")
    {
        Description = "Folder of the backups.",
        HelpName = "folder",
        Required = true,
    };

    private static readonly Option<string> To = new("--to")
    {
        Description = "New folder for the restored installation; afterwards every verb opens it with --data.",
        HelpName = "folder",
        Required = true,
    };

    private static readonly Option<string> Until = new("--until")
    {
        Description = "The moment to restore, with its offset: 2026-11-21T10:00:00+08:00.",
        HelpName = "moment|latest",
        DefaultValueFactory = _ => "latest",
    };

    private static readonly Option<string?> Against = new("--against")
    {
        Description = "The lost installation, if it can still be read: its data folder or a connection string. Every "
            + "key it has beyond the restored books is named.",
        HelpName = "folder|connection",
    };

    private static readonly Option<string?> Acknowledged = new("--acknowledged")
    {
        Description = "A list of answered requests, one JSON object a line (shard, owner, act, key, status, entry). "
            + "Each that the restored books lack is named.",
        HelpName = "file",
    };

    private static readonly Option<string?> Missing = new("--missing")
    {
        Description = "Write what is lacking into this file too, in the form of --acknowledged.",
        HelpName = "file",
    };

    private static readonly Option<bool> NoVerify = new("--no-verify")
    {
        Description = "Do not prove the restored books; huoqi verify does it later.",
    };

    public static Command Create(GlobalOptions options)
    {
        Command restore = new("restore", """
            Restore a backup into a new data folder, prove its books, and say through which position each shard goes.
            Ends with code 1 when something acknowledged is lacking or the books are wrong.
            """.ReplaceLineEndings(" "))
        {
            From, To, Until, Against, Acknowledged, Missing, NoVerify,
        };
        restore.SetAction((parsed, cancel) => RunAsync(options, parsed, cancel));
        return restore;
    }

    private static async Task<int> RunAsync(GlobalOptions options, ParseResult parsed, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (OperatingSystem.IsWindows())
        {
            throw new UserErrorException("restore works on Linux and macOS only; on Windows run it inside WSL.");
        }
        options.RequirePrivate(parsed, "restore", "use the programs of its own backup");
        if (parsed.GetValue(Acknowledged) is { } list)
        {
            MissingKeys.RequireReadable(list);
        }
        LostBooks? lost = parsed.GetValue(Against) is { } against ? LostBooks.Require(against) : null;
        BackupFolder backups = BackupFolder.Open(parsed.GetRequiredValue(From), "--from");
        RestoreChoice choice = RestoreChoice.Of(backups, RestoreChoice.Moment(parsed.GetRequiredValue(Until)));
        PostgresBinaries binaries = Binaries(options.BinariesFolder(parsed), choice.Line);
        string folder;
        using (DataFolder data = DataFolder.OpenNew(parsed.GetRequiredValue(To)))
        {
            folder = data.Path;
            await output.WriteLineAsync(
                $"restoring base backup {choice.Base.Name} ({DurableFiles.Size(choice.Base.Facts.Bytes)}) and its log");
            await new RestoreRun(choice, data, binaries, Progress()).RunAsync(cancel);
        }
        PrivatePostgresOptions server = new()
        {
            BinariesFolder = binaries.Folder,
            Report = parsed.InvocationConfiguration.Error.WriteLine,
        };
        await using Installation installation =
            await GlobalOptions.OpenPrivateAsync(folder, server, shards: null, cancel);
        MissingKeys keys = new(installation.Owner);
        await PrintReachAsync(await keys.ReachAsync(cancel), output);
        bool complete = await CompareAsync(keys, lost, parsed, server, cancel);
        bool right = parsed.GetValue(NoVerify) || await VerifyAsync(installation, output, cancel);
        await output.WriteLineAsync($"restored: {folder}");
        if (await MissingSecrets.SentenceAsync(installation, cancel) is { } lacking)
        {
            await output.WriteLineAsync(lacking);
        }

        return complete && right ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static async Task PrintReachAsync(IReadOnlyList<ShardReach> reach, TextWriter output)
    {
        foreach (ShardReach one in reach)
        {
            await output.WriteLineAsync($"shard {one.Shard,4} through position {one.Head,12:N0}"
                + (one.LastPosted is { } at ? $", posted {BackupVerb.Words(at)}" : ""));
        }
        await output.WriteLineAsync($"{reach.Sum(one => one.Head):N0} positions in {reach.Count} shards");
    }

    private static async Task<bool> CompareAsync(
        MissingKeys keys, LostBooks? lost, ParseResult parsed, PrivatePostgresOptions server, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        await using StreamWriter? file = parsed.GetValue(Missing) is { } path
            ? DurableFiles.Say(path, "--missing", () => new StreamWriter(path))
            : null;
        int missing = 0;
        int otherwise = 0;
        if (lost is not null)
        {
            await using LostBooks.Opened opened = await lost.OpenAsync(server, cancel);
            missing += await keys.AgainstAsync(opened.Source, Name, cancel);
        }
        if (parsed.GetValue(Acknowledged) is { } list)
        {
            (int more, otherwise) = await keys.AcknowledgedAsync(
                list, Name, (key, there) => output.WriteLine($"otherwise: {key}; restored: {there}"), cancel);
            missing += more;
        }
        if (lost is not null || parsed.GetValue(Acknowledged) is not null)
        {
            await output.WriteLineAsync(
                $"{missing:N0} acknowledged requests are lacking, {otherwise:N0} are answered otherwise");
        }
        return missing == 0 && otherwise == 0;

        void Name(AnsweredKey key)
        {
            output.WriteLine($"lacking: {key}");
            file?.WriteLine(JsonSerializer.Serialize(key, AnsweredKeyJson.Default.AnsweredKey));
        }
    }

    private static async Task<bool> VerifyAsync(
        Installation installation, TextWriter output, CancellationToken cancel)
    {
        VerifyReport report =
            await new Verifier(installation.App, TimeProvider.System).RunAsync(progress: null, cancel);
        foreach (string line in report.ToLines())
        {
            await output.WriteLineAsync(line);
        }
        return report.IsOk;
    }

    private static PostgresBinaries Binaries(string? named, BackupLine line)
    {
        PostgresBinaries binaries = PostgresBinaries.Find(named, line.Facts.PostgresVersion);
        return binaries.Version == line.Facts.PostgresVersion
            ? binaries
            : throw new UserErrorException(
                $"The backup was taken of PostgreSQL {line.Facts.PostgresVersion}, but {binaries.Folder} is version "
                + $"{binaries.Version}; install PostgreSQL {line.Facts.PostgresVersion}, or name its bin folder with "
                + "--postgres.");
    }

    private static Action<string>? Progress() =>
        Console.IsErrorRedirected ? null : text => Console.Error.Write($"\r{text,-60}\r");
}
