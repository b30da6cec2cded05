using System.CommandLine;
using System.Diagnostics;
using Huoqi.Demo;
using Huoqi.Kernel;

namespace Huoqi.Cli.Up;

/// <summary><c>huoqi up</c>: everything in one process, from the database to the pages, until Ctrl-C.</summary>
internal static class UpVerb
{
    // A demo of some hundred people; fewer shards are fewer commits for each step of a day.
    private const int DemoShards = 2;

    private static readonly Option<bool> Demo = new("--demo")
    {
        Description = "Fill a new installation with fourteen real months (the default when the data folder is new).",
    };

    private static readonly Option<bool> NoDemo = new("--no-demo")
    {
        Description = "Begin with empty books.",
    };

    private static readonly Option<int> DemoPeople = new("--demo-people")
    {
        Description = "How many people the demo has.",
        HelpName = "N",
        DefaultValueFactory = _ => new DemoOptions().People,
    };

    private static readonly Option<int> DemoDays = new("--demo-days")
    {
        Description = "How many days before today the demo has, at most all.",
        HelpName = "N",
        DefaultValueFactory = _ => int.MaxValue,
        Hidden = true,
    };

    private static readonly Option<bool> NoBrowser = new("--no-browser")
    {
        Description = "Do not open the page in a browser.",
    };

    /// <summary>The port of the pages; for <c>web</c> too.</summary>
    public static Option<int?> Port { get; } = new("--port")
    {
        Description = $"Port of the pages (else the first free one from {Ports.Default} on).",
        HelpName = "N",
    };

    /// <summary>The file of the secrets; for <c>web</c> too.</summary>
    public static Option<string?> SecretsFile { get; } = new("--secrets")
    {
        Description = $"File of the installation's secrets (else {Secrets.FileName} in the data folder).",
        HelpName = "file",
    };

    public static Command Create(OpenInstallation open)
    {
        Command up = new("up", "Start everything: database, partners, workers and the pages; Ctrl-C stops it.")
        {
            Demo, NoDemo, DemoPeople, DemoDays, Port, SecretsFile, NoBrowser,
        };
        up.SetAction((parsed, cancel) => RunAsync(open, parsed, cancel));
        return up;
    }

    private static async Task<int> RunAsync(OpenInstallation open, ParseResult parsed, CancellationToken cancel)
    {
        bool demo = parsed.GetValue(Demo);
        if (demo && parsed.GetValue(NoDemo))
        {
            throw new UserErrorException("--demo and --no-demo contradict each other; give one of them.");
        }

        // Of somebody else's database nobody wants a demo by surprise.
        bool isOther = parsed.GetResult("--database") is not null;
        bool fillsNew = demo || (!parsed.GetValue(NoDemo) && !isOther);
        DemoOptions wanted = OptionsOf(parsed);
        int port = Ports.Choose(PortOf(parsed));
        TextWriter output = parsed.InvocationConfiguration.Output;
        await using Installation installation = await open(
            parsed, cancel, fillsNew ? new(DemoShards, DemoDesk.Profile) : null);
        DemoDesk desk = new(installation);
        if (demo && !desk.IsDemo)
        {
            throw new UserErrorException(
                $"{installation.Server} was not made for a demo; name a new folder with --data, or leave --demo out.");
        }

        Secrets secrets = await Secrets.OfAsync(installation, parsed.GetValue(SecretsFile), cancel);
        Uri site = new($"http://localhost:{port}");
        DemoSeries series = await desk.SeriesAsync(cancel);
        DemoFacts? facts = desk.IsDemo ? await desk.FactsAsync(wanted, series, cancel) : null;
        if (facts is not null && !await desk.IsFilledAsync(cancel))
        {
            await FillAsync(desk, facts, series, secrets, site, output, cancel);
        }

        await ServeAsync(new(installation, secrets, site, series, facts, port), parsed, cancel);
        return ExitCodes.Done;
    }

    private sealed record Plan(
        Installation Installation, Secrets Secrets, Uri Site, DemoSeries Series, DemoFacts? Demo, int Port);

    private static async Task ServeAsync(Plan plan, ParseResult parsed, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        Installation installation = plan.Installation;
        InstallationFacts facts = new(installation.Db);
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, TimeProvider.System, cancel);
        await using Partners partners = await Partners.StartAsync(
            Path.Combine(installation.DataFolder, Partners.Folder),
            House.FundOf(Kernel.TradingCalendar.China).Code, plan.Series, clock,
            await PartnerAddresses.FindAsync(facts, cancel), cancel);
        await partners.Addresses.StateAsync(facts, cancel);
        await using Running running = await Running.StartAsync(
            new(installation, clock, plan.Secrets, partners.Addresses, plan.Site, plan.Demo), clock,
            new(plan.Port, WithWorkers: true, WithMall: true), text => Console.Error.WriteLine($"huoqi: {text}"),
            cancel);
        await output.WriteLineAsync($"ready: {running.Address.GetLeftPart(UriPartial.Authority)}  (Ctrl-C stops it)");
        if (installation.ForOtherProcesses is { } connection)
        {
            await output.WriteLineAsync(
                $"       one more process: huoqi web --database \"{connection}\" --data {installation.DataFolder}");
        }

        string? ends = CalendarEnd.WarningFor(House.CalendarOf(plan.Demo is not null), clock.Today);
        if (ends is not null)
        {
            await output.WriteLineAsync(ends);
        }

        await output.FlushAsync(cancel);
        if (!parsed.GetValue(NoBrowser) && !Console.IsOutputRedirected)
        {
            OpenBrowser(running.Address);
        }

        await UntilStoppedAsync(installation, cancel);
        await output.WriteLineAsync("stopping …");
    }

    /// <summary>Waits for Ctrl-C; throws when the database cannot be kept running.</summary>
    public static async Task UntilStoppedAsync(Installation installation, CancellationToken cancel)
    {
        try
        {
            throw await installation.ServerFailed.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how this verb ends.
        }
    }

    /// <summary>The named port, if it can be one.</summary>
    public static int? PortOf(ParseResult parsed) => parsed.GetValue(Port) is { } port and (< 0 or > 65_535)
        ? throw new UserErrorException($"--port {port} is no port; give a number from 1 to 65535.")
        : parsed.GetValue(Port);

    private static DemoOptions OptionsOf(ParseResult parsed)
    {
        (int people, int days) = (parsed.GetRequiredValue(DemoPeople), parsed.GetRequiredValue(DemoDays));
        if (people is < 10 or > 999)
        {
            throw new UserErrorException($"--demo-people {people} is not possible; give a number from 10 to 999.");
        }

        return days < 1
            ? throw new UserErrorException($"--demo-days {days} is not possible; give a number from 1 on.")
            : new(people, days);
    }

    private static async Task FillAsync(
        DemoDesk desk, DemoFacts facts, DemoSeries series, Secrets secrets, Uri site, TextWriter output,
        CancellationToken cancel)
    {
        await output.WriteLineAsync(
            $"Filling the demo: {facts.People} people, the real months {facts.RealFirst:yyyy-MM} to "
            + $"{facts.RealLast:yyyy-MM} moved to today …");
        long started = TimeProvider.System.GetTimestamp();
        int told = 0;
        await desk.FillAsync(facts, series, secrets, site, progress =>
        {
            int share = progress.DaysDone * 100 / progress.Days;
            if (share >= told + 10)
            {
                told = share / 10 * 10;
                output.WriteLine($"  day {progress.DaysDone} of {progress.Days}, {progress.Acts:N0} acts");
            }
        }, cancel);
        long seconds = (long)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await output.WriteLineAsync($"The demo is filled ({seconds} s).");
    }

    private static void OpenBrowser(Uri address)
    {
        string? opener = OperatingSystem.IsMacOS() ? "open"
            : Environment.GetEnvironmentVariable("DISPLAY") is not null ? "xdg-open" : null;
        if (opener is null)
        {
            return;
        }

        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(opener, [address.ToString()])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No browser to open: the address is on the screen.
        }
    }
}
