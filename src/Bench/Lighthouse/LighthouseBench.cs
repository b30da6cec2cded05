using System.Globalization;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>What is measured.</summary>
/// <param name="PaymentPassword">The one of the demo's person.</param>
/// <param name="Language">In which language pages are seen: "zh-CN" or "en".</param>
/// <param name="Rounds">How often each page is measured; the median counts.</param>
/// <param name="Only">Names of the pages to measure; empty for all of them.</param>
/// <param name="Folder">Where the report of each page goes.</param>
public sealed record LighthousePlan(
    string PaymentPassword, string Language, int Rounds, IReadOnlyList<string> Only, string Folder);

/// <summary>
/// Lighthouse at every page that a person sees, as a phone on a slow network. It stands beside the other benches and
/// not among them: it needs Node, npm and chromium, and a demo that runs.
/// </summary>
public sealed class LighthouseBench(LighthousePlan plan, Action<string> say)
{
    /// <summary>The pages of the tour; fewer say that some were left out.</summary>
    private const int Promised = 75;

    private const int Tries = 4;
    private const string LoadFile = "/proc/loadavg";

    /// <summary>The figures with their targets; not measured where there are no scores.</summary>
    public static IReadOnlyList<Figure> FiguresOf(IReadOnlyCollection<LighthouseScores> pages)
    {
        LighthouseScores? lowest = pages.Count == 0 ? null : LighthouseScores.Lowest(pages);
        LighthouseScores target = LighthouseScores.Target;
        return
        [
            new("web_lighthouse_pages", "pages measured by Lighthouse", pages.Count == 0 ? null : pages.Count, "pages",
                FigureTarget.AtLeast(Promised)),
            new("web_lighthouse_performance", "Lighthouse mobile, performance, the lowest page", lowest?.Performance,
                "points", FigureTarget.AtLeast(target.Performance)),
            new("web_lighthouse_accessibility", "Lighthouse mobile, accessibility, the lowest page",
                lowest?.Accessibility, "points", FigureTarget.AtLeast(target.Accessibility)),
            new("web_lighthouse_best_practice", "Lighthouse mobile, best practice, the lowest page",
                lowest?.BestPractice, "points", FigureTarget.AtLeast(target.BestPractice)),
        ];
    }

    /// <summary>Starts a demo of its own, and measures it.</summary>
    /// <param name="more">Further arguments of <c>huoqi up</c>.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<IReadOnlyList<Figure>> RunAsync(IReadOnlyList<string> more, CancellationToken cancel)
    {
        // What is missing is said before half a minute is spent on a demo.
        LighthouseTool tool = await ReadyAsync(cancel);
        say("starting a demo …");
        (DemoProcess demo, Uri site) = await DemoProcess.StartAsync(more, cancel);
        await using (demo)
        {
            return await MeasureAsync(tool, site, cancel);
        }
    }

    /// <summary>Measures a demo that runs already.</summary>
    public async Task<IReadOnlyList<Figure>> RunAsync(Uri site, CancellationToken cancel) =>
        await MeasureAsync(await ReadyAsync(cancel), site, cancel);

    private async Task<LighthouseTool> ReadyAsync(CancellationToken cancel)
    {
        SayHowBusy();
        return await LighthouseTool.ReadyAsync(say, cancel);
    }

    // Lighthouse takes each moment in which a page's thread waits for a core four times for the page's own.
    private void SayHowBusy()
    {
        if (File.Exists(LoadFile)
            && double.TryParse(
                File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture, out double load)
            && load > Environment.ProcessorCount / 2.0)
        {
            say($"This machine is busy (load {load:N1} on {Environment.ProcessorCount} cores): other programs lower "
                + "the points for performance; measure when it is quiet.");
        }
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(LighthouseTool tool, Uri site, CancellationToken cancel)
    {
        using DemoTour tour = await DemoTour.BeginAsync(site, plan.Language, plan.PaymentPassword, cancel);
        string[] unknown = [.. plan.Only.Except(tour.Pages.Select(page => page.Name), StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new UserErrorException(
                $"There is no page {unknown[0]}; there are {string.Join(", ", tour.Pages.Select(page => page.Name))}.");
        }

        string folder = Directory.CreateDirectory(plan.Folder).FullName;
        TourPage[] pages = [.. tour.Pages.Where(page => plan.Only.Count == 0 || plan.Only.Contains(page.Name))];
        say($"{pages.Length} pages, each {plan.Rounds} times; reports in {plan.Folder}");
        say($"  {"",-28} performance  accessibility  best practice");
        List<LighthouseScores> scores = [];
        foreach (TourPage page in pages)
        {
            LighthouseReport[] runs = new LighthouseReport[plan.Rounds];
            for (int round = 0; round < runs.Length; round++)
            {
                runs[round] = await MeasureAsync(
                    tool, page, Path.Combine(folder, $"{page.Name}.{round}"), cancel);
            }

            LighthouseScores median = LighthouseScores.Median([.. runs.Select(run => run.Scores)]);
            scores.Add(median);
            Say(page, median, runs);
            Keep(folder, page, median, runs);
        }

        return FiguresOf(scores);
    }

    // On a busy machine a browser is sometimes late and a run comes to nothing.
    private async Task<LighthouseReport> MeasureAsync(
        LighthouseTool tool, TourPage page, string report, CancellationToken cancel)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await tool.MeasureAsync(await page.FindAsync(cancel), HeadersOf(page), report, cancel);
            }
            catch (UserErrorException failure) when (tries < Tries)
            {
                say($"  {page.Name}, again: {failure.Message}");
            }
        }
    }

    private Dictionary<string, string> HeadersOf(TourPage page)
    {
        Dictionary<string, string> headers = new(StringComparer.Ordinal) { ["Accept-Language"] = plan.Language };
        if (page.Cookies() is { Length: > 0 } cookies)
        {
            headers["Cookie"] = cookies;
        }

        return headers;
    }

    private void Say(TourPage page, LighthouseScores median, LighthouseReport[] runs)
    {
        string each = string.Join(' ', runs.Select(run => run.Scores.Performance));
        say($"  {page.Name,-28} {median.Performance,11}  {median.Accessibility,13}  {median.BestPractice,13}"
            + (runs.Length > 1 ? $"   ({each})" : ""));
        if (median.AreMet)
        {
            return;
        }

        foreach (FailedAudit audit in runs.SelectMany(run => run.Failed).DistinctBy(audit => audit.Id))
        {
            say($"      {audit}");
        }
    }

    /// <summary>Keeps the reports of the median run, as the page's own; the others go.</summary>
    private static void Keep(string folder, TourPage page, LighthouseScores median, LighthouseReport[] runs)
    {
        int kept = Array.FindIndex(runs, run => run.Scores.Performance == median.Performance);
        foreach (string ending in new[] { "html", "json" })
        {
            for (int round = 0; round < runs.Length; round++)
            {
                string report = Path.Combine(folder, $"{page.Name}.{round}.report.{ending}");
                if (round == kept)
                {
                    File.Move(report, Path.Combine(folder, $"{page.Name}.{ending}"), overwrite: true);
                }
                else
                {
                    File.Delete(report);
                }
            }
        }
    }
}
