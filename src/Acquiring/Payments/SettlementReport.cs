using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Acquiring;

/// <summary>What a line of a settlement report speaks of.</summary>
public enum SettlementLineKind
{
    Payment = 1,
    Refund = 2,
}

/// <summary>A payment or a refund of the day.</summary>
/// <param name="Kind">Which of both.</param>
/// <param name="Order">Its own number.</param>
/// <param name="Payment">The payment's number.</param>
/// <param name="MerchantOrder">The merchant's number of the payment.</param>
/// <param name="Amount">How much was paid, or given back.</param>
/// <param name="Fee">The fee taken, or given back.</param>
public sealed record SettlementLine(
    SettlementLineKind Kind, OrderNo Order, OrderNo Payment, string MerchantOrder, Money Amount, Money Fee);

/// <summary>How far the bank's payout of a day is.</summary>
public enum PayoutState
{
    Asked = 1,
    Paid = 2,
    Refused = 3,
}

/// <summary>What the bank was told to pay.</summary>
/// <param name="Order">The order to the bank.</param>
/// <param name="Amount">How much.</param>
/// <param name="State">How far it is.</param>
/// <param name="BankReference">The bank's own number, once it has answered.</param>
public sealed record Payout(OrderNo Order, Money Amount, PayoutState State, string? BankReference);

/// <summary>A merchant's business day.</summary>
/// <param name="Merchant">Whose.</param>
/// <param name="Date">Of which day.</param>
/// <param name="Lines">Payments and refunds, in the order of their numbers.</param>
/// <param name="Payments">Sum of the payments.</param>
/// <param name="Refunds">Sum of the refunds.</param>
/// <param name="Fees">Fees taken, less fees given back.</param>
/// <param name="Net">Payments less refunds less fees: what the day added to the merchant's money.</param>
/// <param name="Payout">What was paid out on that day; null when nothing was.</param>
public sealed record SettlementDay(
    long Merchant, DateOnly Date, IReadOnlyList<SettlementLine> Lines, Money Payments, Money Refunds, Money Fees,
    Money Net, Payout? Payout);

/// <summary>A merchant's day, out of the wallet's own rows: it equals the books.</summary>
public sealed class SettlementReport(AcquiringParts parts)
{
    /// <summary>The report of a business day; empty where nothing happened.</summary>
    public Task<SettlementDay> OfAsync(long merchant, DateOnly date, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {merchant} {date} {cancel}");
}
