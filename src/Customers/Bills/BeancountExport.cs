using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Customers;

/// <summary>
/// A statement as a beancount file that balances by itself: opening balances, one transaction a row, what went between
/// a card and the fund past the wallet, and assertions of the closing balances, so that a reader proves what it was
/// given. A unit of the fund is 1.00 CNY. What is paid and not yet held, or redeemed and not yet paid out, is under
/// way.
/// </summary>
internal static class BeancountExport
{
    private const string Wallet = "Assets:Huoqi:Wallet";
    private const string Fund = "Assets:Huoqi:Fund";
    private const string UnderWay = "Assets:Huoqi:UnderWay";
    private const string Card = "Assets:Bank:Card";
    private const string Opening = "Equity:Opening-Balances";

    private static readonly string[] Accounts =
    [
        Wallet, Fund, UnderWay, Card, Opening, "Income:Huoqi:Fund",
        "Expenses:Huoqi:Payments", "Expenses:Huoqi:Gifts", "Equity:Huoqi:Other",
    ];

    public static async Task WriteAsync(
        PeriodStatement statement, ExportWords words, Stream output, CancellationToken cancel)
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

        await TransactionAsync(statement.From, "opening-balance", "", Opening, (Wallet, statement.OpeningWallet),
            (Fund, statement.OpeningUnits.ToMoney()), (UnderWay, statement.OpeningUnderWay));
        Money underWay = statement.OpeningUnderWay;
        foreach (StatementRow row in statement.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            await TransactionAsync(row.Date, Exports.NameOf(row.Kind),
                $"{words.PartyName(row.Party)} {row.Reference} {row.No}".Trim(), OtherSide(row.Kind),
                (Wallet, row.Wallet), (Fund, row.Units.ToMoney()));
            underWay -= StatementRules.IsUnderWay(row.Kind) ? row.Wallet + row.Units.ToMoney() : Money.Zero;
        }

        foreach (CardMove move in statement.CardMoves)
        {
            await TransactionAsync(move.Date, move.Amount > Money.Zero ? "paid-by-card" : "paid-to-card",
                $"{words.PartyName(move.Party)} {move.No}".Trim(), Card, (UnderWay, move.Amount));
            underWay += move.Amount;
        }

        // An assertion holds for the beginning of its day.
        DateOnly after = statement.Through.AddDays(1);
        await text.WriteLineAsync($"{Day(after)} balance {Wallet} {statement.ClosingWallet.ToPlain()} CNY");
        await text.WriteLineAsync($"{Day(after)} balance {Fund} {statement.ClosingUnits.ToPlain()} CNY");
        await text.WriteLineAsync($"{Day(after)} balance {UnderWay} {underWay.ToPlain()} CNY");

        async Task TransactionAsync(
            DateOnly day, string what, string about, string other, params (string Account, Money Amount)[] postings)
        {
            if (postings.All(posting => posting.Amount == Money.Zero))
            {
                return;
            }

            await text.WriteLineAsync($"{Day(day)} * \"{Quoted(what)}\" \"{Quoted(about)}\"");
            foreach ((string account, Money amount) in postings)
            {
                await PostingAsync(account, amount);
            }

            await PostingAsync(other, -Money.Sum(postings.Select(posting => posting.Amount)));
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
        BillKind.TopUp or BillKind.Withdrawal or BillKind.WithdrawalReturned
            or BillKind.FastRedemption => Card,
        BillKind.Income or BillKind.IncomeCorrected => "Income:Huoqi:Fund",
        BillKind.Payment or BillKind.PaymentFromFund or BillKind.Refund => "Expenses:Huoqi:Payments",
        BillKind.Sent or BillKind.SentReturned or BillKind.Received => "Expenses:Huoqi:Gifts",
        _ when StatementRules.IsUnderWay(kind) => UnderWay,
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
