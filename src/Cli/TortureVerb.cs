using System.CommandLine;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Torture;
using Spectre.Console;

namespace Huoqi.Cli;

/// <summary><c>huoqi torture</c>: the fault rig, for as long as one likes.</summary>
internal static class TortureVerb
{
    private const int LongestBackSeconds = 30;

    private static readonly Option<int?> Minutes = new("--minutes")
    {
        Description = "As much as fits into so many minutes; the least tortured comes first.",
        HelpName = "N",
    };

    private static readonly Option<bool> All = new("--all")
    {
        Description = "Exactly the counts of the table in docs/reliability.md; goes on after Ctrl-C.",
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The same seed gives the same requests and the same moments; progress is kept by seed.",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Only these faults (see --list), \"rounds\" or \"controls\".",
        HelpName = "fault",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description = "Say which faults there are, and which this machine cannot do.",
    };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "File for the figures, for machines (docs/figures.md).",
        HelpName = "file",
    };

    private static readonly Option<bool> Fresh = new("--fresh")
    {
        Description = "Forget what earlier runs of this seed have finished.",
    };

    public static Command Create(OpenInstallation open)
    {
        Command torture = new("torture",
            "Kill, cut and fill everything in mid-load, and prove that nothing is lost, doubled or wrongly answered.")
        {
            Minutes, All, Seed, Only, List, Json, Fresh,
        };
        torture.SetAction((parsed, cancel) => parsed.GetValue(List) ? ListAsync(parsed) : RunAsync(parsed, cancel));
        return torture;
    }

    private static async Task<int> ListAsync(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        foreach (Fault fault in FaultList.All)
        {
            string skipped = fault.WhyNot() is { } why ? $" (not here: {why})" : "";
            await output.WriteLineAsync($"{fault.Name,-16} {fault.What}{skipped}");
        }

        await output.WriteLineAsync(
            $"{Torturer.Rounds,-16} one balance spent 200 times at once, one key sent 50 times at once");
        await output.WriteLineAsync($"{Torturer.ControlNames,-16} planted bugs, each of which must be found");
        return ExitCodes.Done;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UserErrorException(
                "torture needs Linux, where processes can be stopped and killed; use it there.");
        }

        int? minutes = parsed.GetValue(Minutes);
        if (minutes is null == !parsed.GetValue(All) || minutes is < 1 or > 10_000)
        {
            throw new UserErrorException("Say either --minutes N, with N from 1 to 10,000, or --all.");
        }

        Option<string> data =
            parsed.RootCommandResult.Command.Options.OfType<Option<string>>().Single(option => option.Name == "--data");
        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            WholeFile.RequireWritable(json);
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        Rig rig = new(
            Path.Combine(Path.GetFullPath(parsed.GetRequiredValue(data)), "torture"), OwnProgram.Command(),
            parsed.GetRequiredValue(Seed), output.WriteLine);
        TortureReport report = await new Torturer(rig).RunAsync(
            new()
            {
                Time = minutes is { } some ? TimeSpan.FromMinutes(some) : null,
                Only = parsed.GetValue(Only) ?? [],
                Fresh = parsed.GetValue(Fresh),
            },
            cancel);
        IReadOnlyList<Figure> figures = FiguresOf(report);
        if (json is not null)
        {
            FiguresJson.Write(json, figures);
        }

        Print(report, figures);
        bool isBackInTime = report.LongestBackMs is null or <= LongestBackSeconds * 1_000;
        bool isEnough = minutes is not null || parsed.GetValue(Only) is { Length: > 0 } || figures.All(f => f.Met);
        return report.IsSound && isBackInTime && isEnough ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static List<Figure> FiguresOf(TortureReport report)
    {
        Verdict verdict = report.Verdict;
        return
        [
            new(TortureFigures.Kills, "Kills of app, server and both", report.StrikesOf(FaultGroup.Kill), "kills",
                FigureTarget.AtLeast(300)),
            new(TortureFigures.PowerCuts, "Power cuts", report.StrikesOf(FaultGroup.PowerCut), "cuts",
                FigureTarget.AtLeast(50)),
            new(TortureFigures.Failovers, "Failovers to the standby", report.StrikesOf(FaultGroup.Failover),
                "failovers", FigureTarget.AtLeast(20)),
            new(TortureFigures.OtherFaults, "Strikes of the other fault that was struck least", report.FewestOfOthers,
                "strikes", FigureTarget.AtLeast(10)),
            new(TortureFigures.Restores, "Restores from backup under load", report.StrikesOf(FaultGroup.Restore),
                "restores", FigureTarget.AtLeast(5)),
            new(TortureFigures.Requests, "Requests compared with the ledger", verdict.Requests, "requests",
                FigureTarget.AtLeast(1)),
            new(TortureFigures.Lost, "Told done and not there", verdict.Lost, "requests", FigureTarget.Exactly(0)),
            new(TortureFigures.Doubled, "Wanted once and done twice", verdict.Doubled, "requests",
                FigureTarget.Exactly(0)),
            new(TortureFigures.WronglyAnswered, "Answered wrongly, or never",
                verdict.WronglyAnswered + verdict.Unanswered, "requests", FigureTarget.Exactly(0)),
            new(TortureFigures.BadBooks, "Bad audits, wrong balances and findings of verify",
                verdict.BadAudits + verdict.WrongBalances + verdict.VerifyFindings, "findings",
                FigureTarget.Exactly(0)),
            new(TortureFigures.DoubleSpendAttempts, "Spends of one balance at once", report.Attempts, "attempts",
                FigureTarget.AtLeast(Torturer.WholeAttempts)),
            new(TortureFigures.SameKeyRequests, "Requests with one key at once", report.SameKey, "requests",
                FigureTarget.AtLeast(Torturer.WholeAttempts)),
            new(TortureFigures.RoundsNotOneWinner, "Rounds without exactly one winner", report.NotOneWinner, "rounds",
                FigureTarget.Exactly(0)),
            new(TortureFigures.ControlsFound, "Planted bugs that were found", report.ControlsFound, "bugs",
                FigureTarget.Exactly(6)),
            new(TortureFigures.ServiceBack, "Longest time until every client was served again",
                report.LongestBackMs is { } ms ? ms / 1000m : null, "s", FigureTarget.AtMost(LongestBackSeconds)),
        ];
    }

    private static void Print(TortureReport report, IReadOnlyList<Figure> figures)
    {
        Table faults = new Table().AddColumns("fault", "strikes", "service back: median, longest", "skipped");
        foreach (Fault fault in FaultList.All)
        {
            IReadOnlyList<int> back = report.BackMsOf(fault.Name);
            faults.AddRow(
                fault.Name, $"{back.Count}",
                back.Count == 0 ? "" : $"{back[back.Count / 2] / 1000m:N1} s, {back[^1] / 1000m:N1} s",
                Markup.Escape(report.Skipped.GetValueOrDefault(fault.Name, "")));
        }

        AnsiConsole.Write(faults);
        FigureTable.Print(figures);
        AnsiConsole.WriteLine($"seed {report.Seed}: {report.Verdict}");
    }
}
