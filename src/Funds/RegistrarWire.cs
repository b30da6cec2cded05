using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Kernel;

namespace Huoqi.Funds;

// The registrar's protocol as it travels, written down here a second time on purpose: the platform believes the
// agreed protocol, not the code of whoever answers.

internal sealed record RegistrarApplicationWire(
    string ApplicationNo,
    string Kind,
    string FundCode,
    string Account,
    string OrderDay,
    string ConfirmDay,
    string? Amount,
    string? Units,
    string? FromAccount);

internal sealed record RegistrarApplicationsWire(IReadOnlyList<RegistrarApplicationWire> Applications);

internal sealed record RegistrarNumbersWire(IReadOnlyList<string> ApplicationNos);

// Items of a list are structs, so that a null among them is refused by the reader.
[method: JsonConstructor]
internal readonly record struct RegistrarAnswerWire(
    string ApplicationNo, string State, string Code, string RegistrarReference);

internal sealed record RegistrarAnswersWire(IReadOnlyList<RegistrarAnswerWire> Answers);

internal sealed record RegistrarConfirmationAskWire(string Day, long After, int Limit);

[method: JsonConstructor]
internal readonly record struct RegistrarConfirmationWire(
    long Seq,
    string ApplicationNo,
    string Kind,
    string FundCode,
    string Account,
    string ConfirmedAmount,
    string ConfirmedUnits,
    string ReturnCode,
    string ConfirmDay,
    string RegistrarReference);

internal sealed record RegistrarConfirmationsWire(
    IReadOnlyList<RegistrarConfirmationWire> Confirmations, long Next, bool Complete);

[method: JsonConstructor]
internal readonly record struct RegistrarVersionWire(
    int Version, string IncomePer10k, string SevenDayYield, string? DividendTotal, string? Difference);

internal sealed record RegistrarDayWire(string FundCode, string Day, IReadOnlyList<RegistrarVersionWire> Versions);

internal sealed record RegistrarTotalWire(string FundCode, long Accounts, string Units);

[method: JsonConstructor]
internal readonly record struct RegistrarHoldingWire(string Account, string Units);

internal sealed record RegistrarHoldingsAskWire(string FundCode, string After, int Limit);

internal sealed record RegistrarHoldingsWire(
    string FundCode, IReadOnlyList<RegistrarHoldingWire> Holdings, string Next, bool Complete);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegistrarApplicationsWire))]
[JsonSerializable(typeof(RegistrarNumbersWire))]
[JsonSerializable(typeof(RegistrarAnswersWire))]
[JsonSerializable(typeof(RegistrarConfirmationAskWire))]
[JsonSerializable(typeof(RegistrarConfirmationsWire))]
[JsonSerializable(typeof(RegistrarDayWire))]
[JsonSerializable(typeof(RegistrarTotalWire))]
[JsonSerializable(typeof(RegistrarHoldingsAskWire))]
[JsonSerializable(typeof(RegistrarHoldingsWire))]
internal sealed partial class RegistrarWireJson : JsonSerializerContext;

/// <summary>Between the protocol's words and ours; null or Unknown for what is not in the protocol.</summary>
internal static class RegistrarWords
{
    /// <summary>The reason given when an answer is not the protocol.</summary>
    public const string Malformed = "malformed-answer";

    public static RegistrarApplicationWire ToWire(RegistrarApplication application) => new(
        application.ApplicationNo,
        Kind(application.Kind),
        application.FundCode,
        application.Account,
        Day(application.OrderDay),
        Day(application.ConfirmDay),
        application.Amount?.ToPlain(),
        application.Units?.ToPlain(),
        application.FromAccount);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static RegistrarAnswer Answer(RegistrarAnswerWire wire, bool absentAllowed)
    {
        RegistrarOutcome outcome = wire.State switch
        {
            "accepted" => RegistrarOutcome.Accepted,
            "refused" => RegistrarOutcome.Refused,
            "conflict" => RegistrarOutcome.Conflict,
            "absent" when absentAllowed => RegistrarOutcome.Absent,
            _ => RegistrarOutcome.Unknown,
        };
        bool plain = PartnerHttp.IsPlain(wire.Code)
            && (PartnerHttp.IsPlain(wire.RegistrarReference) || wire.RegistrarReference.Length == 0);
        bool complete = outcome != RegistrarOutcome.Accepted || wire.RegistrarReference.Length > 0;
        return plain && complete && outcome != RegistrarOutcome.Unknown
            ? new(wire.ApplicationNo, outcome, wire.Code, wire.RegistrarReference)
            : new(wire.ApplicationNo, RegistrarOutcome.Unknown, Malformed, "");
    }

    /// <summary>Reads a confirmation of a day; null when any part of it is not the protocol.</summary>
    public static RegistrarConfirmation? Confirmation(RegistrarConfirmationWire wire, DateOnly day)
    {
        Money? amount = Amount(wire.ConfirmedAmount);
        FundUnits? units = Units(wire.ConfirmedUnits);
        RegistrarKind? kind = Kind(wire.Kind);
        bool plain = PartnerHttp.IsPlain(wire.ApplicationNo)
            && PartnerHttp.IsPlain(wire.FundCode)
            && PartnerHttp.IsPlain(wire.Account)
            && PartnerHttp.IsPlain(wire.ReturnCode)
            && PartnerHttp.IsPlain(wire.RegistrarReference)
            && wire.ConfirmDay == Day(day);
        if (!plain || amount is null || units is null || kind is null || amount < Money.Zero || units < FundUnits.Zero)
        {
            return null;
        }

        RegistrarConfirmation read = new(
            wire.Seq,
            wire.ApplicationNo,
            kind.Value,
            wire.FundCode,
            wire.Account,
            amount.Value,
            units.Value,
            wire.ReturnCode,
            day,
            wire.RegistrarReference);

        // A rejection that moves units, or a confirmation that moves none, contradicts itself.
        bool moves = read.ConfirmedUnits > FundUnits.Zero;
        return read.IsConfirmed == moves ? read : null;
    }

    /// <summary>Reads one version of a day; null when any part of it is not the protocol.</summary>
    public static RegistrarDayVersion? Version(RegistrarVersionWire wire, int expected)
    {
        Money? total = wire.DividendTotal is null ? null : Amount(wire.DividendTotal);
        Money? difference = wire.Difference is null ? null : Amount(wire.Difference);
        bool read = IncomePer10k.TryParse(wire.IncomePer10k, Sign.MinusAllowed, out IncomePer10k income)
            & YieldPercent.TryParse(wire.SevenDayYield, Sign.MinusAllowed, out YieldPercent yield);
        bool exact = income.ToPlain() == wire.IncomePer10k && yield.ToString() == wire.SevenDayYield;
        bool whole = total is null == wire.DividendTotal is null && difference is null == wire.Difference is null;

        // A correction without its difference could not be given out; a first version has nothing to differ from.
        bool ordered = wire.Version == expected && difference is null == (expected == 1);
        return read && exact && whole && ordered
            ? new(wire.Version, income, yield, total, difference)
            : null;
    }

    /// <summary>Reads an amount in its one spelling, two decimals.</summary>
    public static Money? Amount(string text) =>
        Money.TryParse(text, Sign.MinusAllowed, out Money value) && value.ToPlain() == text ? value : null;

    /// <summary>Reads units in their one spelling, two decimals.</summary>
    public static FundUnits? Units(string text) =>
        FundUnits.TryParse(text, Sign.MinusAllowed, out FundUnits value) && value.ToPlain() == text ? value : null;

    private static string Kind(RegistrarKind kind) => kind switch
    {
        RegistrarKind.Subscribe => "subscribe",
        RegistrarKind.Redeem => "redeem",
        RegistrarKind.TransferIn => "transfer-in",
        RegistrarKind.BankRedeem => "bank-redeem",
    };

    private static RegistrarKind? Kind(string word) => word switch
    {
        "subscribe" => RegistrarKind.Subscribe,
        "redeem" => RegistrarKind.Redeem,
        "transfer-in" => RegistrarKind.TransferIn,
        "bank-redeem" => RegistrarKind.BankRedeem,
        _ => null,
    };
}
