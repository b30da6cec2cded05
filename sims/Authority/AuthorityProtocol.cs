using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Partner;

namespace Huoqi.Authority;

// The protocol of the identity authority and of the message gateway as it travels. A question has a reference of the
// asker: under the same one it is answered the same, and another question under it is a conflict.

// Source: id-registry, bank-card, carrier, education, social-security, tax or face.
internal sealed record CheckWire(
    string Reference, string Source, string Name, string IdNumber, string Phone, string Evidence);

// Outcome: done, refused, or pending: ask again under the same reference.
internal sealed record CheckAnswer(string Reference, string Outcome, string Code);

// Kind: sign-in, recovery, new-phone or phone-changed. The code is empty when there is none.
internal sealed record MessageWire(string Reference, string Phone, string Kind, string Code);

internal sealed record MessageAnswer(string Reference, bool Accepted);

// A message as the phone shows it.
internal sealed record ShownMessage(string Reference, string Phone, string Kind, string Code, string Text, string At);

internal sealed record MessagePage(IReadOnlyList<ShownMessage> Messages);

// Who is who, for an asker that wants somebody in particular to be known (or not) beforehand.
internal sealed record RegisterWire(string IdNumber, string Name);

internal sealed record AuthorityState(
    long Checks, long Done, long Refused, long PendingAnswers, long Repeats, long Conflicts, long Messages,
    long DroppedMessages, LineCounts Line);

/// <summary>How the authority and the gateway misbehave.</summary>
/// <param name="Seed">Of the dice.</param>
/// <param name="RefusePerMillion">Checks that are refused though all is in order.</param>
/// <param name="RefuseIdNumbers">Endings of id numbers that are always refused.</param>
/// <param name="PendingPerMillion">Checks that are pending at first.</param>
/// <param name="PendingAnswers">How many answers such a check is pending for.</param>
/// <param name="DropMessagesPerMillion">Messages that are accepted and never shown.</param>
/// <param name="RefuseMessages">The gateway takes no message.</param>
/// <param name="LoseRequestPerMillion">Requests that never arrive.</param>
/// <param name="LoseAnswerPerMillion">Requests that are executed and whose answer is lost.</param>
/// <param name="DuplicatePerMillion">Requests that arrive twice.</param>
/// <param name="LoseNextRequests">Exactly so many of the next requests never arrive.</param>
/// <param name="LoseNextAnswers">Exactly so many of the next answers are lost.</param>
/// <param name="SlowMs">Delay of each answer, in milliseconds.</param>
internal sealed record AuthorityFaults(
    long Seed = 0,
    int RefusePerMillion = 0,
    IReadOnlyList<RefusedEnding>? RefuseIdNumbers = null,
    int PendingPerMillion = 0,
    int PendingAnswers = 1,
    int DropMessagesPerMillion = 0,
    bool RefuseMessages = false,
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

// One line of the journal: a check decided, a message taken, or somebody registered.
internal sealed record AuthorityEvent(
    CheckWire? Check = null,
    string Outcome = "",
    string Code = "",
    ShownMessage? Message = null,
    RegisterWire? Registered = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AuthorityEvent))]
internal sealed partial class AuthorityJournalJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CheckWire))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(MessageWire))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(RegisterWire))]
[JsonSerializable(typeof(AuthorityState))]
[JsonSerializable(typeof(AuthorityFaults))]
internal sealed partial class AuthorityJson : JsonSerializerContext;
