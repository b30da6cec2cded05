using Huoqi.Replay;
using Spectre.Console;

namespace Huoqi.Cli;

/// <summary>The end of a replay on the screen: what was run, the figures with their targets, where the report
/// lies.</summary>
internal static class ReplayTable
{
    /// <summary>Measured by commands of their own, not by a replay.</summary>
    private static readonly string[] Elsewhere = [FigureSheet.KillRunsIdentical, FigureSheet.TestTime];

    /// <summary>Whether every figure that this run could measure is met.</summary>
    public static bool IsMet(ReplayReport report) =>
        report.Figures.All(figure => figure.Met || figure.Value is null);

    /// <summary>Prints facts and figures.</summary>
    public static void Print(ReplayReport report, string page)
    {
        Table facts = new() { Border = TableBorder.None, ShowHeaders = false };
        facts.AddColumns("", "");
        foreach ((string name, string value) in report.Facts)
        {
            facts.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        AnsiConsole.Write(facts);
        FigureTable.Print(report.Figures.Where(figure => !Elsewhere.Contains(figure.Name)));
        foreach (ReportCheck check in report.Checks)
        {
            AnsiConsole.MarkupLineInterpolated($"{(check.Passed ? "ok  " : "NO  ")}{check.Check}: {check.Result}");
        }

        AnsiConsole.MarkupLineInterpolated($"report: {page}");
    }
}
