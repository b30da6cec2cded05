using System.CommandLine;
using Huoqi.Kernel;
using Huoqi.Replay;
using Spectre.Console;

namespace Huoqi.Cli;

/// <summary><c>huoqi replay</c>: fourteen real months through the real acts, checked to the fen.</summary>
internal static class ReplayVerb
{
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

    public static Command Create(OpenInstallation open)
    {
        Command replay = new("replay",
            "Run the real acts through 427 published days of a real money-market fund, and check every figure.")
        {
            People, Days, Seed, Out, Json, Fresh,
        };
        replay.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            ReplayOptions options = new(
                parsed.GetRequiredValue(People), parsed.GetRequiredValue(Days), parsed.GetRequiredValue(Seed));
            ReplayReport report = await RunAsync(installation, options, parsed.GetValue(Fresh), cancel);
            string folder = Path.GetFullPath(parsed.GetRequiredValue(Out));
            report.Write(folder);
            if (parsed.GetValue(Json) is { } json)
            {
                FiguresJson.Write(Path.GetFullPath(json), report.Figures);
            }

            ReplayTable.Print(report, Path.Combine(folder, ReplayReport.HtmlFile));
            return ReplayTable.IsMet(report) ? ExitCodes.Done : ExitCodes.CheckFailed;
        });
        return replay;
    }

    private static async Task<ReplayReport> RunAsync(
        Installation installation, ReplayOptions options, bool fresh, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected)
        {
            return await Replayer.RunAsync(installation, options, fresh, new LineProgress().Tell, Console.WriteLine, cancel);
        }

        return await AnsiConsole.Progress()
            .AutoClear(enabled: false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask days = context.AddTask("starting", maxValue: options.Days);
                TimeProvider time = TimeProvider.System;
                long started = time.GetTimestamp();
                string stage = "";
                return await Replayer.RunAsync(installation, options, fresh, progress =>
                {
                    stage = progress.Stage.Length > 0 ? progress.Stage : stage;
                    double seconds = time.GetElapsedTime(started).TotalSeconds;
                    days.Value = progress.DaysDone;
                    days.Description = $"{stage}  {progress.Acts:N0} acts, {progress.Acts / Math.Max(1, seconds):N0}/s";
                }, text => AnsiConsole.MarkupLineInterpolated($"{text}"), cancel);
            });
    }

    /// <summary>Progress where there is no terminal: a line now and then.</summary>
    private sealed class LineProgress
    {
        private const int DaysBetweenLines = 20;

        private readonly long _started = TimeProvider.System.GetTimestamp();
        private int _told = -1;

        public void Tell(ReplayProgress progress)
        {
            if (progress.DaysDone / DaysBetweenLines <= _told)
            {
                return;
            }

            _told = progress.DaysDone / DaysBetweenLines;
            double seconds = TimeProvider.System.GetElapsedTime(_started).TotalSeconds;
            double left = progress.DaysDone == 0 ? 0 : seconds / progress.DaysDone * (progress.Days - progress.DaysDone);
            Console.WriteLine(
                $"day {progress.DaysDone} of {progress.Days}, {progress.Acts:N0} acts, "
                + $"{progress.Acts / Math.Max(1, seconds):N0}/s, about {left:N0} s left");
        }
    }
}
