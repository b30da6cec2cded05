// What a crash costs: the same replay unkilled and killed, and their books held against each other. Every kill is one
// of the whole app or of the whole database, in mid-run, at a moment that the seed decides.
using System.CommandLine;
using System.CommandLine.Parsing;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Replay;
using Huoqi.Torture;
using Huoqi.Verify;

namespace Huoqi.Cli;

/// <summary>What is measured, and where it is written.</summary>
internal sealed record KillsOptions(ReplayOptions Replay, int Kills, string OutFolder, string? Json);

/// <summary><c>huoqi replay --kills N</c>.</summary>
internal sealed class ReplayKills
{
    private const int MostVainStarts = 5;

    // What a child gets told anew; everything else on the command line is passed on as it stands.
    private static readonly string[] Own =
        ["--data", "--out", "--json", "--kills", "--people", "--days", "--seed", "--input"];

    private readonly OpenInstallation _open;
    private readonly ParseResult _parsed;
    private readonly KillsOptions _options;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly string _data;
    private readonly TextWriter _output;

    public ReplayKills(OpenInstallation open, ParseResult parsed, KillsOptions options)
    {
        _open = open;
        _parsed = parsed;
        _options = options;
        _output = parsed.InvocationConfiguration.Output;
        Option<string> data =
            parsed.RootCommandResult.Command.Options.OfType<Option<string>>().Single(option => option.Name == "--data");
        _data = Path.GetFullPath(parsed.GetRequiredValue(data));
        if (options.Kills is < 1 or > 1_000)
        {
            throw new UserErrorException($"--kills {options.Kills} is not possible; give a number from 1 to 1,000.");
        }

        if (parsed.Tokens.Any(token => token.Value == "--database"))
        {
            throw new UserErrorException("--kills kills a private PostgreSQL only; leave --database out.");
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new UserErrorException(
                "--kills needs Linux, where the processes of PostgreSQL can be found; use it there.");
        }
    }

    /// <summary>Runs both replays and compares them; the exit code says whether they are the same.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        ReplayReport.RequireWritable(_options.OutFolder, _options.Json);
        ReplayOptions replay = _options.Replay;
        await SayAsync($"{replay.People:N0} people, {replay.Days} days, {_options.Kills} kills, seed {replay.Seed}");
        TimeSpan unkilled = await UnkilledAsync(cancel);
        await SayAsync($"unkilled: {unkilled.TotalSeconds:N1} s");
        long started = _time.GetTimestamp();
        int killed = await KilledAsync(unkilled / replay.Days, cancel);
        await SayAsync($"killed {killed} times: {_time.GetElapsedTime(started).TotalSeconds:N1} s");
        bool identical = await CompareAsync(cancel);
        Figure figure = new(
            FigureSheet.KillRunsIdentical, "", identical ? killed : 0, "runs", FigureTarget.Exactly(_options.Kills));
        if (_options.Json is not null)
        {
            FiguresJson.Write(_options.Json, [figure]);
        }

        await SayAsync($"{figure.Name}: {figure.Value} (target: {figure.Target}), {(figure.Met ? "met" : "NOT met")}");
        return figure.Met ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private async Task<TimeSpan> UnkilledAsync(CancellationToken cancel)
    {
        using ReplayKillsChild child = Start("unkilled", fresh: true);
        await child.UntilDayAsync(0, _time, cancel);
        long started = _time.GetTimestamp();
        await child.UntilDayAsync(_options.Replay.Days, _time, cancel);
        TimeSpan taken = _time.GetElapsedTime(started);
        int exitCode = await child.EndAsync(cancel);
        return exitCode is ExitCodes.Done or ExitCodes.CheckFailed
            ? taken
            : throw new UserErrorException($"the unkilled replay ended with code {exitCode}: {child.LastWords}");
    }

    /// <summary>Kills by plan until the run is over; returns how many kills came in time.</summary>
    private async Task<int> KilledAsync(TimeSpan day, CancellationToken cancel)
    {
        int killed = 0;
        ReplayKillsChild child = Start("killed", fresh: true);
        try
        {
            foreach (PlannedKill kill in PlannedKill.Plan(_options.Kills, _options.Replay.Days, _options.Replay.Seed))
            {
                child = await UntilAsync(child, kill.AfterDay, cancel);
                await Task.Delay(day * kill.PerMille / 1_000, _time, cancel);
                int done = child.DaysDone;
                if (done >= _options.Replay.Days)
                {
                    await SayAsync("the run was over before the next kill");
                    break;
                }

                long moment = _time.GetTimestamp();
                if (kill.Target == KillTarget.App)
                {
                    child.Kill();
                    await child.EndAsync(cancel);
                    child.Dispose();
                    child = Start("killed", fresh: false);
                }
                else
                {
                    await ServerProcesses.KillAsync(Path.Combine(FolderOf("killed"), "postgres"), cancel);
                }

                killed++;
                child = await UntilAsync(child, done + 1, cancel);
                await SayAsync($"kill {kill.Number,3}: {kill.Target,-10} in day {done + 1,3}, the next day was over "
                    + $"{_time.GetElapsedTime(moment).TotalSeconds:N1} s later");
            }

            child = await UntilAsync(child, int.MaxValue, cancel);
            return killed;
        }
        finally
        {
            child.Dispose();
        }
    }

    /// <summary>
    /// Waits for a day, and starts the replay again when it gave up with a sentence; a run that is over is as far as
    /// any day.
    /// </summary>
    private async Task<ReplayKillsChild> UntilAsync(ReplayKillsChild child, int day, CancellationToken cancel)
    {
        for (int vain = 0; !await child.UntilDayAsync(day, _time, cancel); vain++)
        {
            int exitCode = await child.EndAsync(cancel);
            if (exitCode is ExitCodes.Done or ExitCodes.CheckFailed)
            {
                break;
            }

            if (exitCode != ExitCodes.BadInput || vain == MostVainStarts)
            {
                throw new InvariantBrokenException($"the killed replay ended with code {exitCode}: {child.LastWords}");
            }

            await SayAsync($"it ended ({child.LastWords}) and is started again");
            child.Dispose();
            child = Start("killed", fresh: false);
        }

        return child;
    }

    private async Task<bool> CompareAsync(CancellationToken cancel)
    {
        await using Installation unkilled = await _open(ParseOf("unkilled"), cancel);
        await using Installation killed = await _open(ParseOf("killed"), cancel);
        bool identical = true;
        foreach (ComparedBooks aspect in await ReplayComparison.RunAsync(unkilled, killed, cancel))
        {
            identical &= aspect.Differences == 0;
            await SayAsync(aspect.Differences == 0
                ? $"{aspect.What}: {aspect.Rows:N0} rows, identical"
                : $"{aspect.What}: {aspect.Differences:N0} of {aspect.Rows:N0} rows differ; {aspect.First}");
        }

        identical &= await IsSoundAsync("unkilled", unkilled, cancel);
        identical &= await IsSoundAsync("killed", killed, cancel);
        return identical;
    }

    private async Task<bool> IsSoundAsync(string name, Installation installation, CancellationToken cancel)
    {
        VerifyReport report = await new Verifier(installation.App, _time).RunAsync(progress: null, cancel);
        VerifyCheck? wrong = report.Checks.FirstOrDefault(check => check.FindingCount > 0);
        await SayAsync(wrong is null
            ? $"verify {name}: nothing wrong"
            : $"verify {name}: {wrong.Name}: {wrong.Findings[0]}");
        return report.IsOk;
    }

    private ReplayKillsChild Start(string name, bool fresh) =>
        ReplayKillsChild.Start([.. ArgumentsOf(name), .. fresh ? ["--fresh"] : Array.Empty<string>()]);

    private ParseResult ParseOf(string name) => _parsed.RootCommandResult.Command.Parse([.. ArgumentsOf(name)]);

    private List<string> ArgumentsOf(string name)
    {
        ReplayOptions replay = _options.Replay;
        List<string> arguments =
        [
            .. PassedOn(), "--data", FolderOf(name), "--out", Path.Combine(_options.OutFolder, name),
            "--people", $"{replay.People}", "--days", $"{replay.Days}", "--seed", $"{replay.Seed}",
        ];
        if (replay.InputFolder is not null)
        {
            arguments.AddRange(["--input", replay.InputFolder]);
        }

        return arguments;
    }

    private IEnumerable<string> PassedOn()
    {
        bool isValueOfOwn = false;
        foreach (Token token in _parsed.Tokens)
        {
            bool isOwn = Own.Contains(token.Value);
            if (!isOwn && !isValueOfOwn && token.Value != "--fresh")
            {
                yield return token.Value;
            }

            isValueOfOwn = isOwn;
        }
    }

    private string FolderOf(string name) => Path.Combine(_data, name);

    private Task SayAsync(string text) => _output.WriteLineAsync(text);
}
