using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Funds;
using Huoqi.Kernel;

namespace Huoqi.Wallet;

// The bank's protocol as it travels, written down here a second time on purpose: the platform believes the agreed
// protocol, not the code of whoever answers.

internal sealed record BankOrderWire(
    string OrderNo, string Kind, string Amount, string BusinessDate, string? CardToken);

internal sealed record BankOrdersWire(IReadOnlyList<BankOrderWire> Orders);

internal sealed record BankOrderNosWire(IReadOnlyList<string> OrderNos);

// Items of a list are structs, so that a null among them is refused by the reader.
[method: JsonConstructor]
internal readonly record struct BankAnswerWire(string OrderNo, string State, string Code, string BankReference);

internal sealed record BankAnswersWire(IReadOnlyList<BankAnswerWire> Answers);

[method: JsonConstructor]
internal readonly record struct BankCallbackWire(
    long Seq, string OrderNo, string State, string Code, string BankReference);

internal sealed record BankCallbacksWire(IReadOnlyList<BankCallbackWire> Callbacks, long Next);

internal sealed record BankFacilityMoveWire(string MoveNo, string Amount, string BusinessDate);

internal sealed record BankFacilityAnswerWire(
    string MoveNo, string State, string Code, string BankReference, string Balance);

internal sealed record BankCardClaimWire(string CardNumber, string HolderName, string HolderIdNumber)
{
    public override string ToString() => nameof(BankCardClaimWire);
}

internal sealed record BankCardAnswerWire(string State, string Code, string CardToken)
{
    public override string ToString() => nameof(BankCardAnswerWire);
}

internal sealed record BankFacilityWire(string Placed, string Repaid, string Balance);

[method: JsonConstructor]
internal readonly record struct BankStatementLineWire(string Kind, string State, long Count, string Total);

internal sealed record BankStatementWire(string Date, IReadOnlyList<BankStatementLineWire> Lines);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BankOrdersWire))]
[JsonSerializable(typeof(BankOrderNosWire))]
[JsonSerializable(typeof(BankAnswersWire))]
[JsonSerializable(typeof(BankCallbacksWire))]
[JsonSerializable(typeof(BankFacilityMoveWire))]
[JsonSerializable(typeof(BankFacilityAnswerWire))]
[JsonSerializable(typeof(BankFacilityWire))]
[JsonSerializable(typeof(BankCardClaimWire))]
[JsonSerializable(typeof(BankCardAnswerWire))]
[JsonSerializable(typeof(BankStatementWire))]
internal sealed partial class BankWireJson : JsonSerializerContext;

/// <summary>From the protocol's words to ours; a word that is not in the protocol makes the outcome unknown.</summary>
internal static class BankWords
{
    /// <summary>The reason given when an answer is not the protocol.</summary>
    public const string Malformed = "malformed-answer";

    public static BankOrderWire ToWire(BankOrder order) =>
        new(order.OrderNo, Kind(order.Kind), order.Amount.ToPlain(), Day(order.BusinessDate), order.CardToken);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads an amount in its one spelling, two decimals.</summary>
    public static Money? Amount(string text) =>
        Money.TryParse(text, Sign.MinusAllowed, out Money value) && value.ToPlain() == text ? value : null;

    /// <summary>Reads one answer; <paramref name="absentAllowed"/> only where the bank was asked a question.</summary>
    public static BankAnswer Answer(BankAnswerWire wire, bool absentAllowed)
    {
        BankOutcome outcome = Outcome(wire.State);
        bool plain = PartnerHttp.IsPlain(wire.Code)
            && (PartnerHttp.IsPlain(wire.BankReference) || wire.BankReference.Length == 0);

        // Done without the bank's number could never be found again at the bank.
        bool complete = outcome != BankOutcome.Done || wire.BankReference.Length > 0;
        bool fits = outcome != BankOutcome.Absent || absentAllowed;
        return plain && complete && fits && outcome != BankOutcome.Unknown
            ? new(wire.OrderNo, outcome, wire.Code, wire.BankReference)
            : new(wire.OrderNo, BankOutcome.Unknown, Malformed, "");
    }

    /// <summary>Reads what was said about a card. A token that holds the card's number could not be kept.</summary>
    public static BankCardAnswer Card(BankCardAnswerWire wire, string number)
    {
        BankOutcome outcome = Outcome(wire.State);
        bool isToken = PartnerHttp.IsPlain(wire.CardToken)
            && !wire.CardToken.Contains(number, StringComparison.Ordinal);
        bool fits = outcome switch
        {
            BankOutcome.Done => isToken,
            BankOutcome.Refused => wire.CardToken.Length == 0,
            _ => false,
        };
        return fits && PartnerHttp.IsPlain(wire.Code)
            ? new(outcome, wire.Code, wire.CardToken)
            : new(BankOutcome.Unknown, Malformed, "");
    }

    public static BankOutcome Outcome(string state) => state switch
    {
        "done" => BankOutcome.Done,
        "refused" => BankOutcome.Refused,
        "pending" => BankOutcome.Pending,
        "conflict" => BankOutcome.Conflict,
        "absent" => BankOutcome.Absent,
        _ => BankOutcome.Unknown,
    };

    private static string Kind(BankOrderKind kind) => kind switch
    {
        BankOrderKind.Collect => "collect",
        BankOrderKind.Payout => "payout",
        BankOrderKind.Advance => "advance",
    };
}
