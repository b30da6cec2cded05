using System.CommandLine;
using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary><c>huoqi backup</c>: a base backup under load, and the log from then on.</summary>
internal static class BackupVerb
{
    private static readonly Option<string> To = new("--to")
    {
        Description = "Folder of the backups, best on another disk; several base backups share it.",
        HelpName = "folder",
        Required = true,
    };

    private static readonly Option<bool> Once = new("--once")
    {
        Description = "End when the base backup is complete, instead of archiving until Ctrl-C.",
    };

    private static readonly Option<bool> WalOnly = new("--wal-only")
    {
        Description = "Take no new base backup; go on archiving where the last run ended.",
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description = "Show the base backups and the moments that can be restored, and end.",
    };

    private static readonly Option<int?> Keep = new("--keep")
    {
        Description = "When the new base backup is complete, remove all but the newest N, and the log before them.",
        HelpName = "N",
    };

    private static readonly Option<bool> Forget = new("--forget")
    {
        Description = "Take nothing: the server need not keep its log for this folder any longer.",
    };

    public static Command Create(GlobalOptions options)
    {
        Command backup = new("backup", """
            Back up a private database while it works: a checked base backup, then every change as it is made, until
            Ctrl-C. Works beside the huoqi that uses the data folder, and goes on through its restarts.
            """.ReplaceLineEndings(" "))
        {
            To, Once, WalOnly, List, Keep, Forget,
        };
        backup.Validators.Add(result =>
        {
            bool[] chosen =
                [result.GetValue(Once), result.GetValue(WalOnly), result.GetValue(List), result.GetValue(Forget)];
            if (chosen.Count(one => one) > 1)
            {
                result.AddError("Only one of --once, --wal-only, --list and --forget can be given.");
            }
            if (result.GetValue(Keep) is < 1)
            {
                result.AddError("--keep needs a number from 1.");
            }
        });
        backup.SetAction((parsed, cancel) => RunAsync(options, parsed, cancel));
        return backup;
    }

    private static async Task<int> RunAsync(GlobalOptions options, ParseResult parsed, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        string to = parsed.GetRequiredValue(To);
        if (parsed.GetValue(List))
        {
            await ListAsync(BackupFolder.Open(to, "--to"), output);
            return ExitCodes.Done;
        }
        options.RequirePrivate(parsed, "backup", "use pg_basebackup and pg_receivewal, or your provider's backups");
        string data = SourceServer.Require(options.Folder(parsed), "--data");
        PostgresBinaries binaries = SourceServer.BinariesFor(data, options.BinariesFolder(parsed));
        Action<string> report = parsed.InvocationConfiguration.Error.WriteLine;
        if (parsed.GetValue(Forget))
        {
            BackupFolder forgotten = BackupFolder.Open(to, "--to");
            await using SourceServer server = await SourceServer.OpenAsync(data, binaries, report, cancel);
            foreach (BackupLine line in forgotten.Lines)
            {
                await BackupServerQueries.EndReaderAsync(server, line.Facts.Slot, cancel);
                await BackupServerQueries.DropSlotAsync(server, line.Facts.Slot, cancel);
            }
            await output.WriteLineAsync("The server keeps no log for this folder any longer.");
            return ExitCodes.Done;
        }
        foreach (string program in (string[])["pg_basebackup", "pg_receivewal", "pg_verifybackup", "pg_waldump"])
        {
            _ = binaries.Client(program);
        }
        BackupRun run = new(BackupFolder.OpenOrMake(to), data, binaries, output, report);
        return await run.RunAsync(
            new BackupWish(!parsed.GetValue(WalOnly), !parsed.GetValue(Once), parsed.GetValue(Keep)), cancel);
    }

    private static async Task ListAsync(BackupFolder folder, TextWriter output)
    {
        int count = 0;
        foreach (BackupLine line in folder.Lines)
        {
            ThroughFacts? through = line.Through;
            foreach (BaseBackup one in line.Bases)
            {
                count++;
                string until = through is null || through.At < one.Facts.EndedAt
                    ? "its own end"
                    : Words(through.At);
                await output.WriteLineAsync(
                    $"{Path.GetFileName(line.Folder)}/{one.Name}  {DurableFiles.Size(one.Facts.Bytes),10}  PostgreSQL "
                    + $"{line.Facts.PostgresVersion}  restores {Words(one.Facts.EndedAt)} to {until}");
            }
        }
        await output.WriteLineAsync(count == 0 ? "No base backup is complete here." : $"{count} base backups");
    }

    /// <summary>A moment as <c>--until</c> takes it, in Beijing time.</summary>
    public static string Words(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
