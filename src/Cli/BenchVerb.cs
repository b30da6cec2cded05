using System.CommandLine;
using Huoqi.Bench;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary><c>huoqi bench</c>: how fast the core is, against peers and raw limits on the same server.</summary>
internal static class BenchVerb
{
    /// <summary>Where the figures go; of every bench.</summary>
    public static Option<string?> Json { get; } = new("--json")
    {
        Description = "File for the figures: an array of {name, value, unit, target, met}.",
        HelpName = "file",
        Recursive = true,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long one measurement lasts.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
        Recursive = true,
    };

    /// <summary>How often is measured; of every bench.</summary>
    public static Option<int> Rounds { get; } = new("--rounds")
    {
        Description = "How often each is measured; the median counts.",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
        Recursive = true,
    };

    private static readonly Option<double> Scale = new("--scale")
    {
        Description = "Size of the data against the promised one; the figures are promised at 1.",
        HelpName = "share",
        DefaultValueFactory = _ => 1,
        Recursive = true,
    };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Of all: measures again what this data folder has measured already.",
    };

    public static Command Create(OpenInstallation open)
    {
        Command bench = new("bench", "Measure the core against pgbench and raw limits on the same server.")
        {
            Options = { Json, Seconds, Rounds, Scale },
        };
        foreach (IBench one in BenchList.All)
        {
            Command command = new(one.Name, $"Measure {one.What}.");
            command.SetAction((parsed, cancel) => RunAsync(open, parsed, [one], again: true, cancel));
            bench.Subcommands.Add(command);
        }

        bench.Subcommands.Add(LighthouseVerb.Create());

        Command all = new("all", "Measure all of it; what was measured already is kept, so that it can be resumed.")
        {
            Options = { Again },
        };
        all.SetAction((parsed, cancel) => RunAsync(open, parsed, BenchList.All, parsed.GetValue(Again), cancel));
        bench.Subcommands.Add(all);
        Command cold = new(IncomeBench.ColdVerb, "What the bench of income starts.") { Hidden = true };
        cold.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            await IncomeCold.PublishAsync(installation, parsed.InvocationConfiguration.Output, cancel);
            return ExitCodes.Done;
        });
        bench.Subcommands.Add(cold);
        return bench;
    }

    private static async Task<int> RunAsync(
        OpenInstallation open, ParseResult parsed, IReadOnlyList<IBench> benches, bool again, CancellationToken cancel)
    {
        int seconds = parsed.GetValue(Seconds);
        int rounds = parsed.GetValue(Rounds);
        double scale = parsed.GetValue(Scale);
        if (seconds < 1 || rounds < 1 || scale is not (> 0 and <= 1))
        {
            throw new UserErrorException(
                "--seconds and --rounds are at least 1, and --scale is above 0 and at most 1.");
        }

        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            WholeFile.RequireWritable(json);
        }

        await using Installation installation = await open(parsed, cancel);
        BenchSheet sheet = new(benches);
        BenchRun run = new(
            installation, sheet, parsed.InvocationConfiguration.Output, TimeSpan.FromSeconds(seconds), rounds, scale);
        foreach (IBench bench in benches)
        {
            if (!again && sheet.Load(run, bench))
            {
                run.Say($"{bench.Name}: measured before; --again measures anew");
                continue;
            }

            run.Say($"{bench.Name}: {bench.What}");
            await bench.RunAsync(run, cancel);
            sheet.Keep(run, bench);
        }

        FigureTable.Print(sheet.Figures);
        if (json is not null)
        {
            FiguresJson.Write(json, sheet.Figures);
        }

        return sheet.Figures.All(figure => figure.Met) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
