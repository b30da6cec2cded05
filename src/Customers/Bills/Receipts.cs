using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>What a line of a receipt speaks of, in people's terms.</summary>
public enum ReceiptPlace
{
    Platform = 0,
    Wallet = 1,
    Units = 2,
    FrozenUnits = 3,
    LeavingUnits = 4,
    UnpaidIncome = 5,
    Merchant = 6,
    OtherPerson = 7,
    Bank = 8,
    Fund = 9,
    Fee = 10,
    Limit = 11,
    OnItsWay = 12,
    AdvancingBank = 13,
}

/// <summary>One transfer of an entry.</summary>
/// <param name="From">Where it was taken.</param>
/// <param name="To">Where it went.</param>
/// <param name="Amount">Fen, or 0.01 units where <paramref name="IsUnits"/>.</param>
/// <param name="IsUnits">Whether fund units moved.</param>
/// <param name="EarnsFrom">The first day from which units earn for somebody else.</param>
public sealed record ReceiptLine(
    ReceiptPlace From, ReceiptPlace To, Money Amount, bool IsUnits, DateOnly? EarnsFrom);

/// <summary>A refund of a payment.</summary>
public sealed record ReceiptRefund(OrderNo No, Money Amount, DateOnly BusinessDate);

/// <summary>The payment that an entry made or gives back.</summary>
/// <param name="No">Its number.</param>
/// <param name="Merchant">Who was paid.</param>
/// <param name="MerchantName">Its name.</param>
/// <param name="MerchantOrder">The merchant's own number.</param>
/// <param name="Amount">How much.</param>
/// <param name="Refunds">What was given back, oldest first.</param>
public sealed record ReceiptPayment(
    OrderNo No, long Merchant, string MerchantName, string MerchantOrder, Money Amount,
    IReadOnlyList<ReceiptRefund> Refunds)
{
    public Money Refunded => Money.Sum(Refunds.Select(refund => refund.Amount));
}

/// <summary>An order to the fund that an entry gave or ended.</summary>
public sealed record ReceiptOrder(
    OrderNo No, bool IsRedemption, Money Amount, DateOnly OrderDay, DateOnly ConfirmDay, BillState State);

/// <summary>Everything about one entry.</summary>
/// <param name="Bill">The entry as one line.</param>
/// <param name="Lines">All its transfers.</param>
/// <param name="Payment">The payment it is about.</param>
/// <param name="FundOrder">The order to the fund it is about.</param>
public sealed record Receipt(
    Bill Bill, IReadOnlyList<ReceiptLine> Lines, ReceiptPayment? Payment, ReceiptOrder? FundOrder);

/// <summary>The receipt of an entry, for whom it belongs to.</summary>
public sealed class Receipts(CustomersParts parts)
{
    /// <summary>The receipt; null when there is no such entry, or it is not this person's.</summary>
    public Task<Receipt?> FindAsync(long person, OrderNo no, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts}");
}
