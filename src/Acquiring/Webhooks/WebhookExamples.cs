using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>The body of each type of event, made by what makes the real ones: whoever documents them cannot be
/// wrong.</summary>
public static class WebhookExamples
{
    /// <summary>The id of the example's event.</summary>
    public const string EventId = "evt_7_1_123456";

    private const short Shard = 7;

    private const long Payment = 123_456;

    private static readonly Money Amount = new(3_000);

    /// <summary>Every type with a body, in the order of a payment's life.</summary>
    /// <param name="request">The payment request that they speak of.</param>
    /// <param name="at">When it happened.</param>
    public static IReadOnlyList<(string Type, string Body)> Of(RequestId request, DateTimeOffset at) =>
    [
        OfPayment(EventKind.PaymentPaid, request, at, Amount, Payment),
        OfPayment(EventKind.PaymentRefunded, request, at, new(1_000), 123_460),
        OfPayment(EventKind.PaymentExpired, request, at, Amount, null),
        OfPayment(EventKind.PaymentCancelled, request, at, Amount, null),
        (MerchantEvents.NameOf(EventKind.SettlementPaid), TextOf(new(
            Shard, EventId, EventKind.SettlementPaid, 1, Request: null, new(1_988), 123_470, "2026-11-21", at,
            Sandbox: false))),
    ];

    private static (string Type, string Body) OfPayment(
        EventKind kind, RequestId request, DateTimeOffset at, Money amount, long? entry) =>
        (MerchantEvents.NameOf(kind), TextOf(new(
            Shard, EventId, kind, 1, request, amount, entry, "M-1001", at, Sandbox: false)));

    private static string TextOf(MerchantEvent happened) => Encoding.UTF8.GetString(EventPayload.Of(happened));
}
