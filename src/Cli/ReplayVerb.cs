using System.CommandLine;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Replay;
using Spectre.Console;

namespace Huoqi.Cli;

/// <summary><c>huoqi replay</c>: fourteen real months through the real acts, checked to the fen.</summary>
internal static class ReplayVerb
{
    private const int PeopleWithKills = 3_000;
    private const int DaysWithKills = 120;

    private static readonly Option<int> People = new("--people")
    {
        Description = "How many people the real totals are spread over.",
        HelpName = "N",
        DefaultValueFactory = _ => 28_041,
    };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "How many of the 427 days, from the first.",
        HelpName = "N",
        DefaultValueFactory = _ => 427,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same seed gives the same acts.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for report.html and the CSV files.",
        HelpName = "folder",
        DefaultValueFactory = _ => "out/replay",
    };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "File for the figures, for machines (docs/figures.md).",
        HelpName = "file",
    };

    private static readonly Option<bool> Fresh = new("--fresh")
    {
        Description = "Begin anew, whatever an earlier replay left in the data folder.",
    };

    private static readonly Option<string?> Input = new("--input")
    {
        Description = "Folder with other data of the same form than those carried with the program.",
        HelpName = "folder",
    };

    private static readonly Option<int?> Kills = new("--kills")
    {
        Description = $"""
            Measure what a crash costs: run unkilled, then kill app and database N times, and compare the books
            (unless said otherwise with {PeopleWithKills:N0} people and {DaysWithKills} days).
            """.ReplaceLineEndings(" "),
        HelpName = "N",
    };

    public static Command Create(OpenInstallation open)
    {
        Command replay = new("replay",
            "Run the real acts through 427 published days of a real money-market fund, and check every figure.")
        {
            People, Days, Seed, Out, Json, Fresh, Input, Kills,
        };
        replay.SetAction((parsed, cancel) =>
            parsed.GetValue(Kills) is { } kills
                ? MeasureKillsAsync(open, parsed, kills, cancel)
                : ReplayAsync(open, parsed, cancel));
        return replay;
    }

    private static async Task<int> ReplayAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        // What a person can have got wrong comes before the minutes of work, and before anything is in the books.
        ReplayOptions options = OptionsOf(parsed, parsed.GetRequiredValue(People), parsed.GetRequiredValue(Days));
        IReadOnlyList<YuebaoDay> data = Replayer.ReadInput(options);
        string folder = Path.GetFullPath(parsed.GetRequiredValue(Out));
        string? json = parsed.GetValue(Json) is { } file ? Path.GetFullPath(file) : null;
        await using Installation installation = await open(parsed, cancel);
        ReplayReport.RequireWritable(folder, json);
        ReplayReport report = await RunAsync(installation, options, data, parsed.GetValue(Fresh), Deliver, cancel);
        ReplayTable.Print(report, Path.Combine(folder, ReplayReport.HtmlFile));
        return ReplayTable.IsMet(report) ? ExitCodes.Done : ExitCodes.CheckFailed;

        void Deliver(ReplayReport made)
        {
            made.Write(folder);
            if (json is not null)
            {
                FiguresJson.Write(json, made.Figures);
            }
        }
    }

    private static Task<int> MeasureKillsAsync(
        OpenInstallation open, ParseResult parsed, int kills, CancellationToken cancel)
    {
        ReplayOptions options = OptionsOf(
            parsed,
            parsed.GetResult(People) is { Implicit: false } ? parsed.GetRequiredValue(People) : PeopleWithKills,
            parsed.GetResult(Days) is { Implicit: false } ? parsed.GetRequiredValue(Days) : DaysWithKills);
        _ = Replayer.ReadInput(options);
        KillsOptions wanted = new(
            options, kills, Path.GetFullPath(parsed.GetRequiredValue(Out)),
            parsed.GetValue(Json) is { } json ? Path.GetFullPath(json) : null);
        return new ReplayKills(open, parsed, wanted).RunAsync(cancel);
    }

    private static ReplayOptions OptionsOf(ParseResult parsed, int people, int days) => new(
        people, days, parsed.GetRequiredValue(Seed),
        parsed.GetValue(Input) is { } input ? Path.GetFullPath(input) : null);

    private static async Task<ReplayReport> RunAsync(
        Installation installation, ReplayOptions options, IReadOnlyList<YuebaoDay> data, bool fresh,
        Action<ReplayReport> deliver, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected)
        {
            return await Replayer.RunAsync(
                installation, options, data, fresh, new LineProgress().Tell, Console.WriteLine, deliver, cancel);
        }

        return await AnsiConsole.Progress()
            .AutoClear(enabled: false)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask days = context.AddTask("starting", maxValue: options.Days);
                TimeProvider time = TimeProvider.System;
                long started = time.GetTimestamp();
                string stage = "";
                return await Replayer.RunAsync(installation, options, data, fresh, progress =>
                {
                    stage = progress.Stage.Length > 0 ? progress.Stage : stage;
                    double seconds = time.GetElapsedTime(started).TotalSeconds;
                    days.Value = progress.DaysDone;
                    days.Description = $"{stage}  {progress.Acts:N0} acts, {progress.Acts / Math.Max(1, seconds):N0}/s";
                }, text => AnsiConsole.MarkupLineInterpolated($"{text}"), deliver, cancel);
            });
    }

    /// <summary>Progress where there is no terminal: a line now and then.</summary>
    private sealed class LineProgress
    {
        private const int LinesInAll = 120;

        private readonly long _started = TimeProvider.System.GetTimestamp();
        private int _told = -1;

        public void Tell(ReplayProgress progress)
        {
            int daysBetween = (progress.Days + LinesInAll - 1) / LinesInAll;
            int line = progress.DaysDone == progress.Days ? int.MaxValue : progress.DaysDone / daysBetween;
            if (line <= _told)
            {
                return;
            }

            _told = line;
            double seconds = TimeProvider.System.GetElapsedTime(_started).TotalSeconds;
            int ahead = progress.Days - progress.DaysDone;
            double left = progress.DaysDone == 0 ? 0 : seconds / progress.DaysDone * ahead;
            Console.WriteLine(
                $"day {progress.DaysDone} of {progress.Days}, {progress.Acts:N0} acts, "
                + $"{progress.Acts / Math.Max(1, seconds):N0}/s, about {left:N0} s left");
        }
    }
}
