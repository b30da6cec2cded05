using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Partner;

namespace Huoqi.Registrar;

// The registrar's protocol as it travels. Amounts are yuan and units are fund units, both as text with two decimals;
// days are yyyy-MM-dd; the income per 10,000 units has four decimals, the seven-day yield (percent) three.

// Amount only for a subscription, units for the other kinds; fromAccount only for a transfer-in.
internal sealed record ApplicationWire(
    string ApplicationNo,
    string Kind,
    string FundCode,
    string Account,
    string OrderDay,
    string ConfirmDay,
    string? Amount = null,
    string? Units = null,
    string? FromAccount = null);

internal sealed record ApplicationBatch(IReadOnlyList<ApplicationWire> Applications);

internal sealed record ApplicationAnswer(string ApplicationNo, string State, string Code, string RegistrarReference);

internal sealed record ApplicationAnswers(IReadOnlyList<ApplicationAnswer> Answers);

internal sealed record ApplicationNumbers(IReadOnlyList<string> ApplicationNos);

internal sealed record ConfirmationAsk(string Day, long After, int Limit);

internal sealed record ConfirmationWire(
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

// Complete: nothing accepted so far and due on the day is missing after this page.
internal sealed record ConfirmationPage(IReadOnlyList<ConfirmationWire> Confirmations, long Next, bool Complete);

// Difference: yuan by which the dividend total changes against the version before; only from version 2 on.
internal sealed record DayVersion(
    int Version,
    string IncomePer10k,
    string SevenDayYield,
    string? DividendTotal = null,
    string? Difference = null);

internal sealed record FundDayWire(string FundCode, string Day, IReadOnlyList<DayVersion> Versions);

internal sealed record PublishWire(
    string Day,
    int Version,
    string IncomePer10k,
    string SevenDayYield,
    string? DividendTotal = null,
    string? Difference = null);

[method: JsonConstructor]
internal readonly record struct DividendLine(string Account, string Income);

internal sealed record DividendsWire(string Day, IReadOnlyList<DividendLine> Lines);

internal sealed record DividendPage(string Day, IReadOnlyList<DividendLine> Lines, long Next, string Total);

internal sealed record HoldingsTotal(string FundCode, long Accounts, string Units);

internal sealed record HoldingWire(string Account, string Units);

internal sealed record HoldingsAsk(string FundCode, string After, int Limit);

internal sealed record HoldingPage(string FundCode, IReadOnlyList<HoldingWire> Holdings, string Next, bool Complete);

internal sealed record RegistrarState(
    long Applications,
    long Accepted,
    long Refused,
    long Confirmed,
    long Rejected,
    long Waiting,
    long Late,
    long Repeats,
    long Conflicts,
    long DoubleConfirmations,
    long Days,
    LineCounts Line);

/// <summary>How the registrar misbehaves; rates are of a million, decided by seed and number.</summary>
/// <param name="Seed">The seed of the dice.</param>
/// <param name="RefusePerMillion">Applications refused on receipt with the code "refused-by-registrar".</param>
/// <param name="RefuseAccounts">Endings of account numbers and the code they are refused with.</param>
/// <param name="RejectPerMillion">Applications accepted and then confirmed as 0 with the return code 9999.</param>
/// <param name="LatePerMillion">Applications confirmed later than they said.</param>
/// <param name="LateDays">How much later, in calendar days.</param>
/// <param name="DoublePerMillion">Confirmations that stand twice in their day.</param>
/// <param name="HoldConfirmations">True: no confirmations are handed out (404) until this is false again.</param>
/// <param name="WithheldDays">Published days that answer 404 while they stand here.</param>
/// <param name="LateDayPerMillion">Published days that answer 404 to their first queries.</param>
/// <param name="LateDayQueries">How many queries of such a day are answered 404.</param>
/// <param name="CheckHoldings">True: a redemption or transfer beyond the holding is confirmed as 0 (code 0004).</param>
/// <param name="LoseRequestPerMillion">HTTP requests that never arrive.</param>
/// <param name="LoseAnswerPerMillion">HTTP requests that are executed, whose answer is lost.</param>
/// <param name="DuplicatePerMillion">HTTP requests that arrive twice.</param>
/// <param name="LoseNextRequests">Exactly so many of the next requests never arrive.</param>
/// <param name="LoseNextAnswers">Exactly so many of the next answers are lost.</param>
/// <param name="SlowMs">Delay of each answer, in milliseconds.</param>
internal sealed record RegistrarFaults(
    long Seed = 0,
    int RefusePerMillion = 0,
    IReadOnlyList<RefusedEnding>? RefuseAccounts = null,
    int RejectPerMillion = 0,
    int LatePerMillion = 0,
    int LateDays = 0,
    int DoublePerMillion = 0,
    bool HoldConfirmations = false,
    IReadOnlyList<string>? WithheldDays = null,
    int LateDayPerMillion = 0,
    int LateDayQueries = 0,
    bool CheckHoldings = false,
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

// One line of the journal: an application decided, confirmed, a day published, or dividends posted.
internal sealed record RegistrarEvent(
    ApplicationWire? Application = null,
    string? Confirmed = null,
    PublishWire? Published = null,
    DividendsWire? Dividends = null,
    string FundCode = "",
    string Code = "",
    string Day = "",
    int Copies = 0);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RegistrarEvent))]
internal sealed partial class RegistrarJournalJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ApplicationBatch))]
[JsonSerializable(typeof(ApplicationAnswers))]
[JsonSerializable(typeof(ApplicationNumbers))]
[JsonSerializable(typeof(ConfirmationAsk))]
[JsonSerializable(typeof(ConfirmationPage))]
[JsonSerializable(typeof(FundDayWire))]
[JsonSerializable(typeof(PublishWire))]
[JsonSerializable(typeof(DividendsWire))]
[JsonSerializable(typeof(DividendPage))]
[JsonSerializable(typeof(HoldingsTotal))]
[JsonSerializable(typeof(HoldingWire))]
[JsonSerializable(typeof(HoldingsAsk))]
[JsonSerializable(typeof(HoldingPage))]
[JsonSerializable(typeof(RegistrarState))]
[JsonSerializable(typeof(RegistrarFaults))]
internal sealed partial class RegistrarJson : JsonSerializerContext;
