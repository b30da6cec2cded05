// The bank as the platform sees it. The rule of the port: what was not clearly answered is Unknown, and an Unknown
// order is asked again or sent again under its own number until the bank has said Done or Refused.
using Huoqi.Kernel;

namespace Huoqi.Wallet;

/// <summary>What a bank order does.</summary>
public enum BankOrderKind
{
    /// <summary>Debits the customer's card in favour of the platform.</summary>
    Collect = 1,

    /// <summary>Credits the customer's card.</summary>
    Payout = 2,

    /// <summary>The bank's own T+0 money: to the platform's reserve, or to the card when one is named.</summary>
    Advance = 3,
}

/// <summary>What is known about an order at the bank.</summary>
public enum BankOutcome
{
    /// <summary>Executed, for good.</summary>
    Done = 1,

    /// <summary>Refused, for good: the number will never be executed.</summary>
    Refused = 2,

    /// <summary>Taken, not yet decided: ask again or wait for the callback.</summary>
    Pending = 3,

    /// <summary>No clear answer: it may or may not have been executed.</summary>
    Unknown = 4,

    /// <summary>The number was used for another order; nothing was executed by this one.</summary>
    Conflict = 5,

    /// <summary>Answer to a query only: the bank has not seen the number. A request of ours may still be on its way,
    /// so the order is sent again under the same number, never under a new one.</summary>
    Absent = 6,
}

/// <summary>One order to the bank.</summary>
/// <param name="OrderNo">Our number, such as "07-000000123456"; the bank's key of idempotency.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="CardToken">The customer's card; null only for an advance to the reserve.</param>
/// <param name="Amount">The amount, above zero.</param>
/// <param name="BusinessDate">The day of the bank's statement it belongs to.</param>
public sealed record BankOrder(
    string OrderNo, BankOrderKind Kind, string? CardToken, Money Amount, DateOnly BusinessDate);

/// <summary>What the bank said about an order.</summary>
/// <param name="OrderNo">Our number.</param>
/// <param name="Outcome">What is known.</param>
/// <param name="Code">The bank's code ("ok", "insufficient-funds"), or why the outcome is unknown.</param>
/// <param name="BankReference">The bank's number; empty when it gave none.</param>
public sealed record BankAnswer(string OrderNo, BankOutcome Outcome, string Code, string BankReference);

/// <summary>An answer the bank tells by itself; the same answer may come more than once.</summary>
/// <param name="Seq">The bank's running number of callbacks, from 1.</param>
/// <param name="Answer">The final answer.</param>
public sealed record BankCallback(long Seq, BankAnswer Answer);

/// <summary>A page of callbacks.</summary>
/// <param name="Callbacks">Oldest first; empty when nothing is new or nothing could be read.</param>
/// <param name="Next">What to ask after next time.</param>
/// <param name="Problem">Empty, or why nothing could be read.</param>
public sealed record BankCallbackPage(IReadOnlyList<BankCallback> Callbacks, long Next, string Problem);

/// <summary>Money the bank places with the platform for T+0, or gets back.</summary>
/// <param name="MoveNo">Our number; the key of idempotency.</param>
/// <param name="Amount">The amount, above zero.</param>
/// <param name="BusinessDate">The day of the bank's statement it belongs to.</param>
public sealed record BankFacilityMove(string MoveNo, Money Amount, DateOnly BusinessDate);

/// <summary>What the bank said about a facility move.</summary>
/// <param name="MoveNo">Our number.</param>
/// <param name="Outcome">Done, Refused, Conflict or Unknown.</param>
/// <param name="Code">The bank's code, or why the outcome is unknown.</param>
/// <param name="BankReference">The bank's number; empty when it gave none.</param>
/// <param name="Balance">What is placed and not repaid; null when unknown.</param>
public sealed record BankFacilityAnswer(
    string MoveNo, BankOutcome Outcome, string Code, string BankReference, Money? Balance);

/// <summary>The facility as the bank sees it.</summary>
/// <param name="Balance">What is placed and not repaid; null when it could not be read.</param>
/// <param name="Problem">Empty, or why it could not be read.</param>
public sealed record BankFacilityBalance(Money? Balance, string Problem);

/// <summary>One line of the bank's statement.</summary>
/// <param name="Kind">"collect", "payout", "advance", "advance-to-card", "facility-place" or "facility-repay".</param>
/// <param name="Outcome">Done, Refused or Pending.</param>
/// <param name="Count">The number of orders.</param>
/// <param name="Total">The sum of their amounts.</param>
public sealed record BankStatementLine(string Kind, BankOutcome Outcome, long Count, Money Total);

/// <summary>The bank's statement of a day.</summary>
/// <param name="Lines">Empty when the day had no orders or could not be read.</param>
/// <param name="Problem">Empty, or why it could not be read.</param>
public sealed record BankStatement(IReadOnlyList<BankStatementLine> Lines, string Problem);

/// <summary>A card and who is said to be its holder.</summary>
/// <param name="Number">The card's number.</param>
/// <param name="HolderName">The holder's name.</param>
/// <param name="HolderIdNumber">The holder's id number.</param>
public sealed record BankCardClaim(Personal Number, Personal HolderName, Personal HolderIdNumber);

/// <summary>What the bank said about a card.</summary>
/// <param name="Outcome">Done, Refused or Unknown.</param>
/// <param name="Code">The bank's code ("ok", "no-such-card", "holder-differs"), or why the outcome is unknown.</param>
/// <param name="Token">By what the bank knows the card from now on; empty unless done.</param>
public sealed record BankCardAnswer(BankOutcome Outcome, string Code, string Token)
{
    public override string ToString() => nameof(BankCardAnswer);
}

/// <summary>
/// The bank: the customers' card bank, the reserve bank and the bank that advances T+0 money. No method throws for
/// what the bank or the line does; a cancelled call leaves its orders unknown.
/// </summary>
public interface IBankPort
{
    /// <summary>Sends orders; gives one answer per order, in their order. Safe to repeat.</summary>
    Task<IReadOnlyList<BankAnswer>> SubmitAsync(IReadOnlyList<BankOrder> orders, CancellationToken cancel);

    /// <summary>Asks about orders; gives one answer per number, in their order.</summary>
    Task<IReadOnlyList<BankAnswer>> QueryAsync(IReadOnlyList<string> orderNos, CancellationToken cancel);

    /// <summary>Reads the callbacks after a number.</summary>
    Task<BankCallbackPage> CallbacksAsync(long after, CancellationToken cancel);

    /// <summary>Asks the bank to place T+0 money with the platform. Safe to repeat.</summary>
    Task<BankFacilityAnswer> PlaceFacilityAsync(BankFacilityMove move, CancellationToken cancel);

    /// <summary>Pays T+0 money back to the bank. Safe to repeat.</summary>
    Task<BankFacilityAnswer> RepayFacilityAsync(BankFacilityMove move, CancellationToken cancel);

    /// <summary>Reads the facility.</summary>
    Task<BankFacilityBalance> FacilityAsync(CancellationToken cancel);

    /// <summary>Asks whether a card is its holder's, and for the token to order with. Safe to repeat.</summary>
    Task<BankCardAnswer> BindCardAsync(BankCardClaim card, CancellationToken cancel);

    /// <summary>Reads the totals of a day for the reconciliation.</summary>
    Task<BankStatement> StatementAsync(DateOnly day, CancellationToken cancel);
}
