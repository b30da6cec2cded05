using System.CommandLine;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Web;

namespace Huoqi.Cli.Up;

/// <summary><c>huoqi web</c>: one more process on the database of a running platform.</summary>
internal static class WebVerb
{
    private static readonly Option<bool> WithoutWorkers = new("--without-workers")
    {
        Description = "Pages and API only: the business day and the loops are another process's.",
    };

    private static readonly Option<string?> Site = new("--site")
    {
        Description = "The address people use, where it is not this process's own: a proxy's.",
        HelpName = "address",
    };

    public static Command Create(OpenInstallation open)
    {
        Command web = new("web", "One more process of pages and API on the same database (--database).")
        {
            UpVerb.SecretsFile, WithoutWorkers, Site,
        };
        foreach (Option option in Serving.Options)
        {
            web.Options.Add(option);
        }

        web.SetAction((parsed, cancel) => RunAsync(open, parsed, cancel));
        return web;
    }

    private static async Task<int> RunAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        WebOptions serving = Serving.Of(parsed);
        Uri site = SiteOf(parsed.GetValue(Site), serving.Port);
        await using Installation installation = await open(parsed, cancel);
        Secrets secrets = await Secrets.OfAsync(installation, parsed.GetValue(UpVerb.SecretsFile), cancel);
        PartnerAddresses partners = await PartnerAddresses.FindAsync(new(installation.Db), cancel)
            ?? throw new UserErrorException(
                $"Nobody runs the partners of {installation.Server}; start huoqi up on it first.");
        DemoDesk desk = new(installation);
        DemoFacts? demo = desk.IsDemo
            ? await desk.FactsAsync(new(), await desk.SeriesAsync(cancel), cancel)
            : null;
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, TimeProvider.System, cancel);
        TextWriter output = parsed.InvocationConfiguration.Output;
        await using Running running = await Running.StartAsync(
            new(installation, clock, secrets, partners, site, demo), clock,
            new(serving, WithWorkers: !parsed.GetValue(WithoutWorkers), WithMall: false),
            text => Console.Error.WriteLine($"huoqi: {text}"), cancel);
        await output.WriteLineAsync($"ready: {running.Address.GetLeftPart(UriPartial.Authority)}  (Ctrl-C stops it)");
        await output.FlushAsync(cancel);
        await UpVerb.UntilStoppedAsync(installation, cancel);
        return ExitCodes.Done;
    }

    private static Uri SiteOf(string? text, int port)
    {
        if (text is null)
        {
            return new($"http://localhost:{port}");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? site) && site.Scheme is "http" or "https"
            ? site
            : throw new UserErrorException(
                $"--site {text} is no address; write it like https://example.org and no path.");
    }
}
