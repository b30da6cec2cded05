using System.CommandLine;
using Huoqi.Bench;
using Huoqi.Cli.Up;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary><c>huoqi bench lighthouse</c>: Lighthouse at every page of a demo, as a phone on a slow network.</summary>
internal static class LighthouseVerb
{
    private static readonly Option<string[]> Pages = new("--page")
    {
        Description = "Measure this page only; may be given several times.",
        HelpName = "name",
    };

    private static readonly Option<string> Language = new("--language")
    {
        Description = "Language of the pages: zh-CN or en.",
        HelpName = "language",
        DefaultValueFactory = _ => "zh-CN",
    };

    private static readonly Option<string?> Site = new("--site")
    {
        Description = "A demo that runs already (huoqi up), else one is started and goes again.",
        HelpName = "address",
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "Folder for the report of each page, as HTML and JSON.",
        HelpName = "folder",
        DefaultValueFactory = _ => "out/lighthouse",
    };

    public static Command Create()
    {
        Command command = new("lighthouse", "Measure every page of a demo with Lighthouse, by Node.js and Chromium.")
        {
            Pages, Language, Site, Out,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        int rounds = parsed.GetValue(BenchVerb.Rounds);
        string language = parsed.GetRequiredValue(Language);
        if (rounds < 1 || language is not ("zh-CN" or "en"))
        {
            throw new UserErrorException("--rounds is at least 1, and --language is zh-CN or en.");
        }

        string? json = parsed.GetValue(BenchVerb.Json);
        if (json is not null)
        {
            WholeFile.RequireWritable(json);
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        LighthouseBench bench = new(
            new(DemoDesk.PaymentPassword, language, rounds, parsed.GetValue(Pages) ?? [],
                parsed.GetRequiredValue(Out)),
            output.WriteLine);
        IReadOnlyList<Figure> figures = SiteOf(parsed) is { } site
            ? await bench.RunAsync(site, cancel)
            : await bench.RunAsync(PostgresOf(parsed), cancel);
        FigureTable.Print(figures);
        if (json is not null)
        {
            FiguresJson.Write(json, figures);
        }

        return figures.All(figure => figure.Met) ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    // The demo is a huoqi of its own: where PostgreSQL's programs are holds for it too.
    private static IReadOnlyList<string> PostgresOf(ParseResult parsed) =>
        parsed.GetResult("--postgres")?.Tokens is [.., { } folder] ? ["--postgres", folder.Value] : [];

    private static Uri? SiteOf(ParseResult parsed)
    {
        string? text = parsed.GetValue(Site);
        return text is null ? null
            : Uri.TryCreate(text, UriKind.Absolute, out Uri? site) && site.Scheme is "http" or "https" ? site
            : throw new UserErrorException($"--site {text} is no address; give the one that huoqi up has printed.");
    }
}
