using System.Text;
using System.Xml;
using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>
/// A statement as OFX 2.1.1: the wallet as a checking account, the fund as a money-market account whose unit is
/// 1.00 yuan. What moves between them is a line in each.
/// </summary>
internal sealed class OfxExport(PeriodStatement statement, ExportWords words, XmlWriter xml)
{
    private const int LongestName = 32;

    public static async Task WriteAsync(
        PeriodStatement statement, DateTimeOffset madeAt, ExportWords words, Stream output, CancellationToken cancel)
    {
        XmlWriterSettings form = new()
        {
            Async = true,
            Indent = true,
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            CloseOutput = false,
        };
        await using XmlWriter xml = XmlWriter.Create(output, form);
        await xml.WriteStartDocumentAsync();
        await xml.WriteProcessingInstructionAsync("OFX",
            "OFXHEADER=\"200\" VERSION=\"211\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"");
        new OfxExport(statement, words, xml).Write(madeAt, cancel);
        await xml.FlushAsync();
    }

    private void Write(DateTimeOffset madeAt, CancellationToken cancel)
    {
        Open("OFX");
        Open("SIGNONMSGSRSV1");
        Open("SONRS");
        Status();
        Value("DTSERVER", madeAt.ToUniversalTime().ToString("yyyyMMddHHmmss") + "[0:GMT]");
        Value("LANGUAGE", "CHI");
        Close(2);
        Open("BANKMSGSRSV1");
        Account("WALLET", "CHECKING", statement.ClosingWallet, row => row.Wallet, cancel);
        Account("FUND", "MONEYMRKT", statement.ClosingUnits.ToMoney(), row => row.Units.ToMoney(), cancel);
        Close(2);
    }

    private void Account(
        string id, string type, Money closing, Func<StatementRow, Money> amountOf, CancellationToken cancel)
    {
        Open("STMTTRNRS");
        Value("TRNUID", id);
        Status();
        Open("STMTRS");
        Value("CURDEF", "CNY");
        Open("BANKACCTFROM");
        Value("BANKID", "HUOQI");
        Value("ACCTID", $"{statement.Person}-{id}");
        Value("ACCTTYPE", type);
        Close(1);
        Open("BANKTRANLIST");
        Value("DTSTART", Day(statement.From));
        Value("DTEND", Day(statement.Through));
        foreach (StatementRow row in statement.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            Line(row, amountOf(row));
        }

        Close(1);
        Open("LEDGERBAL");
        Value("BALAMT", closing.ToPlain());
        Value("DTASOF", Day(statement.Through));
        Close(3);
    }

    private void Line(StatementRow row, Money amount)
    {
        if (amount == Money.Zero)
        {
            return;
        }

        string party = words.PartyName(row.Party);
        Open("STMTTRN");
        Value("TRNTYPE", TypeOf(row.Kind, amount));
        Value("DTPOSTED", Day(row.Date));
        Value("TRNAMT", amount.ToPlain());
        Value("FITID", IdOf(row));
        // A name has 32 characters in this format; a longer one stands whole in the memo, with a card's last digits.
        Value("NAME", Short(party.Length > 0 ? party : Exports.NameOf(row.Kind), LongestName));
        string whole = party.Length > LongestName ? $"{party} " : "";
        Value("MEMO", Short($"{Exports.NameOf(row.Kind)} {whole}{row.Reference}".TrimEnd(), 255));
        Close(1);
    }

    private void Status()
    {
        Open("STATUS");
        Value("CODE", "0");
        Value("SEVERITY", "INFO");
        Close(1);
    }

    private void Open(string name) => xml.WriteStartElement(name);

    private void Value(string name, string value) => xml.WriteElementString(name, XlsxExport.Plain(value));

    private void Close(int count)
    {
        for (int i = 0; i < count; i++)
        {
            xml.WriteEndElement();
        }
    }

    /// <summary>The same for the same line of every export: the entry, or the day of income.</summary>
    private static string IdOf(StatementRow row) =>
        row.Kind == BillKind.Income || row.No is null ? $"income-{Day(row.Date)}" : row.No.Value.ToString();

    private static string TypeOf(BillKind kind, Money amount) => kind switch
    {
        BillKind.Income or BillKind.IncomeCorrected => "INT",
        BillKind.Payment or BillKind.PaymentFromFund => "PAYMENT",
        BillKind.Sent or BillKind.Received or BillKind.Subscription or BillKind.SubscriptionConfirmed
            or BillKind.FastRedemption or BillKind.RedemptionPaid => "XFER",
        _ => amount > Money.Zero ? "CREDIT" : "DEBIT",
    };

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd");

    private static string Short(string text, int length)
    {
        string cut = text.Length <= length ? text : text[..length];
        return cut.Length > 0 && char.IsHighSurrogate(cut[^1]) ? cut[..^1] : cut;
    }
}
