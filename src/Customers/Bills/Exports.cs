using System.Globalization;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>The forms in which a statement can be taken away.</summary>
public enum ExportFormat
{
    Csv = 1,
    Xlsx = 2,
    Ofx = 3,
    Beancount = 4,
}

/// <summary>Statements as files, all from the same rows.</summary>
public static class Exports
{
    /// <summary>The columns of the tables, in their order.</summary>
    internal static readonly string[] Columns =
    [
        "date", "number", "kind", "wallet_cny", "fund_units", "wallet_after_cny", "fund_units_after", "party",
        "reference",
    ];

    /// <summary>Writes a statement; the caller owns the stream, and names the file.</summary>
    public static Task WriteAsync(
        PeriodStatement statement, ExportFormat format, DateTimeOffset madeAt, Stream output,
        CancellationToken cancel = default) => format switch
        {
            ExportFormat.Csv => CsvAsync(statement, output, cancel),
            ExportFormat.Xlsx => XlsxExport.WriteAsync(statement, output, cancel),
            ExportFormat.Ofx => OfxExport.WriteAsync(statement, madeAt, output, cancel),
            ExportFormat.Beancount => BeancountExport.WriteAsync(statement, output, cancel),
        };

    /// <summary>The media type of a format.</summary>
    public static string MediaType(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.Ofx => "application/x-ofx",
        ExportFormat.Beancount => "text/plain; charset=utf-8",
    };

    /// <summary>What a file's name ends with.</summary>
    public static string Extension(ExportFormat format) => format switch
    {
        ExportFormat.Csv => ".csv",
        ExportFormat.Xlsx => ".xlsx",
        ExportFormat.Ofx => ".ofx",
        ExportFormat.Beancount => ".beancount",
    };

    /// <summary>A kind as machines read it: "payment-from-fund".</summary>
    internal static string NameOf(BillKind kind)
    {
        StringBuilder name = new();
        foreach (char letter in kind.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('-');
            }

            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }

    /// <summary>The other side in a few characters; a card only by its end.</summary>
    internal static string NameOf(BillParty party) =>
        party.MerchantName ?? (party.Person is { } person
            ? string.Create(CultureInfo.InvariantCulture, $"person {person}")
            : party.CardToken is { Length: > 0 } card ? $"card …{card[^Math.Min(4, card.Length)..]}" : "");

    /// <summary>The cells of a row; amounts are plain numbers.</summary>
    internal static string[] CellsOf(StatementRow row) =>
    [
        row.Date.ToString("yyyy-MM-dd"), row.No?.ToString() ?? "", NameOf(row.Kind), row.Wallet.ToPlain(),
        row.Units.ToPlain(), row.WalletAfter.ToPlain(), row.UnitsAfter.ToPlain(), NameOf(row.Party), row.Reference,
    ];

    /// <summary>
    /// Text that a spreadsheet would take for a formula gets an apostrophe in front: cells that begin with one of
    /// = + - @, a tab or a line end. Numbers are ours and stay as they are.
    /// </summary>
    internal static string Harmless(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'
            ? "'" + text
            : text;

    private static async Task CsvAsync(PeriodStatement statement, Stream output, CancellationToken cancel)
    {
        // The mark at the beginning tells spreadsheets that it is UTF-8.
        await using StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16_384,
            leaveOpen: true);
        await RowAsync(Columns);
        await RowAsync(Balance("opening-balance", statement.From, statement.OpeningWallet, statement.OpeningUnits));
        foreach (StatementRow row in statement.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            string[] cells = CellsOf(row);
            (cells[7], cells[8]) = (Harmless(cells[7]), Harmless(cells[8]));
            await RowAsync(cells);
        }

        await RowAsync(Balance("closing-balance", statement.Through, statement.ClosingWallet, statement.ClosingUnits));

        Task RowAsync(string[] cells) => text.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");
    }

    /// <summary>A cell by RFC 4180: in quotes where it has a comma, a quote or a line end.</summary>
    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The cells of an opening or closing balance.</summary>
    internal static string[] Balance(string name, DateOnly date, Money wallet, FundUnits units) =>
        [date.ToString("yyyy-MM-dd"), "", name, "", "", wallet.ToPlain(), units.ToPlain(), "", ""];
}
