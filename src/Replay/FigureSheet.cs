using System.Globalization;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>
/// The figures of a replay under their fixed names, not measured until set. At full size the targets are those
/// promised; in a smaller replay the counts that grow with people or days are scaled down (docs/figures.md).
/// </summary>
public sealed class FigureSheet
{
    public const string YieldDaysEqual = "yield_days_equal";
    public const string IncomeDaysExact = "income_days_exact";
    public const string SampledPeopleEqual = "sampled_people_equal";
    public const string PlantedFenFound = "planted_fen_found";
    public const string IncomeTotalDifference = "income_total_difference";
    public const string IncomeDaysWithinOnePercent = "income_days_within_one_percent";
    public const string ClosingDifference = "closing_difference";
    public const string ReportedBreaks = "reported_breaks";
    public const string ReportedBreakAmount = "reported_break_amount";
    public const string Acts = "acts";
    public const string PeopleWithTenActs = "people_with_ten_acts";
    public const string TopShareOpening = "top_share_opening";
    public const string TopShareClosing = "top_share_closing";
    public const string VerifyFindings = "verify_findings";
    public const string WallTime = "wall_time";
    public const string PeakMemory = "peak_memory";
    public const string KillRunsIdentical = "kill_runs_identical";
    public const string TestTime = "test_time";

    private const int FullDays = 427;
    private readonly List<Figure> _figures = [];

    /// <param name="plan">The plan that was replayed; it says how far the targets are scaled down.</param>
    public FigureSheet(ReplayPlan plan)
    {
        int days = plan.Days.Count;
        bool allDays = days == FullDays;

        // A part of the fund's year, or few people, need not look like the whole: only the whole promises these.
        bool isFull = allDays && plan.People >= YuebaoDay.PeopleInData;
        int breaks = plan.Days.Any(day => day.Date == new DateOnly(2013, 8, 13)) ? 1 : 0;
        FigureTarget shares = isFull ? FigureTarget.Within(20, 60) : FigureTarget.Within(0, 100);
        decimal size = (decimal)plan.People * days / (YuebaoDay.PeopleInData * FullDays);
        Add(YieldDaysEqual, "7-day yields equal to the published three decimals", "days",
            FigureTarget.Exactly(Math.Max(0, days - 6)));
        Add(IncomeDaysExact, "Days on which the income posted to holders sums to the day's income", "days",
            FigureTarget.Exactly(days));
        Add(SampledPeopleEqual, "Sampled people equal to the naive model on every day", "people",
            FigureTarget.Exactly(Math.Min(500, plan.People)));
        Add(PlantedFenFound, "Planted single fen found", "fen", FigureTarget.Exactly(1));
        Add(IncomeTotalDifference, "Total income against the reported one", "%",
            isFull ? FigureTarget.Within(-0.26m, 0.26m) : FigureTarget.Within(-3, 3));
        Add(IncomeDaysWithinOnePercent, "Days whose income is within 1 % of the reported one", "days",
            FigureTarget.AtLeast(isFull ? 375 : 0));
        Add(ClosingDifference, "Closing less reported closing, income difference taken off", "yuan",
            FigureTarget.Exactly(plan.ReportedBreakFen / 100m));
        Add(ReportedBreaks, "Breaks found in the reported figures", "breaks", FigureTarget.Exactly(breaks));
        Add(ReportedBreakAmount, "Amount of the breaks in the reported figures", "yuan",
            FigureTarget.Exactly(-1.00m * breaks));
        Add(Acts, "Acts answered done", "acts", FigureTarget.AtLeast(decimal.Floor(500_000 * size)));
        Add(PeopleWithTenActs, "People who act ten times or more", "people",
            FigureTarget.AtLeast(allDays ? decimal.Floor(20_000 * size) : 0));
        Add(TopShareOpening, "Share of the top 1 % of people at the opening", "%", shares);
        Add(TopShareClosing, "Share of the top 1 % of people at the closing", "%", shares);
        Add(VerifyFindings, "Findings of verify", "findings", FigureTarget.Exactly(0));
        Add(WallTime, "Wall time of the replay", "s", FigureTarget.AtMost(180));
        Add(PeakMemory, "Peak memory of the app", "MB", FigureTarget.AtMost(1_000));
        Add(KillRunsIdentical, "Killed and resumed runs identical to the unkilled one", "runs",
            FigureTarget.Exactly(20));
        Add(TestTime, "Time of ./test on a warm machine", "minutes", FigureTarget.AtMost(30));
    }

    /// <summary>All figures, in the order of docs/figures.md.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Enters what was measured, in the figure's unit.</summary>
    public void Set(string name, decimal value)
    {
        int at = _figures.FindIndex(figure => figure.Name == name);
        Invariant.Holds(at >= 0);
        _figures[at] = _figures[at] with { Value = value };
    }

    private void Add(string name, string what, string unit, FigureTarget target) =>
        _figures.Add(new(name, what, Value: null, unit, target));
}

/// <summary>Numbers as people read them: thousands separated, a minus sign that is one, no spare zeros.</summary>
internal static class Amounts
{
    /// <summary>Fen as yuan with two decimals.</summary>
    public static string Yuan(long fen) => Signed((fen / 100m).ToString("N2", CultureInfo.InvariantCulture));

    public static string Count(long count) => Signed(count.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>0.001 % as percent with three decimals.</summary>
    public static string Yield(int thousandths) => (thousandths / 1000m).ToString("N3", CultureInfo.InvariantCulture);

    /// <summary>A measured value, rounded for reading only.</summary>
    public static string Read(decimal value) => Signed(value.ToString("#,0.####", CultureInfo.InvariantCulture));

    /// <summary>For machines and targets: no thousands separator, the decimals as given.</summary>
    public static string Plain(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Signed(string text) => text.Replace('-', '\u2212');
}
