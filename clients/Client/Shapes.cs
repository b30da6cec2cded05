using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoqi.Client;

/// <summary>A payment request to make.</summary>
/// <param name="MerchantOrder">Your own number: letters, digits and - _ . : /, at most 64; the same number is the same
/// payment.</param>
/// <param name="Amount">How much.</param>
/// <param name="Description">One line of at most 120 characters.</param>
/// <param name="Items">What was bought, a line each.</param>
/// <param name="ExpiresAt">Until when it can be paid; null for 30 minutes.</param>
/// <param name="ReturnUrl">Where the payer's browser goes afterwards.</param>
public sealed record NewPayment(
    string MerchantOrder, Yuan Amount, string Description, string Items = "", DateTimeOffset? ExpiresAt = null,
    Uri? ReturnUrl = null)
{
    /// <summary>Always CNY.</summary>
    public string Currency => "CNY";
}

/// <summary>How far a payment is.</summary>
public enum PaymentState
{
    Open,
    Paying,
    Paid,
    PartlyRefunded,
    Refunded,
    Expired,
    Cancelled,
}

/// <summary>A payment request as it stands.</summary>
public sealed record Payment(
    string Id, string MerchantOrder, Yuan Amount, string Currency, string Description, string Items,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, PaymentState State, bool Sandbox, Uri PayUrl, Yuan Fee,
    Yuan Refunded, Uri? ReturnUrl = null, [property: JsonPropertyName("payment")] string? Number = null,
    DateTimeOffset? PaidAt = null);

/// <summary>A page of payments, newest first.</summary>
/// <param name="Items">The payments.</param>
/// <param name="Next">Goes into the next call as its cursor; null at the end.</param>
public sealed record PaymentPage(IReadOnlyList<Payment> Items, string? Next = null);

/// <summary>A refund that was made.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Payment">The payment's number.</param>
/// <param name="Amount">How much.</param>
/// <param name="Currency">CNY.</param>
public sealed record Refund(
    [property: JsonPropertyName("refund")] string Number, string Payment, Yuan Amount, string Currency);

/// <summary>A payment or refund of a settled day.</summary>
public sealed record SettlementLine(
    string Kind, string Number, string Payment, string MerchantOrder, Yuan Amount, Yuan Fee);

/// <summary>What the bank was told to pay.</summary>
public sealed record Payout(string Number, Yuan Amount, string State, string? BankReference = null);

/// <summary>A business day. Fees and net may be below zero, and are text therefore.</summary>
public sealed record Settlement(
    DateOnly Date, string Currency, Yuan Payments, Yuan Refunds, string Fees, string Net,
    IReadOnlyList<SettlementLine> Lines, Payout? Payout = null);

/// <summary>An endpoint for webhooks; the secret is there only in the answer that made it.</summary>
public sealed record WebhookEndpoint(
    string Id, string Url, string State, DateTimeOffset CreatedAt, string? Secret = null)
{
    /// <summary>Without the secret: this may stand in a log.</summary>
    public override string ToString() => $"{Id} {Url} {State}";
}

/// <summary>How far the delivery of an event to an endpoint is.</summary>
/// <param name="Event">The webhook-id; it goes into a replay.</param>
/// <param name="Type">As in the event itself.</param>
/// <param name="Endpoint">Where to.</param>
/// <param name="State">waiting, delivered or given_up.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="HappenedAt">When it happened.</param>
/// <param name="NextAt">When it is tried next; null when it is at its end.</param>
/// <param name="LastAnswer">What the last try came to.</param>
/// <param name="Sandbox">Whether it was played.</param>
public sealed record WebhookDelivery(
    string Event, string Type, string Endpoint, string State, int Attempts, DateTimeOffset HappenedAt,
    DateTimeOffset? NextAt = null, string? LastAnswer = null, bool Sandbox = false);

/// <summary>A page of deliveries, newest first.</summary>
/// <param name="Items">The deliveries.</param>
/// <param name="Next">Goes into the next call as its cursor; null at the end.</param>
public sealed record WebhookDeliveryPage(IReadOnlyList<WebhookDelivery> Items, string? Next = null);

/// <summary>What the payer of a sandbox's payment does.</summary>
public enum PlayedOutcome
{
    /// <summary>Pays.</summary>
    Paid,

    /// <summary>Cannot pay; the payment stays open.</summary>
    Refused,

    /// <summary>Pays, and the outcome is not known until another one is played.</summary>
    Paying,

    /// <summary>Lets the time pass.</summary>
    Expired,
}

/// <summary>What a webhook tells.</summary>
/// <param name="Type">payment.paid, payment.refunded, payment.expired, payment.cancelled or settlement.paid.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">What it speaks of.</param>
public sealed record WebhookEvent(string Type, DateTimeOffset Timestamp, WebhookData Data);

/// <summary>What an event speaks of: a payment request, or of settlement.paid a date; in the sandbox or in
/// earnest.</summary>
public sealed record WebhookData(
    Yuan Amount, string Currency, string? Id = null, string? MerchantOrder = null, string? Payment = null,
    string? Refund = null, string? Payout = null, string? Date = null, bool Sandbox = false);

/// <summary>A problem of RFC 9457.</summary>
internal sealed record Problem(string? Code, string? Title, string? Detail);

internal sealed record RefundBody(Yuan Amount, string Currency);

internal sealed record EndpointBody(string Url);

internal sealed record EndpointList(IReadOnlyList<WebhookEndpoint> Items);

internal sealed record SwitchBody(bool On);

internal sealed record ReplayBody(string Event);

internal sealed record PayerBody(PlayedOutcome Outcome);

internal sealed record PayoutBody(string Outcome);

/// <summary>The JSON of the API, without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PaymentStateConverter), typeof(PlayedOutcomeConverter)])]
[JsonSerializable(typeof(NewPayment))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(PaymentPage))]
[JsonSerializable(typeof(Refund))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(Settlement))]
[JsonSerializable(typeof(EndpointBody))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(WebhookDeliveryPage))]
[JsonSerializable(typeof(SwitchBody))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(PayerBody))]
[JsonSerializable(typeof(PayoutBody))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>States as the API writes them: partly_refunded.</summary>
internal sealed class PaymentStateConverter()
    : JsonStringEnumConverter<PaymentState>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Outcomes as the API reads them.</summary>
internal sealed class PlayedOutcomeConverter()
    : JsonStringEnumConverter<PlayedOutcome>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
