using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Torture;

/// <summary>
/// While clients go on, the installation is backed up, archiving is stopped, and the backup is restored beside it. The
/// restored books must be right, and what they lack of the clients' journals must be named: neither more nor less.
/// </summary>
internal sealed partial class RestoreUnderLoad : Fault
{
    public override string Name => "restore";

    public override string What => "a backup under load is restored beside the installation, and compared";

    public override FaultGroup Group => FaultGroup.Restore;

    public override (int Short, int Whole) Strikes => (1, 5);

    public override int StrikesPerStage => 5;

    [GeneratedRegex(
        "^shard +(?<shard>[0-9]+) through position +(?<head>[0-9,]+)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Reach { get; }

    public override async Task<Stage> SetUpAsync(StagePlan plan, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string data = Path.Combine(plan.Folder, "data");
        await plan.CopyTemplateAsync(data, cancel);
        return new BackedUpStage(data, plan.Program);
    }

    public override async Task StrikeAsync(Stage stage, SeededRandom random, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(random);
        (string data, IReadOnlyList<string> program) = ((BackedUpStage)stage).Given;
        string folder = Path.GetDirectoryName(data)!;
        string backups = Path.Combine(folder, "backups");
        await BackUpAsync(program, data, backups, random, cancel);

        // What is answered from now on is not in the backup.
        await Task.Delay(500 + (int)random.Next(1_000), cancel);
        Dictionary<string, Answer> answers = await AnswersAsync(folder, cancel);
        string list = Path.Combine(folder, "acknowledged");
        await File.WriteAllLinesAsync(list, answers.Values.Select(answer => answer.ToJson()), cancel);
        string restored = Path.Combine(folder, "restored");
        string missing = Path.Combine(folder, "missing");
        (int exitCode, string said, string errors) = await Programs.TryAsync(
            program[0],
            [
                .. program.Skip(1), "restore", "--from", backups, "--to", restored, "--acknowledged", list,
                "--missing", missing,
            ],
            cancel);
        Invariant.Holds(
            exitCode is ExitCodes.Done or ExitCodes.CheckFailed
                && said.Contains(" 0 findings", StringComparison.Ordinal)
                && said.Contains(" 0 are answered otherwise", StringComparison.Ordinal),
            $"the restored books are right: {said} {errors}");
        Compare(answers, said, await File.ReadAllTextAsync(missing, cancel));
        Directory.Delete(restored, recursive: true);
    }

    private static async Task BackUpAsync(
        IReadOnlyList<string> program, string data, string backups, SeededRandom random, CancellationToken cancel)
    {
        ProcessStartInfo start = new(
            program[0], [.. program.Skip(1), "backup", "--data", data, "--to", backups, "--keep", "2"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process archiver = Process.Start(start) ?? throw new InvariantBrokenException("a program is a process");
        try
        {
            string? line;
            while ((line = await archiver.StandardOutput.ReadLineAsync(cancel)) != "archiving until Ctrl-C")
            {
                Invariant.Holds(line is not null, "a backup under load gets complete");
            }

            await Task.Delay(1_000 + (int)random.Next(1_000), cancel);
        }
        finally
        {
            await ServerProcesses.SignalAsync("TERM", [archiver.Id], CancellationToken.None);
            await archiver.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Every request that was told done so far, of the clients' journals: they go on being written.</summary>
    private static async Task<Dictionary<string, Answer>> AnswersAsync(string folder, CancellationToken cancel)
    {
        string copies = Path.Combine(folder, "journals-then");
        Directory.CreateDirectory(copies);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(folder, "journals")))
        {
            await using FileStream journal = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(journal);
            string text = await reader.ReadToEndAsync(cancel);
            await File.WriteAllTextAsync(
                Path.Combine(copies, Path.GetFileName(file)), text[..(text.LastIndexOf('\n') + 1)], cancel);
        }

        Dictionary<string, Answer> answers = [];
        foreach (KeyTold told in JournalBook.Read(copies).Keys.Values)
        {
            if (told.Answers.Find(answer => answer.IsDone) is { } done)
            {
                answers.Add(told.Ask.Key, new(told.Ask, done.Order));
            }
        }

        Directory.Delete(copies, recursive: true);
        return answers;
    }

    /// <summary>Lacking is exactly what stands beyond the restored position of its shard.</summary>
    private static void Compare(Dictionary<string, Answer> answers, string said, string missing)
    {
        Dictionary<int, long> heads = Reach.Matches(said).ToDictionary(
            match => int.Parse(match.Groups["shard"].Value, CultureInfo.InvariantCulture),
            match => long.Parse(
                match.Groups["head"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        HashSet<string> expected = [.. answers.Values
            .Where(answer => answer.Order.Entry > heads.GetValueOrDefault(answer.Order.Shard))
            .Select(answer => answer.ToJson())];
        HashSet<string> named = [.. missing.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Invariant.Holds(heads.Count > 0 && answers.Count > 0, "there is something to compare");
        Invariant.Holds(
            expected.SetEquals(named),
            $"{expected.Count} of {answers.Count} answers lie beyond the backup and {named.Count} are named");
    }

    private sealed class BackedUpStage(string dataFolder, IReadOnlyList<string> program) : Stage
    {
        private readonly PrivateStage _installation = new(dataFolder);

        /// <summary>The installation's folder, and how to start huoqi.</summary>
        public (string DataFolder, IReadOnlyList<string> Program) Given => (dataFolder, program);

        public override AppLaunch Launch(int index) => _installation.Launch(index);

        public override string? OwnerConnection() => _installation.OwnerConnection();

        public override int Postmaster() => _installation.Postmaster();

        public override async ValueTask DisposeAsync()
        {
            KillApps();
            await _installation.DisposeAsync();
        }
    }

    private sealed record Answer(Ask Ask, OrderNo Order)
    {
        public string ToJson()
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter json = new(stream))
            {
                json.WriteStartObject();
                json.WriteNumber("shard", Order.Shard);
                json.WriteNumber("owner", Ask.Person);
                json.WriteNumber("act", Ask.Act);
                json.WriteString("key", Ask.Key);
                json.WriteNumber("status", (short)PostStatus.Posted);
                json.WriteNumber("entry", Order.Entry);
                json.WriteEndObject();
            }

            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }
}
