using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Partner;

namespace Huoqi.Bank;

// The bank's protocol as it travels. Amounts are yuan as text with two decimals, days are yyyy-MM-dd.

internal sealed record OrderWire(
    string OrderNo, string Kind, string Amount, string BusinessDate, string? CardToken = null);

internal sealed record OrderBatch(IReadOnlyList<OrderWire> Orders);

internal sealed record OrderAnswer(string OrderNo, string State, string Code, string BankReference);

internal sealed record OrderAnswers(IReadOnlyList<OrderAnswer> Answers);

internal sealed record OrderNumbers(IReadOnlyList<string> OrderNos);

internal sealed record CallbackWire(long Seq, string OrderNo, string State, string Code, string BankReference);

internal sealed record CallbackPage(IReadOnlyList<CallbackWire> Callbacks, long Next);

internal sealed record FacilityMoveWire(string MoveNo, string Amount, string BusinessDate);

internal sealed record FacilityAnswer(string MoveNo, string State, string Code, string BankReference, string Balance);

internal sealed record FacilityBalance(string Placed, string Repaid, string Balance);

internal sealed record StatementLine(string Kind, string State, long Count, string Total);

internal sealed record StatementWire(string Date, IReadOnlyList<StatementLine> Lines);

// Whose a card is said to be, or is. A binding answers "done" with the token, or "refused" with "no-such-card" or
// "holder-differs".
internal sealed record CardWire(string CardNumber, string HolderName, string HolderIdNumber);

// Without a number it asks for the holder's first card.
internal sealed record CardIssueWire(string HolderName, string HolderIdNumber, string? CardNumber = null);

internal sealed record CardBound(string State, string Code, string CardToken);

internal sealed record BankState(
    long Orders,
    long Done,
    long Refused,
    long Pending,
    long Late,
    long Repeats,
    long Conflicts,
    long Callbacks,
    long DoubleCallbacks,
    long DroppedCallbacks,
    string FacilityBalance,
    LineCounts Line);

/// <summary>How the bank misbehaves; rates are orders of a million, decided by seed and order number.</summary>
/// <param name="Seed">The seed of the dice.</param>
/// <param name="RefusePerMillion">Orders refused with the code "refused-by-bank".</param>
/// <param name="RefuseTokens">Endings of card tokens and the code they are refused with.</param>
/// <param name="LatePerMillion">Orders answered "pending" first.</param>
/// <param name="LateSeconds">A late order is settled after this many seconds; 0 = not by time.</param>
/// <param name="LateQueries">A late order is settled by its n-th query; 0 = not by queries.</param>
/// <param name="NotifyAll">True: orders answered at once are called back too, not only late ones.</param>
/// <param name="DoubleCallbackPerMillion">Orders called back twice.</param>
/// <param name="DropCallbackPerMillion">Orders never called back.</param>
/// <param name="LoseRequestPerMillion">HTTP requests that never arrive.</param>
/// <param name="LoseAnswerPerMillion">HTTP requests that are executed, whose answer is lost.</param>
/// <param name="DuplicatePerMillion">HTTP requests that arrive twice.</param>
/// <param name="LoseNextRequests">Exactly so many of the next requests never arrive.</param>
/// <param name="LoseNextAnswers">Exactly so many of the next answers are lost.</param>
/// <param name="SlowMs">Delay of each answer, in milliseconds.</param>
internal sealed record BankFaults(
    long Seed = 0,
    int RefusePerMillion = 0,
    IReadOnlyList<RefusedEnding>? RefuseTokens = null,
    int LatePerMillion = 0,
    int LateSeconds = 0,
    int LateQueries = 0,
    bool NotifyAll = false,
    int DoubleCallbackPerMillion = 0,
    int DropCallbackPerMillion = 0,
    int LoseRequestPerMillion = 0,
    int LoseAnswerPerMillion = 0,
    int DuplicatePerMillion = 0,
    int LoseNextRequests = 0,
    int LoseNextAnswers = 0,
    int SlowMs = 0)
{
    /// <summary>The part of the plan that concerns the line.</summary>
    public LineFaults Line() => new(Seed, LoseRequestPerMillion, LoseAnswerPerMillion, DuplicatePerMillion, SlowMs);
}

// One line of the journal: what was decided about an order, that a late one was settled, a facility move, or a card.
internal sealed record BankEvent(
    OrderWire? Order = null,
    FacilityMoveWire? Facility = null,
    string? Settled = null,
    CardWire? Card = null,
    bool Repay = false,
    string State = "",
    string Code = "",
    bool Late = false,
    long DueUnixMs = 0,
    int QueriesLeft = 0,
    int Callbacks = 0);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(BankEvent))]
internal sealed partial class BankJournalJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OrderBatch))]
[JsonSerializable(typeof(OrderAnswers))]
[JsonSerializable(typeof(OrderNumbers))]
[JsonSerializable(typeof(CallbackPage))]
[JsonSerializable(typeof(FacilityMoveWire))]
[JsonSerializable(typeof(FacilityAnswer))]
[JsonSerializable(typeof(FacilityBalance))]
[JsonSerializable(typeof(CardWire))]
[JsonSerializable(typeof(CardIssueWire))]
[JsonSerializable(typeof(CardBound))]
[JsonSerializable(typeof(StatementWire))]
[JsonSerializable(typeof(BankState))]
[JsonSerializable(typeof(BankFaults))]
internal sealed partial class BankJson : JsonSerializerContext;
