using System.Text;
using System.Xml.Linq;
using Huoqi.Customers;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Files that people take away: whatever a merchant wrote into a reference, a file stays what it is.</summary>
public sealed class ExportsTests
{
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
        await Exports.WriteAsync(statement, ExportFormat.Xlsx, default, book, TestContext.Current.CancellationToken);
        Assert.True(book.Length > 1_000);
    }

    [Theory]
    [InlineData(BillKind.PaymentFromFund, "payment-from-fund")]
    [InlineData(BillKind.TopUp, "top-up")]
    [InlineData(BillKind.Income, "income")]
    public void A_kind_has_a_name_for_machines(BillKind kind, string name) =>
        Assert.Equal(name, Exports.NameOf(kind));

    [Fact]
    public void A_card_is_told_by_its_end_alone()
    {
        Assert.Equal("card …7788", Exports.NameOf(new BillParty(CardToken: "tok-11223344557788")));
        Assert.Equal("card …12", Exports.NameOf(new BillParty(CardToken: "12")));
    }

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
        await Exports.WriteAsync(statement, format, DateTimeOffset.UnixEpoch, file);
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
