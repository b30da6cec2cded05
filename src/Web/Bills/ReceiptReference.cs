using Huoqi.Customers;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>
/// What an entry refers to, named as what it is: a note, a fund's code, an order, the bank's own number. Each kind of
/// entry has its own, and what means nothing to people is left out.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The reference itself.</param>
/// <param name="IsOrder">Whether it is the number of an entry of the same person, which has a receipt.</param>
internal sealed record ReceiptReference(Text Name, string Value, bool IsOrder = false)
{
    private static readonly Text Note = new("备注", "Note");
    private static readonly Text Fund = new("基金代码", "Fund code");
    private static readonly Text Order = new("申请单号", "Order");
    private static readonly Text Bank = new("银行流水号", "Bank's number");
    private static readonly Text Reason = new("原因", "Reason");

    /// <summary>The reference of a bill; null when there is none to show.</summary>
    public static ReceiptReference? Of(Bill bill)
    {
        if (bill.Reference.Length == 0)
        {
            return null;
        }

        return bill.Kind switch
        {
            BillKind.Sent => new(Note, bill.Reference),
            BillKind.Received when NoteOf(bill.Reference) is { Length: > 0 } note => new(Note, note),
            BillKind.IncomeCorrected or BillKind.Reversal => new(Reason, bill.Reference),
            BillKind.Income or BillKind.UnitsTransferredIn or BillKind.Redemption => new(Fund, bill.Reference),
            BillKind.SubscriptionConfirmed or BillKind.SubscriptionRefused or BillKind.RedemptionConfirmed
                or BillKind.RedemptionRefused or BillKind.RedemptionPaid
                when OrderNo.TryParse(bill.Reference, out _) => new(Order, bill.Reference, IsOrder: true),
            BillKind.TopUp or BillKind.Withdrawal or BillKind.WithdrawalReturned or BillKind.FastRedemption
                or BillKind.FastRedemptionReturned or BillKind.Subscription or BillKind.RedemptionPaid =>
                new(Bank, bill.Reference),
            // A payment's is the merchant's number, which the payment says; a gift's way between shards says nothing.
            _ => null,
        };
    }

    // From another shard it begins with the way it came, "from 1-123", which is somebody else's entry.
    private static string NoteOf(string reference)
    {
        string[] words = reference.Split(' ', 3);
        return words is ["from", { } entry, ..] && entry.Contains('-', StringComparison.Ordinal)
            && entry.All(letter => letter == '-' || char.IsAsciiDigit(letter))
            ? words.Length == 3 ? words[2] : ""
            : reference;
    }
}
