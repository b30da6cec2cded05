using System.CommandLine;
using Huoqi.Bench;
using Huoqi.Cli.Up;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary><c>huoqi fuzz api</c>: malformed requests out of the OpenAPI document, and what became of them.</summary>
internal static class FuzzVerb
{
    private const int Promised = 1_000_000;

    private static readonly Option<int> Requests = new("--requests")
    {
        Description = "How many requests.",
        HelpName = "N",
        DefaultValueFactory = _ => Promised,
    };

    private static readonly Option<long?> Seed = new("--seed")
    {
        Description = "What reproduces a run; a fresh one is printed.",
        HelpName = "N",
    };

    private static readonly Option<int> AtOnce = new("--at-once")
    {
        Description = "How many requests at a time.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "File for the figures: an array of {name, value, unit, target, met}.",
        HelpName = "file",
    };

    public static Command Create(OpenInstallation open)
    {
        Command api = new("api", "Malformed requests to the API: no 5xx, no hang, nothing personal comes out.")
        {
            Requests, Seed, AtOnce, Json,
        };
        api.SetAction((parsed, cancel) => RunAsync(open, parsed, cancel));
        return new("fuzz", "Send what nobody should send.") { api };
    }

    private static async Task<int> RunAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        int requests = parsed.GetValue(Requests);
        int atOnce = parsed.GetValue(AtOnce);
        if (requests < 1 || atOnce is < 1 or > 64)
        {
            throw new UserErrorException("--requests is at least 1, and --at-once from 1 to 64.");
        }

        string? json = parsed.GetValue(Json);
        if (json is not null)
        {
            WholeFile.RequireWritable(json);
        }

        long seed = parsed.GetValue(Seed) ?? TimeProvider.System.GetUtcNow().UtcTicks;
        TextWriter output = parsed.InvocationConfiguration.Output;
        await output.WriteLineAsync($"seed {seed}");
        await using Installation installation = await open(parsed, cancel);
        await using FuzzHouse house = await FuzzHouse.StartAsync(installation, cancel);
        FuzzReport report = await new ApiFuzz(
            house.Target, new(requests, seed, atOnce, Patience: TimeSpan.FromSeconds(60)), output.WriteLine)
            .RunAsync(cancel);
        foreach ((int status, long count) in report.ByStatus.OrderBy(one => one.Key))
        {
            await output.WriteLineAsync($"  {status}: {count:N0}");
        }

        foreach (string finding in report.Findings)
        {
            await output.WriteLineAsync(finding);
        }

        IReadOnlyList<Figure> figures = report.FiguresFor(Promised);
        FigureTable.Print(figures);
        if (json is not null)
        {
            FiguresJson.Write(json, figures);
        }

        return figures.Skip(1).All(figure => figure.Met) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
