using Huoqi.Figures;
using Spectre.Console;

namespace Huoqi.Cli;

/// <summary>Figures with their targets on the screen.</summary>
internal static class FigureTable
{
    public static void Print(IEnumerable<Figure> figures)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn("figure");
        table.AddColumn(new TableColumn("measured").RightAligned());
        table.AddColumn("unit");
        table.AddColumn("target");
        table.AddColumn("met");
        foreach (Figure figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.What),
                figure.Value is { } value ? $"{value:#,0.####}" : "not measured",
                figure.Unit,
                figure.Target.ToString(), figure.Value is null ? "–" : figure.Met ? "yes" : "NO");
        }

        AnsiConsole.Write(table);
    }
}
