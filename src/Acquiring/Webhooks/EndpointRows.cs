using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>An endpoint as its row has it.</summary>
internal sealed record EndpointRow(
    short Shard, WebhookEndpoint Endpoint, byte[] Secret, byte[]? OldSecret, DateTimeOffset? OldSecretUntil);

/// <summary>A delivery that this process has leased, with its event.</summary>
internal sealed record LeasedDelivery(MerchantEvent Event, short EndpointShard, string EndpointId, int Attempts);

/// <summary>The statements about endpoints and deliveries.</summary>
internal static class EndpointRows
{
    private const string Columns =
        "shard, endpoint, merchant, sandbox, url, state, created_at, failing_since, secret, old_secret, "
        + "old_secret_until";

    private static EndpointRow FromRow(NpgsqlDataReader row) => new(
        row.GetInt16(0),
        new(row.GetString(1), new(row.GetInt64(2), row.GetBoolean(3)), row.GetString(4),
            (EndpointState)row.GetInt16(5), row.GetFieldValue<DateTimeOffset>(6), Instant(row, 7)),
        row.GetFieldValue<byte[]>(8), row.IsDBNull(9) ? null : row.GetFieldValue<byte[]>(9), Instant(row, 10));

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>An event from eleven columns in their order.</summary>
    internal static MerchantEvent EventFrom(NpgsqlDataReader row) => new(
        row.GetInt16(0), row.GetString(1), (EventKind)row.GetInt16(2), row.GetInt64(3),
        row.IsDBNull(4) ? null : new RequestId(row.GetInt16(4), row.GetGuid(5)), new(row.GetInt64(6)),
        row.IsDBNull(7) ? null : row.GetInt64(7), row.GetString(8), row.GetFieldValue<DateTimeOffset>(9),
        row.GetBoolean(10));

    /// <summary>All endpoints of some merchants that were not removed, oldest first.</summary>
    internal sealed record OfMerchants(short[] Shards, long[] Merchants) : Query<EndpointRow>
    {
        private static readonly Sql Sql = new($"""
            SELECT {Columns} FROM acquiring.endpoint
            WHERE shard = ANY ($1) AND merchant = ANY ($2) AND state <> 4 ORDER BY created_at, endpoint
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shards).With(Merchants);

        public override EndpointRow Read(NpgsqlDataReader row) => FromRow(row);
    }

    internal sealed record ByIds(short[] Shards, string[] Ids) : Query<EndpointRow>
    {
        private static readonly Sql Sql = new($"""
            SELECT {Columns} FROM acquiring.endpoint WHERE shard = ANY ($1) AND endpoint = ANY ($2)
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shards).With(Ids);

        public override EndpointRow Read(NpgsqlDataReader row) => FromRow(row);
    }

    /// <summary>A merchant's deliveries behind a place, newest first; in earnest, played, or both.</summary>
    internal sealed record DeliveriesOf(
        short[] Shards, long Merchant, bool[] Sandbox, DeliveryPlace After, int Limit) : Query<DeliveryView>
    {
        private static readonly Sql Sql = new("""
            SELECT d.event, e.kind, d.endpoint, d.state, d.attempts, d.next_at, d.last_answer, d.happened_at, e.sandbox
            FROM acquiring.delivery d JOIN acquiring.event e ON e.shard = d.shard AND e.event = d.event
            WHERE d.shard = ANY ($1) AND d.merchant = $2 AND e.sandbox = ANY ($3)
                AND d.happened_at <= $4 AND (d.happened_at < $4 OR (d.event, d.endpoint) > ($5, $6))
            ORDER BY d.happened_at DESC, d.event, d.endpoint LIMIT $7
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shards).With(Merchant).With(Sandbox).With(After.HappenedAt).With(After.EventId)
                .With(After.EndpointId).With(Limit);

        public override DeliveryView Read(NpgsqlDataReader row) => new(
            row.GetString(0), MerchantEvents.NameOf((EventKind)row.GetInt16(1)), row.GetString(2),
            (DeliveryState)row.GetInt16(3), row.GetInt32(4), Instant(row, 5),
            row.IsDBNull(6) ? null : row.GetString(6), row.GetFieldValue<DateTimeOffset>(7), row.GetBoolean(8));
    }
}
