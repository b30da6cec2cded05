using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>
/// A statement as a workbook of one sheet, written row by row: days are dates and amounts are numbers, so that both can
/// be sorted, filtered and added up; the header stays in sight.
/// </summary>
internal sealed class XlsxExport(PeriodStatement statement, ExportWords words, OpenXmlWriter writer)
{
    // The places of the styles in the stylesheet.
    private const uint Usual = 0, Bold = 1, Date = 2, Amount = 3, BoldDate = 4, BoldAmount = 5;

    private const uint DateForm = 164;
    private const uint AmountForm = 165;

    // In characters, for a day, a number, a kind, four amounts, a name and a reference.
    private static readonly int[] Widths = [12, 18, 22, 14, 14, 16, 16, 26, 30];

    // Day 0 of spreadsheets, which count 1900 as a leap year.
    private static readonly DateOnly FirstDay = new(1899, 12, 30);

    public static async Task WriteAsync(
        PeriodStatement statement, ExportWords words, Stream output, CancellationToken cancel)
    {
        // A package needs to go back in its stream; an answer to a browser cannot.
        using MemoryStream package = new();
        Fill(statement, words, package, cancel);
        package.Position = 0;
        await package.CopyToAsync(output, cancel);
    }

    private static void Fill(PeriodStatement statement, ExportWords words, Stream package, CancellationToken cancel)
    {
        using SpreadsheetDocument document = SpreadsheetDocument.Create(package, SpreadsheetDocumentType.Workbook);
        WorkbookPart workbook = document.AddWorkbookPart();
        WorksheetPart sheet = workbook.AddNewPart<WorksheetPart>();
        using (OpenXmlWriter writer = OpenXmlWriter.Create(sheet))
        {
            new XlsxExport(statement, words, writer).Write(cancel);
        }

        WorkbookStylesPart styles = workbook.AddNewPart<WorkbookStylesPart>();
        styles.Stylesheet = Styles();
        using OpenXmlWriter book = OpenXmlWriter.Create(workbook);
        book.WriteStartElement(new Workbook());
        book.WriteStartElement(new Sheets());
        book.WriteElement(new Sheet { Name = words.Sheet, SheetId = 1, Id = workbook.GetIdOfPart(sheet) });
        book.WriteEndElement();
        book.WriteEndElement();
    }

    private void Write(CancellationToken cancel)
    {
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(new SheetView(
            new Pane
            {
                VerticalSplit = 1,
                TopLeftCell = "A2",
                ActivePane = PaneValues.BottomLeft,
                State = PaneStateValues.Frozen,
            })
        {
            WorkbookViewId = 0,
        }));
        writer.WriteElement(new Columns(Widths.Select((width, place) => new Column
        {
            Min = (uint)place + 1,
            Max = (uint)place + 1,
            Width = width,
            CustomWidth = true,
        })));
        writer.WriteStartElement(new SheetData());
        Row([.. words.Columns.Select(column => Text(column, Bold))]);
        Balance(words.Opening, statement.From, statement.OpeningWallet, statement.OpeningUnits);
        foreach (StatementRow row in statement.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            Row(
            [
                Day(row.Date, Date), Text(row.No?.ToString() ?? ""), Text(words.KindName(row.Kind)),
                Number(row.Wallet, Amount), Number(row.Units.ToMoney(), Amount), Number(row.WalletAfter, Amount),
                Number(row.UnitsAfter.ToMoney(), Amount), Text(words.PartyName(row.Party)), Text(row.Reference),
            ]);
        }

        Balance(words.Closing, statement.Through, statement.ClosingWallet, statement.ClosingUnits);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private void Balance(string name, DateOnly day, Money wallet, FundUnits units) => Row(
    [
        Day(day, BoldDate), Text("", Bold), Text(name, Bold), Text("", Bold), Text("", Bold),
        Number(wallet, BoldAmount), Number(units.ToMoney(), BoldAmount), Text("", Bold), Text("", Bold),
    ]);

    private void Row(IEnumerable<Cell> cells)
    {
        writer.WriteStartElement(new Row());
        foreach (Cell cell in cells)
        {
            writer.WriteElement(cell);
        }

        writer.WriteEndElement();
    }

    private static Cell Day(DateOnly day, uint style) => Number($"{day.DayNumber - FirstDay.DayNumber}", style);

    private static Cell Number(Money amount, uint style) => Number(amount.ToPlain(), style);

    private static Cell Number(string digits, uint style) =>
        new() { DataType = CellValues.Number, StyleIndex = style, CellValue = new CellValue(digits) };

    /// <summary>Texts stand in the cells as texts: nothing in them is ever a formula.</summary>
    private static Cell Text(string text, uint style = Usual) => new()
    {
        DataType = CellValues.InlineString,
        StyleIndex = style,
        InlineString = new InlineString(new Text(Plain(text)) { Space = SpaceProcessingModeValues.Preserve }),
    };

    /// <summary>In the order of the schema; the first two fills are those that every workbook has.</summary>
    private static Stylesheet Styles() => new(
        new NumberingFormats(
            new NumberingFormat { NumberFormatId = DateForm, FormatCode = "yyyy\\-mm\\-dd" },
            new NumberingFormat { NumberFormatId = AmountForm, FormatCode = "#,##0.00;[Red]\\-#,##0.00" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            Format(0, bold: false), Format(0, bold: true), Format(DateForm, bold: false),
            Format(AmountForm, bold: false), Format(DateForm, bold: true), Format(AmountForm, bold: true)));

    private static CellFormat Format(uint number, bool bold) => new()
    {
        NumberFormatId = number,
        ApplyNumberFormat = number != 0,
        FontId = bold ? 1u : 0u,
        ApplyFont = bold,
        FillId = 0,
        BorderId = 0,
        FormatId = 0,
    };

    /// <summary>Without characters that XML cannot hold.</summary>
    internal static string Plain(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not 0xFFFE and not 0xFFFF)
        .Select(rune => rune.ToString()));
}
