using System.Globalization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>What happened; stored.</summary>
internal enum EventKind : short
{
    PaymentPaid = 1,
    PaymentRefunded = 2,
    PaymentExpired = 3,
    PaymentCancelled = 4,
    SettlementPaid = 5,
}

/// <summary>The outbox to merchants: rows that are written with what they tell of.</summary>
internal static class MerchantEvents
{
    /// <summary>The type as merchants read it.</summary>
    public static string NameOf(EventKind kind) => kind switch
    {
        EventKind.PaymentPaid => "payment.paid",
        EventKind.PaymentRefunded => "payment.refunded",
        EventKind.PaymentExpired => "payment.expired",
        EventKind.PaymentCancelled => "payment.cancelled",
        EventKind.SettlementPaid => "settlement.paid",
    };

    /// <summary>The id of an event that an entry brings about.</summary>
    public static string IdOf(EventKind kind, short shard, long entry) =>
        string.Create(CultureInfo.InvariantCulture, $"evt_{shard}_{(short)kind}_{entry}");

    /// <summary>The shard that an event's id names; null when it is no such id.</summary>
    public static short? ShardOf(string id) =>
        id.Split('_') is ["evt", var shard, _, _]
        && short.TryParse(shard, NumberStyles.None, CultureInfo.InvariantCulture, out short number)
            ? number
            : null;

    /// <summary>The event of a payment or a refund, in the entry that makes it.</summary>
    internal sealed record Happened(EventKind Kind, RequestId Id, long Merchant, Money Amount, string Subject)
        : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, entry,
                                         subject, happened_at)
            SELECT * FROM unnest($1::smallint[], $2::text[], $3::smallint[], $4::bigint[], $5::smallint[], $6::uuid[],
                                 $7::bigint[], $8::bigint[], $9::text[], $10::timestamptz[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(IdOf(Kind, stamp.Shard, stamp.Entry)).Add((short)Kind).Add(Merchant)
                .Add(Id.Shard).Add(Id.Value).Add(Amount.Fen).Add(stamp.Entry).Add(Subject).Add(stamp.PostedAt);
    }

    /// <summary>The event of a payment that the bank's answer made; again it is nothing.</summary>
    public static readonly Sql PaidAfterAll = new("""
        INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, entry, subject,
                                     happened_at)
        VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Played = new("""
        INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, entry, subject,
                                     happened_at, sandbox)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true)
        """);

    /// <summary>The event of something that was played in the sandbox, in the transaction that plays it.</summary>
    public static async Task PlayedAsync(Tx tx, MerchantEvent played, CancellationToken cancel) =>
        _ = await tx.ExecuteAsync(
            Played,
            [
                played.Shard, played.Id, (short)played.Kind, played.Merchant,
                new NpgsqlParameter<short?> { TypedValue = played.Request?.Shard },
                new NpgsqlParameter<Guid?> { TypedValue = played.Request?.Value }, played.Amount.Fen,
                new NpgsqlParameter<long?> { TypedValue = played.Entry }, played.Subject, played.HappenedAt,
            ],
            cancel);

    /// <summary>A settlement that the bank has paid is its own outbox row; here it becomes an event, once.</summary>
    public static readonly Sql SettlementsPaid = new("""
        INSERT INTO acquiring.event (shard, event, kind, merchant, amount_fen, entry, subject, happened_at)
        SELECT s.shard, concat('evt_', s.shard, '_5_', s.order_no), 5, s.merchant, s.amount_fen,
               s.order_no, to_char(s.business_date, 'YYYY-MM-DD'), $1
        FROM wallet.pub_settlement s
        WHERE s.state = 2 AND s.business_date >= $2 AND NOT EXISTS (
            SELECT 1 FROM acquiring.event e
            WHERE e.shard = s.shard AND e.event = concat('evt_', s.shard, '_5_', s.order_no))
        ON CONFLICT DO NOTHING
        """);
}
