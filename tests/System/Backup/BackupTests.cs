using Huoqi.Host;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Backups taken by the real program beside another that works, and what comes back of them.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_restore_has_all_that_was_archived_and_names_every_key_that_it_lacks()
    {
        using TestFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        string backups = Path.Combine(folder.Path, "backups");
        await using BooksUnderLoad books = await BooksUnderLoad.StartAsync(data);
        using CancellationTokenSource enough = new();
        Task load = books.SpendAsync(enough.Token);
        DateTimeOffset moment;
        await using (HuoqiProcess backup = HuoqiProcess.Start("backup", "--data", data, "--to", backups))
        {
            await backup.UntilSaidAsync("archiving until Ctrl-C");
            // A second base backup beside the process that archives, under load as the first.
            (int code, string said) = await HuoqiProcess.RunAsync("backup", "--data", data, "--to", backups, "--once");
            Assert.True(code == ExitCodes.Done, said);
            moment = TimeProvider.System.GetUtcNow();
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await enough.CancelAsync();
            await load;
            await UntilThroughAsync(backups, TimeProvider.System.GetUtcNow());
            Assert.Equal(ExitCodes.Done, await backup.InterruptAsync());
        }
        int archived = books.Answers.Count;
        await books.SpendAsync(25);
        string[] late = [.. books.Answers.Skip(archived).Select(one => one.Key.Key)];
        Assert.Equal(25, late.Length);
        string list = Path.Combine(folder.Path, "answers");
        books.WriteAnswers(list);

        await LatestAsync(folder, backups, "--against", data, late);
        await LatestAsync(folder, backups, "--acknowledged", list, late);

        string then = Path.Combine(folder.Path, "then");
        (int untilCode, string untilSaid) = await HuoqiProcess.RunAsync(
            "restore", "--from", backups, "--to", then, "--until", BackupVerb.Words(moment));
        Assert.True(untilCode == ExitCodes.Done, untilSaid);
        Assert.DoesNotContain("secrets.json", untilSaid, StringComparison.Ordinal);
        (HashSet<string> keys, bool isRight) = await BooksUnderLoad.ReadAsync(then);
        Assert.True(isRight);
        // An answer is later than its commit, by no more than a request takes.
        Assert.All(books.Answers.Where(one => one.At <= moment), one => Assert.Contains(one.Key.Key, keys));
        Assert.All(books.Answers.Where(one => one.At > moment.AddMilliseconds(450)),
            one => Assert.DoesNotContain(one.Key.Key, keys));
    }

    [Fact]
    public async Task A_folder_nobody_works_in_is_backed_up_too_and_a_half_made_copy_is_never_offered()
    {
        using TestFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        string backups = Path.Combine(folder.Path, "backups");
        await using (BooksUnderLoad books = await BooksUnderLoad.StartAsync(data))
        {
            await books.SpendAsync(50);
            await books.MakeSecretsAsync();
        }
        await DoneAsync("backup", "--data", data, "--to", backups, "--once");
        BackupLine line = Assert.Single(BackupFolder.Open(backups, "--to").Lines);
        BaseBackup whole = Assert.Single(line.Bases);
        Directory.CreateDirectory(Path.Combine(line.Folder, "20990101T000000Z" + BaseBackup.Half));
        Assert.Single(line.Bases);

        string restored = Path.Combine(folder.Path, "restored");
        string said = await DoneAsync("restore", "--from", backups, "--to", restored, "--against", data);
        Assert.Contains(whole.Name, said, StringComparison.Ordinal);
        Assert.Contains("0 acknowledged requests are lacking", said, StringComparison.Ordinal);
        Assert.Contains("0 findings", said, StringComparison.Ordinal);

        // What a backup does not hold is named, and with it the folder can be served.
        string secrets = Path.Combine(restored, "secrets.json");
        Assert.Contains($"{secrets} is not there", said, StringComparison.Ordinal);
        await SaysAsync($"{secrets} is not there", "staff", "list", "--data", restored);
        File.Copy(Path.Combine(data, "secrets.json"), secrets);
        await DoneAsync("staff", "list", "--data", restored);

        // The restored installation is another server by now: its log begins a line of its own in the same folder.
        await DoneAsync("backup", "--data", restored, "--to", backups, "--once", "--keep", "1");
        BackupLine kept = Assert.Single(BackupFolder.Open(backups, "--to").Lines);
        Assert.Equal(restored, kept.Facts.DataFolder);
        Assert.Single(kept.Bases);
        await DoneAsync("backup", "--data", restored, "--to", backups, "--forget");
    }

    [Fact]
    public async Task What_a_person_can_put_right_is_said_in_one_sentence()
    {
        using TestFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        string backups = Path.Combine(folder.Path, "backups");
        string empty = Path.Combine(folder.Path, "empty");
        string fresh = Path.Combine(folder.Path, "fresh");
        Directory.CreateDirectory(empty);
        await (await BooksUnderLoad.StartAsync(data)).DisposeAsync();
        await SaysAsync("There is no private database in", "backup", "--data", empty, "--to", backups);
        await SaysAsync("works on a private database", "backup", "--database", "Host=x", "--to", backups);
        await SaysAsync("Only one of --once", "backup", "--data", data, "--to", backups, "--once", "--list");
        await SaysAsync("is not a folder of backups", "backup", "--data", data, "--to", data);
        await SaysAsync("There is no folder", "restore", "--from", fresh, "--to", empty);
        await SaysAsync("holds no backups of huoqi", "restore", "--from", empty, "--to", fresh);
        await DoneAsync("backup", "--data", data, "--to", backups, "--once");
        await SaysAsync("is not a moment", "restore", "--from", backups, "--to", fresh, "--until", "2026-11-21 10:00");
        await SaysAsync("is before the first base backup",
            "restore", "--from", backups, "--to", fresh, "--until", "2013-05-29T10:00:00+08:00");
        await SaysAsync("is after the last archived moment",
            "restore", "--from", backups, "--to", fresh, "--until", "2999-05-29T10:00:00+08:00");
        await SaysAsync("is not empty", "restore", "--from", backups, "--to", data);
        await SaysAsync("cannot be read",
            "restore", "--from", backups, "--to", fresh, "--acknowledged", Path.Combine(folder.Path, "none"));
        string list = Path.Combine(folder.Path, "list");
        await File.WriteAllTextAsync(list, "{\"shard\":1}\n", TestContext.Current.CancellationToken);
        await SaysAsync("Line 1 of", "restore", "--from", backups, "--to", fresh, "--acknowledged", list);
        await SaysAsync("There is no private database in",
            "restore", "--from", backups, "--to", fresh, "--against", empty);
        // Cut short, with a hole: what the base backup needs is not there.
        BackupLine line = Assert.Single(BackupFolder.Open(backups, "--to").Lines);
        foreach (string wal in Directory.GetFiles(line.Wal))
        {
            File.Delete(wal);
        }
        await SaysAsync("is missing in", "restore", "--from", backups, "--to", fresh);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(fresh), entry =>
            Path.GetFileName(entry) is "postgres" or "VERSION");
    }

    private static async Task LatestAsync(
        TestFolder folder, string backups, string option, string value, string[] late)
    {
        string restored = Path.Combine(folder.Path, "restored" + option);
        string missing = Path.Combine(folder.Path, "missing" + option);
        (int code, string said) = await HuoqiProcess.RunAsync(
            "restore", "--from", backups, "--to", restored, option, value, "--missing", missing);
        Assert.True(code == ExitCodes.CheckFailed, said);
        Assert.Contains("0 findings", said, StringComparison.Ordinal);
        Assert.Contains("25 acknowledged requests are lacking, 0 are answered otherwise", said,
            StringComparison.Ordinal);
        string[] named = await File.ReadAllLinesAsync(missing, TestContext.Current.CancellationToken);
        Assert.Equal(late.Length, named.Length);
        Assert.All(late, key => Assert.Contains(named, line => line.Contains($"\"{key}\"", StringComparison.Ordinal)));
    }

    private static async Task UntilThroughAsync(string backups, DateTimeOffset moment)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        while (BackupFolder.Open(backups, "--to").Lines[0].Through is not { } through || through.At < moment)
        {
            await Task.Delay(20, cancel);
        }
    }

    private static async Task<string> DoneAsync(params string[] arguments)
    {
        (int code, string said) = await HuoqiProcess.RunAsync(arguments);
        Assert.True(code == ExitCodes.Done, said);
        return said;
    }

    private static async Task SaysAsync(string sentence, params string[] arguments)
    {
        (int code, string said) = await HuoqiProcess.RunAsync(arguments);
        Assert.True(code == ExitCodes.BadInput && said.Contains(sentence, StringComparison.Ordinal),
            $"{string.Join(' ', arguments)}: {code}, {said}");
    }
}
