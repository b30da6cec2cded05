using System.Text;
using Huoqi.Bench;
using Huoqi.Figures;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.RulesTests.Benches;

/// <summary>What is read of Lighthouse's reports, and what figures come of them.</summary>
public sealed class LighthouseReportTests
{
    [Fact]
    public async Task A_demo_that_does_not_answer_is_named()
    {
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(() => DemoTour.BeginAsync(
            new("http://localhost:1/"), "en", "000000", TestContext.Current.CancellationToken));
        Assert.StartsWith("http://localhost:1/ does not answer (", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scores_and_what_lowers_them_are_read()
    {
        LighthouseReport report = Read(Categories(performance: "0.945", accessibility: "0.9", practice: "1"));
        Assert.Equal(new(95, 90, 100), report.Scores);
        Assert.False(report.Scores.AreMet);
        Assert.Equal(new Uri("http://localhost:5080/sign-in"), report.Shown);
        Assert.Equal(
            [
                "performance: total-blocking-time (Total Blocking Time, 650 ms)",
                "performance: render-blocking (Render blocking requests)",
                "accessibility: meta-refresh (The document uses meta refresh)",
            ],
            report.Failed.Select(audit => audit.ToString()));
    }

    [Fact]
    public void A_page_that_could_not_be_measured_has_no_report()
    {
        UserErrorException failed = Assert.Throws<UserErrorException>(() => Read(
            """ "runtimeError": { "code": "NO_FCP", "message": "The page did not paint." }, """
            + Categories("1", "1", "1")));
        Assert.Contains("The page did not paint.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_without_a_score_is_not_taken_for_zero_or_for_good()
    {
        UserErrorException failed =
            Assert.Throws<UserErrorException>(() => Read(Categories("1", "1", practice: "null")));
        Assert.Contains("best-practices", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 90 }, 90)]
    [InlineData(new[] { 100, 80, 96 }, 96)]
    [InlineData(new[] { 100, 94 }, 94)]
    [InlineData(new[] { 91, 99, 97, 95 }, 95)]
    public void Of_the_runs_of_a_page_the_median_counts_and_of_two_the_lower(int[] runs, int median) => Assert.Equal(
        new(median, 100, 100),
        LighthouseScores.Median([.. runs.Select(points => new LighthouseScores(points, 100, 100))]));

    [Fact]
    public void The_figures_are_those_of_the_lowest_page_in_each_category()
    {
        IReadOnlyList<Figure> figures = LighthouseBench.FiguresOf([new(99, 100, 96), new(95, 98, 100)]);
        Assert.Equal([2m, 95m, 98m, 96m], figures.Select(figure => figure.Value!.Value));
        // Two pages are not all of them.
        Assert.Equal([false, true, false, false], figures.Select(figure => figure.Met));
    }

    [Fact]
    public void What_was_not_measured_is_not_met() =>
        Assert.All(LighthouseBench.FiguresOf([]), figure => Assert.True(figure is { Value: null, Met: false }));

    private static LighthouseReport Read(string inside) => LighthouseReport.Read(Encoding.UTF8.GetBytes($$"""
        {
            "requestedUrl": "http://localhost:5080/move",
            "finalDisplayedUrl": "http://localhost:5080/sign-in",
            {{inside}}
            "audits": {
                "total-blocking-time": { "title": "Total Blocking Time", "score": 0.46, "displayValue": "650 ms" },
                "first-paint": { "title": "First Paint", "score": 0.93, "displayValue": "1.0 s" },
                "render-blocking": { "title": "Render blocking requests", "score": 0 },
                "meta-refresh": { "title": "The document uses meta refresh", "score": 0 },
                "target-size": { "title": "Targets are large", "score": null },
                "source-maps": { "title": "Has no source maps", "score": 0 }
            }
        }
        """));

    // The map of the sources weighs nothing, and so it lowers nothing.
    private static string Categories(string performance, string accessibility, string practice) => $$"""
        "categories": {
            "performance": {
                "score": {{performance}},
                "auditRefs": [
                    { "id": "total-blocking-time", "weight": 30 }, { "id": "first-paint", "weight": 10 },
                    { "id": "render-blocking", "weight": 0 }
                ]
            },
            "accessibility": {
                "score": {{accessibility}},
                "auditRefs": [{ "id": "meta-refresh", "weight": 10 }, { "id": "target-size", "weight": 7 }]
            },
            "best-practices": {
                "score": {{practice}},
                "auditRefs": [{ "id": "source-maps", "weight": 0 }]
            }
        },
        """;
}
