using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>
/// A statement as a beancount file that balances by itself: opening balances, one transaction a row, and assertions of
/// the closing balances, so that a reader proves what it was given. A unit of the fund is 1.00 CNY.
/// </summary>
internal static class BeancountExport
{
    private const string Wallet = "Assets:Huoqi:Wallet";
    private const string Fund = "Assets:Huoqi:Fund";
    private const string Opening = "Equity:Opening-Balances";

    private static readonly string[] Accounts =
    [
        Wallet, Fund, Opening, "Assets:Huoqi:UnderWay", "Assets:Bank:Card", "Income:Huoqi:Fund",
        "Expenses:Huoqi:Payments", "Expenses:Huoqi:Gifts", "Equity:Huoqi:Other",
    ];

    public static async Task WriteAsync(PeriodStatement statement, Stream output, CancellationToken cancel)
    {
        await using StreamWriter text = new(
            output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16_384, leaveOpen: true)
        {
            NewLine = "\n",
        };
        await text.WriteLineAsync("option \"operating_currency\" \"CNY\"");
        foreach (string account in Accounts)
        {
            await text.WriteLineAsync($"{Day(statement.From)} open {account} CNY");
        }

        await TransactionAsync(statement.From, "opening-balance", "", statement.OpeningWallet,
            statement.OpeningUnits.ToMoney(), Opening);
        foreach (StatementRow row in statement.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            await TransactionAsync(row.Date, Exports.NameOf(row.Kind),
                $"{Exports.NameOf(row.Party)} {row.Reference} {row.No}".Trim(), row.Wallet, row.Units.ToMoney(),
                OtherSide(row.Kind));
        }

        // An assertion holds for the beginning of its day.
        DateOnly after = statement.Through.AddDays(1);
        await text.WriteLineAsync($"{Day(after)} balance {Wallet} {statement.ClosingWallet.ToPlain()} CNY");
        await text.WriteLineAsync($"{Day(after)} balance {Fund} {statement.ClosingUnits.ToPlain()} CNY");

        async Task TransactionAsync(DateOnly day, string what, string about, Money wallet, Money units, string other)
        {
            if (wallet == Money.Zero && units == Money.Zero)
            {
                return;
            }

            await text.WriteLineAsync($"{Day(day)} * \"{Quoted(what)}\" \"{Quoted(about)}\"");
            await PostingAsync(Wallet, wallet);
            await PostingAsync(Fund, units);
            await PostingAsync(other, -(wallet + units));
        }

        async Task PostingAsync(string account, Money amount)
        {
            if (amount != Money.Zero)
            {
                await text.WriteLineAsync($"  {account}  {amount.ToPlain()} CNY");
            }
        }
    }

    private static string OtherSide(BillKind kind) => kind switch
    {
        BillKind.TopUp or BillKind.Withdrawal or BillKind.WithdrawalReturned => "Assets:Bank:Card",
        BillKind.Income or BillKind.IncomeCorrected => "Income:Huoqi:Fund",
        BillKind.Payment or BillKind.PaymentFromFund or BillKind.Refund => "Expenses:Huoqi:Payments",
        BillKind.Sent or BillKind.SentReturned or BillKind.Received => "Expenses:Huoqi:Gifts",
        BillKind.Subscription or BillKind.SubscriptionConfirmed or BillKind.SubscriptionRefused
            or BillKind.RedemptionConfirmed or BillKind.RedemptionPaid or BillKind.FastRedemption =>
            "Assets:Huoqi:UnderWay",
        _ => "Equity:Huoqi:Other",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");

    /// <summary>Within a string of beancount: no quotes, no line ends.</summary>
    private static string Quoted(string text) => string.Concat(XlsxExport.Plain(text)
        .Select(letter => letter switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' or '\r' or '\t' => " ",
            _ => $"{letter}",
        }));
}
