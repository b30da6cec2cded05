using System.CommandLine;
using System.Diagnostics;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Web;

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
            Demo, NoDemo, DemoPeople, DemoDays, SecretsFile, NoBrowser,
        };
        foreach (Option option in Serving.Options)
        {
            up.Options.Add(option);
        }

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
        WebOptions web = Serving.Of(parsed);
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
        Uri site = new($"http://localhost:{web.Port}");
        DemoSeries series = await desk.SeriesAsync(cancel);
        DemoFacts? facts = desk.IsDemo ? await desk.FactsAsync(wanted, series, cancel) : null;
        Plan plan = new(installation, secrets, site, series, facts, web);
        if (facts is not null)
        {
            await PeopleAsync(desk, plan, facts, output, cancel);
        }

        await ServeAsync(plan, parsed, cancel);
        return ExitCodes.Done;
    }

    private sealed record Plan(
        Installation Installation, Secrets Secrets, Uri Site, DemoSeries Series, DemoFacts? Demo, WebOptions Web);

    /// <summary>The demo's people have lived up to yesterday: from the beginning, or since it stood still.</summary>
    private static async Task PeopleAsync(
        DemoDesk desk, Plan plan, DemoFacts facts, TextWriter output, CancellationToken cancel)
    {
        if (await desk.FilledThroughAsync(cancel) is null)
        {
            await output.WriteLineAsync(
                $"Filling the demo: {facts.People} people, the real months {facts.RealFirst:yyyy-MM} to "
                + $"{facts.RealLast:yyyy-MM} moved to today …");
            await TimedAsync("The demo is filled", output, progress =>
                desk.FillAsync(facts, plan.Series, plan.Secrets, plan.Site, progress, cancel));
            return;
        }

        BusinessClock clock = await BusinessClock.StartAsync(plan.Installation.Db, TimeProvider.System, cancel);
        DateOnly standsAt = await desk.StandsAtAsync(cancel);
        if (standsAt < clock.Today)
        {
            await output.WriteLineAsync($"The demo stands at {standsAt:yyyy-MM-dd}; its people go on …");
            await TimedAsync("They have lived up to yesterday", output, progress => desk.GoOnAsync(
                facts, plan.Series, plan.Secrets, plan.Site, clock.Today, progress, cancel));
        }
    }

    private static async Task ServeAsync(Plan plan, ParseResult parsed, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        Installation installation = plan.Installation;
        InstallationFacts facts = new(installation.Db);
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, TimeProvider.System, cancel);
        await using Partners partners = await Partners.StartAsync(
            Path.Combine(installation.DataFolder, Partners.Folder),
            House.FundCode, plan.Series, clock,
            await PartnerAddresses.FindAsync(facts, cancel), cancel);
        await partners.Addresses.StateAsync(facts, cancel);
        await using Running running = await Running.StartAsync(
            new(installation, clock, plan.Secrets, partners.Addresses, plan.Site, plan.Demo), clock,
            new(plan.Web, WithWorkers: true, WithMall: true),
            text => Console.Error.WriteLine($"huoqi: {text}"), cancel);
        await output.WriteLineAsync($"ready: {running.Address.GetLeftPart(UriPartial.Authority)}  (Ctrl-C stops it)");
        if (installation.ForOtherProcesses is { } connection)
        {
            await output.WriteLineAsync(
                $"       one more process: huoqi web --database \"{connection}\" --data {installation.DataFolder}");
        }

        if (running.Calendar.WarningOn(clock.Today) is { } assumed)
        {
            await output.WriteLineAsync(assumed);
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

    private static async Task TimedAsync(string done, TextWriter output, Func<Action<DemoProgress>, Task> work)
    {
        long started = TimeProvider.System.GetTimestamp();
        int told = 0;
        await work(progress =>
        {
            int share = progress.DaysDone * 100 / progress.Days;
            if (share >= told + 10)
            {
                told = share / 10 * 10;
                output.WriteLine($"  day {progress.DaysDone} of {progress.Days}, {progress.Acts:N0} acts");
            }
        });
        long seconds = (long)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await output.WriteLineAsync($"{done} ({seconds} s).");
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
