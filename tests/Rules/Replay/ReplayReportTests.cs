using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The report says what was measured, is well-formed, and is written whole or not at all.</summary>
public sealed class ReplayReportTests
{
    private static readonly ReplayPlan Plan = RealData.Plan(seed: 1, people: 100, days: 60);

    [Theory]
    [InlineData(TargetKind.Exactly, "421", "421", "421", true)]
    [InlineData(TargetKind.Exactly, "421", "421", "420", false)]
    [InlineData(TargetKind.Exactly, "1.00", "1.00", "1", true)]
    [InlineData(TargetKind.AtLeast, "375", "375", "375", true)]
    [InlineData(TargetKind.AtLeast, "375", "375", "374", false)]
    [InlineData(TargetKind.AtMost, "180", "180", "180", true)]
    [InlineData(TargetKind.AtMost, "180", "180", "180.01", false)]
    [InlineData(TargetKind.Within, "-0.26", "0.26", "-0.26", true)]
    [InlineData(TargetKind.Within, "-0.26", "0.26", "-0.2601", false)]
    [InlineData(TargetKind.Within, "-0.26", "0.26", "0.27", false)]
    [InlineData(TargetKind.AtMost, "180", "180", null, false)]
    public void Met_is_computed_from_value_and_target(
        TargetKind kind, string low, string high, string? value, bool met)
    {
        FigureTarget target = new(kind, decimal.Parse(low), decimal.Parse(high));
        Figure figure = new("name", "what", value is null ? null : decimal.Parse(value), "days", target);

        Assert.Equal(met, figure.Met);
    }

    [Fact]
    public void The_targets_at_full_size_are_those_promised()
    {
        FigureSheet sheet = new(RealData.Plan(seed: 1, YuebaoDay.PeopleInData, days: 427));
        string[] told = [.. sheet.Figures.Select(figure => $"{figure.Name}: {figure.Target} {figure.Unit}")];

        Assert.Equal(
            [
                "yield_days_equal: exactly 421 days",
                "income_days_exact: exactly 427 days",
                "sampled_people_equal: exactly 500 people",
                "planted_fen_found: exactly 1 fen",
                "income_total_difference: within -0.26 to 0.26 %",
                "income_days_within_one_percent: at least 375 days",
                "closing_difference: exactly 1 yuan",
                "reported_breaks: exactly 1 breaks",
                "reported_break_amount: exactly -1.00 yuan",
                "acts: at least 500000 acts",
                "people_with_ten_acts: at least 20000 people",
                "top_share_opening: within 20 to 60 %",
                "top_share_closing: within 20 to 60 %",
                "verify_findings: exactly 0 findings",
                "wall_time: at most 180 s",
                "peak_memory: at most 1000 MB",
                "kill_runs_identical: exactly 20 runs",
                "test_time: at most 30 minutes",
            ],
            told);
        Assert.DoesNotContain(sheet.Figures, figure => figure.Met);
    }

    [Fact]
    public void Every_figure_is_listed_in_the_documentation()
    {
        string listed = File.ReadAllText(Path.Combine(RealData.Folder, "..", "..", "docs", "figures.md"));

        Assert.All(new FigureSheet(Plan).Figures, figure => Assert.Contains($"| `{figure.Name}` |", listed));
    }

    [Fact]
    public void A_figure_of_an_unknown_name_cannot_be_set() =>
        Assert.Throws<InvariantBrokenException>(() => new FigureSheet(Plan).Set("no_such_figure", 1));

    [Fact]
    public void The_json_has_one_object_per_figure_and_null_for_what_was_not_measured()
    {
        FigureSheet sheet = new(Plan);
        sheet.Set(FigureSheet.WallTime, 12.5m);

        using JsonDocument json = JsonDocument.Parse(FiguresJson.Text(sheet.Figures));
        JsonElement[] figures = [.. json.RootElement.EnumerateArray()];

        Assert.Equal(sheet.Figures.Count, figures.Length);
        JsonElement wall = figures.Single(figure => figure.GetProperty("name").GetString() == "wall_time");
        Assert.Equal(12.5m, wall.GetProperty("value").GetDecimal());
        Assert.Equal("s", wall.GetProperty("unit").GetString());
        Assert.Equal("at most 180", wall.GetProperty("target").GetString());
        Assert.True(wall.GetProperty("met").GetBoolean());
        JsonElement memory = figures.Single(figure => figure.GetProperty("name").GetString() == "peak_memory");
        Assert.Equal(JsonValueKind.Null, memory.GetProperty("value").ValueKind);
        Assert.False(memory.GetProperty("met").GetBoolean());
    }

    [Fact]
    public void The_page_is_well_formed_self_contained_and_shows_every_day_three_times()
    {
        XDocument page = Parsed(SampleReport.Of(Plan));
        string text = page.ToString();

        Assert.Equal(3, page.Descendants("svg").Count());
        Assert.All(page.Descendants("svg"), svg => Assert.NotEmpty(svg.Elements("title").Single().Value));
        Assert.All(page.Descendants("svg"), svg => Assert.Equal(2, svg.Elements("path").Count()));
        Assert.Equal(3 * 60, page.Descendants("details").Descendants("tbody").Elements("tr").Count());
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("http", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme: dark", text, StringComparison.Ordinal);
        Assert.Contains("a &lt;b&gt; &amp; \"c\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_nothing_is_a_page_too()
    {
        XDocument page = Parsed(new([], [], [], Reconciliation.Of([]), [], [], []));

        Assert.Contains("No day was replayed.", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_files_are_written_and_nothing_unfinished_stays()
    {
        string folder = Directory.CreateTempSubdirectory("huoqi-report-").FullName;
        try
        {
            SampleReport.Of(Plan).Write(Path.Combine(folder, "out"));
            string[] files = [.. Directory.GetFiles(Path.Combine(folder, "out")).Select(Path.GetFileName).Order()!];

            Assert.Equal(["breaks.csv", "days.csv", "figures.csv", "people-sample.csv", "report.html"], files);
            string[] days = File.ReadAllLines(Path.Combine(folder, "out", ReportCsv.DaysFile));
            Assert.Equal(61, days.Length);
            Assert.All(days, line => Assert.Equal(8, line.Split(',').Length));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_the_old_one_stays()
    {
        string folder = Directory.CreateTempSubdirectory("huoqi-report-").FullName;
        string path = Path.Combine(folder, "report.html");
        try
        {
            File.WriteAllText(path, "old");
            UserErrorException refusal = Assert.Throws<UserErrorException>(() => WholeFile.Write(path, writer =>
            {
                writer.Write("new");
                throw new IOException("No space left on device");
            }));

            Assert.Equal(
                $"{path} cannot be written (No space left on device); free some space or choose another folder.",
                refusal.Message);
            Assert.Equal("old", File.ReadAllText(path));
            Assert.Single(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static XDocument Parsed(ReplayReport report)
    {
        using StringWriter page = new();
        ReportHtml.Render(page, report);
        using StringReader text = new(page.ToString());
        using XmlReader reader = XmlReader.Create(text, new() { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
