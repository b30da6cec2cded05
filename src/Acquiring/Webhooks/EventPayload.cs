using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Acquiring;

/// <summary>An event as its row has it.</summary>
internal sealed record MerchantEvent(
    short Shard, string Id, EventKind Kind, long Merchant, RequestId? Request, Money Amount, long? Entry,
    string Subject, DateTimeOffset HappenedAt, bool Sandbox);

/// <summary>The body of a webhook: the same bytes each time it is tried.</summary>
internal static class EventPayload
{
    public static byte[] Of(MerchantEvent happened)
    {
        ArrayBufferWriter<byte> body = new();
        using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        json.WriteString("type", MerchantEvents.NameOf(happened.Kind));
        json.WriteString("timestamp",
            happened.HappenedAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteStartObject("data");
        if (happened.Request is { } request)
        {
            json.WriteString("id", request.ToString());
            json.WriteString("merchantOrder", happened.Subject);
        }
        else
        {
            json.WriteString("date", happened.Subject);
        }

        json.WriteString("amount", happened.Amount.ToPlain());
        json.WriteString("currency", "CNY");
        if (happened.Entry is { } entry)
        {
            json.WriteString(OrderName(happened.Kind), new OrderNo(happened.Shard, entry).ToString());
        }

        json.WriteBoolean("sandbox", happened.Sandbox);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    private static string OrderName(EventKind kind) => kind switch
    {
        EventKind.PaymentRefunded => "refund",
        EventKind.SettlementPaid => "payout",
        EventKind.PaymentPaid or EventKind.PaymentExpired or EventKind.PaymentCancelled => "payment",
    };
}
