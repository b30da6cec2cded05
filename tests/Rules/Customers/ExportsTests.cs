using System.Text;
using System.Xml.Linq;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Huoqi.Customers;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Files that people take away: whatever a merchant wrote into a reference, a file stays what it is.</summary>
public sealed class ExportsTests
{
    private static readonly ExportWords Words = new()
    {
        PartyName = party => party.CardToken is not null ? "〔card〕" : party.Person is not null ? "〔friend〕" : "",
        KindName = kind => $"<{kind}>",
        Columns = ["a", "b", "c", "d", "e", "f", "g", "h", "i"],
        Sheet = "账",
        Opening = "<open>",
        Closing = "<close>",
    };

    public static TheoryData<string> Texts { get; } =
    [
        "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "plain, with comma", "a \"quoted\" one",
        "two\r\nlines", "活期 😀", "nul\0bell\a", "</STMTTRN><STMTTRN>", "\" ; option \"x\" \\", "＝1+1",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_reference_is_text_in_every_form(string reference)
    {
        PeriodStatement statement = Statement(reference);
        string csv = await TextAsync(statement, ExportFormat.Csv);
        string last = Cells(csv)[2][8];
        Assert.Equal(reference.TrimStart('\''), last.TrimStart('\''));
        Assert.False("=+-@\t\r\n＝＋－＠".Contains(last[0], StringComparison.Ordinal), last);

        XDocument ofx = XDocument.Parse(await TextAsync(statement, ExportFormat.Ofx));
        Assert.Equal(2, ofx.Descendants("STMTTRN").Count());
        string ledger = await TextAsync(statement, ExportFormat.Beancount);
        Assert.Equal(2, ledger.Split('\n').Count(line => line.Contains(" * ", StringComparison.Ordinal)));
        using MemoryStream book = new();
        await Exports.WriteAsync(
            statement, ExportFormat.Xlsx, default, Words, book, TestContext.Current.CancellationToken);
        Assert.True(book.Length > 1_000);
    }

    [Fact]
    public async Task A_workbook_has_dates_numbers_a_bold_header_and_words_for_people()
    {
        using MemoryStream book = new();
        await Exports.WriteAsync(
            Statement("备注"), ExportFormat.Xlsx, default, Words, book, TestContext.Current.CancellationToken);
        using SpreadsheetDocument document = SpreadsheetDocument.Open(book, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken)
            .Select(error => error.Description));
        WorkbookPart workbook = document.WorkbookPart!;
        Assert.Equal("账", workbook.Workbook!.Sheets!.Elements<Sheet>().Single().Name);
        Worksheet sheet = workbook.WorksheetParts.Single().Worksheet!;
        Row[] rows = [.. sheet.Descendants<Row>()];
        Assert.Equal(Words.Columns, rows[0].Elements<Cell>().Select(cell => cell.InnerText));
        Assert.All(rows[0].Elements<Cell>(), cell => Assert.NotNull(FontOf(cell).Bold));
        Cell[] cells = [.. rows[2].Elements<Cell>()];
        Assert.Equal("<FastRedemption>", cells[2].InnerText);
        Assert.Null(FontOf(cells[2]).Bold);
        // A workbook counts days from 1899-12-30.
        Assert.Equal(new DateOnly(2026, 1, 5), new DateOnly(1899, 12, 30).AddDays(int.Parse(cells[0].InnerText)));
        Assert.Contains("yyyy", FormOf(cells[0]), StringComparison.Ordinal);
        Assert.Equal("-30.00", cells[4].InnerText);
        Assert.Contains("#,##0.00", FormOf(cells[4]), StringComparison.Ordinal);
        Assert.Equal("<open>", rows[1].Elements<Cell>().ElementAt(2).InnerText);
        Assert.Equal("<close>", rows[^1].Elements<Cell>().ElementAt(2).InnerText);

        CellFormat StyleOf(Cell cell) => workbook.WorkbookStylesPart!.Stylesheet!.CellFormats!.Elements<CellFormat>()
            .ElementAt((int)cell.StyleIndex!.Value);

        Font FontOf(Cell cell) => workbook.WorkbookStylesPart!.Stylesheet!.Fonts!.Elements<Font>()
            .ElementAt((int)StyleOf(cell).FontId!.Value);

        string FormOf(Cell cell) => workbook.WorkbookStylesPart!.Stylesheet!.NumberingFormats!
            .Elements<NumberingFormat>().Single(form => form.NumberFormatId! == StyleOf(cell).NumberFormatId!)
            .FormatCode!;
    }

    [Fact]
    public async Task The_other_side_is_named_as_people_know_it_and_never_by_token_or_number()
    {
        DateOnly day = new(2026, 1, 5);
        StatementRow toCard = new(day, new OrderNo(1, 5), BillKind.Withdrawal, new(-30_00), default, new(70_00),
            default, new(CardToken: "card-5d1e-0001"), "");
        StatementRow toFriend = toCard with { No = new OrderNo(1, 6), Party = new(Person: 1000002) };
        PeriodStatement statement = new(
            7, day, day, new(100_00), default, [toCard, toFriend], new(40_00), default);
        foreach (ExportFormat format in (ExportFormat[])[ExportFormat.Csv, ExportFormat.Ofx, ExportFormat.Beancount])
        {
            string text = await TextAsync(statement, format);
            Assert.Contains("〔card〕", text, StringComparison.Ordinal);
            Assert.Contains("〔friend〕", text, StringComparison.Ordinal);
            Assert.DoesNotContain("0001", text, StringComparison.Ordinal);
            Assert.DoesNotContain("1000002", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(BillKind.PaymentFromFund, "payment-from-fund")]
    [InlineData(BillKind.TopUp, "top-up")]
    [InlineData(BillKind.Income, "income")]
    public void A_kind_has_a_name_for_machines(BillKind kind, string name) =>
        Assert.Equal(name, Exports.NameOf(kind));

    [Fact]
    public void Every_form_has_a_name_and_a_type()
    {
        foreach (ExportFormat format in Enum.GetValues<ExportFormat>())
        {
            Assert.StartsWith(".", Exports.Extension(format), StringComparison.Ordinal);
            Assert.Contains('/', Exports.MediaType(format));
        }
    }

    private static PeriodStatement Statement(string reference)
    {
        DateOnly day = new(2026, 1, 5);
        StatementRow row = new(day, new OrderNo(1, 5), BillKind.FastRedemption, new(30_00), new(-30_00), new(130_00),
            new(970_00), new(), reference);
        return new(7, day, day.AddDays(1), new(100_00), new(1000_00), [row], new(130_00), new(970_00));
    }

    private static async Task<string> TextAsync(PeriodStatement statement, ExportFormat format)
    {
        using MemoryStream file = new();
        await Exports.WriteAsync(statement, format, DateTimeOffset.UnixEpoch, Words, file);
        return Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF');
    }

    /// <summary>A reader of RFC 4180, of its own.</summary>
    private static List<List<string>> Cells(string csv)
    {
        List<List<string>> rows = [[]];
        StringBuilder cell = new();
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
            {
                cell.Append(csv[++i]);
            }
            else if (csv[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && csv[i] is ',' or '\n')
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
                if (csv[i] == '\n')
                {
                    rows.Add([]);
                }
            }
            else if (quoted || csv[i] != '\r')
            {
                cell.Append(csv[i]);
            }
        }

        return rows;
    }
}
