using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Huoqi.Customers;

/// <summary>A statement as a workbook of one sheet, written row by row.</summary>
internal static class XlsxExport
{
    private const int FirstNumber = 3;
    private const int LastNumber = 6;

    public static async Task WriteAsync(PeriodStatement statement, Stream output, CancellationToken cancel)
    {
        // A package needs to go back in its stream; an answer to a browser cannot.
        using MemoryStream package = new();
        Fill(statement, package, cancel);
        package.Position = 0;
        await package.CopyToAsync(output, cancel);
    }

    private static void Fill(PeriodStatement statement, Stream package, CancellationToken cancel)
    {
        using SpreadsheetDocument document = SpreadsheetDocument.Create(package, SpreadsheetDocumentType.Workbook);
        WorkbookPart workbook = document.AddWorkbookPart();
        WorksheetPart sheet = workbook.AddNewPart<WorksheetPart>();
        using (OpenXmlWriter writer = OpenXmlWriter.Create(sheet))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            Row(writer, Exports.Columns, numbers: false);
            Row(writer, Exports.Balance(
                "opening-balance", statement.From, statement.OpeningWallet, statement.OpeningUnits), numbers: true);
            foreach (StatementRow row in statement.Rows)
            {
                cancel.ThrowIfCancellationRequested();
                Row(writer, Exports.CellsOf(row), numbers: true);
            }

            Row(writer, Exports.Balance(
                "closing-balance", statement.Through, statement.ClosingWallet, statement.ClosingUnits), numbers: true);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        using OpenXmlWriter book = OpenXmlWriter.Create(workbook);
        book.WriteStartElement(new Workbook());
        book.WriteStartElement(new Sheets());
        book.WriteElement(new Sheet { Name = "statement", SheetId = 1, Id = workbook.GetIdOfPart(sheet) });
        book.WriteEndElement();
        book.WriteEndElement();
    }

    /// <summary>Texts stand in the cells as texts: nothing in them is ever a formula.</summary>
    private static void Row(OpenXmlWriter writer, string[] cells, bool numbers)
    {
        writer.WriteStartElement(new Row());
        for (int i = 0; i < cells.Length; i++)
        {
            bool isNumber = numbers && i is >= FirstNumber and <= LastNumber && cells[i].Length > 0;
            writer.WriteElement(isNumber
                ? new Cell { DataType = CellValues.Number, CellValue = new CellValue(cells[i]) }
                : new Cell
                {
                    DataType = CellValues.InlineString,
                    InlineString = new InlineString(
                        new Text(Plain(cells[i])) { Space = SpaceProcessingModeValues.Preserve }),
                });
        }

        writer.WriteEndElement();
    }

    /// <summary>Without characters that XML cannot hold.</summary>
    internal static string Plain(string text) => string.Concat(text.EnumerateRunes()
        .Where(rune => rune.Value is '\t' or '\n' or '\r' or >= 0x20 and not 0xFFFE and not 0xFFFF)
        .Select(rune => rune.ToString()));
}
