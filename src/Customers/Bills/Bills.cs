using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>What a line of the bills is; the numbers are those of the public API and never reused.</summary>
public enum BillKind
{
    Other = 0,
    TopUp = 1,
    Withdrawal = 2,
    WithdrawalReturned = 3,
    Subscription = 4,
    SubscriptionConfirmed = 5,
    SubscriptionRefused = 6,
    Redemption = 7,
    RedemptionConfirmed = 8,
    RedemptionRefused = 9,
    RedemptionPaid = 10,
    FastRedemption = 11,
    FastRedemptionReturned = 12,
    Payment = 13,
    PaymentFromFund = 14,
    Refund = 15,
    Sent = 16,
    SentReturned = 17,
    Received = 18,
    Income = 19,
    IncomeCorrected = 20,
    UnitsTransferredIn = 21,
    Reversal = 22,
}

/// <summary>How far what a bill speaks of is.</summary>
public enum BillState
{
    /// <summary>Nothing is awaited.</summary>
    Done = 0,

    /// <summary>A partner's answer is awaited.</summary>
    Pending = 1,

    /// <summary>The partner refused; what had left came back.</summary>
    Refused = 2,

    /// <summary>A payment that was given back in part.</summary>
    PartlyRefunded = 3,

    /// <summary>A payment that was given back whole.</summary>
    Refunded = 4,

    /// <summary>What was sent to a friend and came back.</summary>
    Returned = 5,
}

/// <summary>Which way money went, seen from all that a person has here: wallet and fund together.</summary>
public enum BillDirection
{
    /// <summary>A move between the person's own wallet and fund, also one that the fund company has yet to
    /// confirm.</summary>
    Own = 0,
    In = 1,
    Out = 2,
}

/// <summary>The other side of a bill; at most one of them is there.</summary>
/// <param name="Merchant">A merchant's number.</param>
/// <param name="MerchantName">Its name.</param>
/// <param name="Person">Another person's number; whoever shows it masks the name.</param>
/// <param name="CardToken">A bank card, as the bank knows it.</param>
public sealed record BillParty(
    long? Merchant = null, string? MerchantName = null, long? Person = null, string? CardToken = null);

/// <summary>One entry as its person sees it: all its lines of the person's accounts as one.</summary>
public sealed record Bill
{
    /// <summary>Shard and entry.</summary>
    public required OrderNo No { get; init; }

    public required BillKind Kind { get; init; }

    public required BillState State { get; init; }

    public required DateOnly BusinessDate { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset PostedAt { get; init; }

    /// <summary>What it changed the wallet by.</summary>
    public required Money Wallet { get; init; }

    /// <summary>What it changed the fund holding by, frozen and leaving units included.</summary>
    public required FundUnits Units { get; init; }

    /// <summary>Both together, as the books have it: zero for a move between the person's own, and for an order that is
    /// carried out by another entry.</summary>
    public Money Amount => Wallet + Units.ToMoney();

    /// <summary>Which way it went, or goes by the order that it gave.</summary>
    public required BillDirection Direction { get; init; }

    /// <summary>What a person reads as the amount: of a move between the person's own, what moved.</summary>
    public required Money Shown { get; init; }

    /// <summary>What a person reads as the amount, with the sign of its direction; without one between the person's
    /// own.</summary>
    public Money Signed => Direction == BillDirection.Out ? -new Money(Math.Abs(Shown.Fen)) : new(Math.Abs(Shown.Fen));

    /// <summary>The wallet after it; null when it did not touch the wallet.</summary>
    public required Money? WalletAfter { get; init; }

    /// <summary>Usable units after it; null when it did not touch them.</summary>
    public required FundUnits? UnitsAfter { get; init; }

    public required BillParty Party { get; init; }

    /// <summary>A merchant's own number, an order number, a reason, what a gift is for.</summary>
    public required string Reference { get; init; }

    /// <summary>Of income, the earning days it is for.</summary>
    public required (DateOnly First, DateOnly Last)? Days { get; init; }
}

/// <summary>What is wanted of the bills; null is everything.</summary>
public sealed record BillFilter
{
    /// <summary>Only these kinds.</summary>
    public IReadOnlySet<BillKind>? Kinds { get; init; }

    /// <summary>True for what came in, false for what went out.</summary>
    public bool? In { get; init; }

    /// <summary>The first business date.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last business date.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>The smallest amount, without sign.</summary>
    public Money? AtLeast { get; init; }

    /// <summary>The largest amount, without sign.</summary>
    public Money? AtMost { get; init; }

    /// <summary>A part of a merchant's name, of a reference or of the bill's number, or the last four digits of a
    /// card.</summary>
    public string? Text { get; init; }

    /// <summary>The cards of the person that the text names.</summary>
    internal IReadOnlySet<string> CardTokens { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>A page of bills.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">What to ask with to go on; null at the end. A page may be short, or empty, and yet have one: the
/// work of one page is bounded.</param>
/// <param name="SearchedBackTo">The business date of the oldest bill that was looked at; null when there was none.
/// </param>
public sealed record BillPage(IReadOnlyList<Bill> Items, string? Next, DateOnly? SearchedBackTo);

/// <summary>What waits for a partner's answer, or was refused and stands in no bill.</summary>
/// <param name="No">Its number.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Amount">How much.</param>
/// <param name="BusinessDate">When it was ordered.</param>
/// <param name="ExpectedOn">The day on which it is to be confirmed, where one is known.</param>
/// <param name="Party">A card or a friend.</param>
/// <param name="Direction">Which way it goes.</param>
public sealed record UnderWay(
    OrderNo No, BillKind Kind, Money Amount, DateOnly BusinessDate, DateOnly? ExpectedOn, BillParty Party,
    BillDirection Direction)
{
    /// <summary>Pending, or refused.</summary>
    public BillState State { get; init; } = BillState.Pending;

    /// <summary>The amount with the sign of its direction.</summary>
    public Money Signed => Direction == BillDirection.Out ? -Amount : Amount;
}
