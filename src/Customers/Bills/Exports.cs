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

/// <summary>What a file says in the words of whoever takes it away.</summary>
public sealed record ExportWords
{
    /// <summary>The other side in a few characters: other people by their masked names, cards by their last digits.
    /// </summary>
    public required Func<BillParty, string> PartyName { get; init; }

    /// <summary>What a kind of bill is called.</summary>
    public required Func<BillKind, string> KindName { get; init; }

    /// <summary>What the columns are called, in their order: nine.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>What the sheet of a workbook is called.</summary>
    public required string Sheet { get; init; }

    /// <summary>The opening balance.</summary>
    public required string Opening { get; init; }

    /// <summary>The closing balance.</summary>
    public required string Closing { get; init; }
}

/// <summary>
/// Statements as files, all from the same rows. Text files name kinds and columns for machines; a workbook, which
/// people read, names them in their language.
/// </summary>
public static class Exports
{
    private static readonly string[] Columns =
    [
        "date", "number", "kind", "wallet_cny", "fund_units", "wallet_after_cny", "fund_units_after", "party",
        "reference",
    ];

    /// <summary>Writes a statement; the caller owns the stream, and names the file.</summary>
    public static Task WriteAsync(
        PeriodStatement statement, ExportFormat format, DateTimeOffset madeAt, ExportWords words, Stream output,
        CancellationToken cancel = default) => format switch
        {
            ExportFormat.Csv => CsvAsync(statement, words, output, cancel),
            ExportFormat.Xlsx => XlsxExport.WriteAsync(statement, words, output, cancel),
            ExportFormat.Ofx => OfxExport.WriteAsync(statement, madeAt, words, output, cancel),
            ExportFormat.Beancount => BeancountExport.WriteAsync(statement, words, output, cancel),
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

    /// <summary>
    /// Text that a spreadsheet would take for a formula gets an apostrophe in front: cells that begin with one of
    /// = + - @, a tab or a line end. Numbers are ours and stay as they are.
    /// </summary>
    internal static string Harmless(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'
            ? "'" + text
            : text;

    private static async Task CsvAsync(
        PeriodStatement statement, ExportWords words, Stream output, CancellationToken cancel)
    {
        // The mark at the beginning tells spreadsheets that it is UTF-8.
        await using StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16_384,
            leaveOpen: true);
        await RowAsync(Columns);
        await BalanceAsync("opening-balance", statement.From, statement.OpeningWallet, statement.OpeningUnits);
        foreach (StatementRow row in statement.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            await RowAsync(
            [
                Day(row.Date), row.No?.ToString() ?? "", NameOf(row.Kind), row.Wallet.ToPlain(), row.Units.ToPlain(),
                row.WalletAfter.ToPlain(), row.UnitsAfter.ToPlain(), Harmless(words.PartyName(row.Party)),
                Harmless(row.Reference),
            ]);
        }

        await BalanceAsync("closing-balance", statement.Through, statement.ClosingWallet, statement.ClosingUnits);

        Task RowAsync(string[] cells) => text.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");

        Task BalanceAsync(string name, DateOnly date, Money wallet, FundUnits units) =>
            RowAsync([Day(date), "", name, "", "", wallet.ToPlain(), units.ToPlain(), "", ""]);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");

    /// <summary>A cell by RFC 4180: in quotes where it has a comma, a quote or a line end.</summary>
    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0
        ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
