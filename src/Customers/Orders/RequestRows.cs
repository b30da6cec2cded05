using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>What is read of requests for money: they lie with the friend, and the asker has a row that leads there.
/// </summary>
internal static class RequestRows
{
    public sealed record AskedRow(long Number, long Friend);

    public sealed record AskedUnder(short Shard, long Asker, string Key) : Query<AskedRow>
    {
        private static readonly Sql Sql = new(
            "SELECT number, friend FROM customers.asked_request WHERE shard = $1 AND asker = $2 AND key = $3");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Asker).With(Key);

        public override AskedRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1));
    }

    public sealed record AskedNumber(short Shard, long Asker, long Number) : Query<AskedRow>
    {
        private static readonly Sql Sql = new(
            "SELECT number, friend FROM customers.asked_request WHERE shard = $1 AND asker = $2 AND number = $3");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Asker).With(Number);

        public override AskedRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1));
    }

    public sealed record AskedBy(short Shard, long Asker, long Before, int Limit) : Query<AskedRow>
    {
        private static readonly Sql Sql = new("""
            SELECT number, friend FROM customers.asked_request
            WHERE shard = $1 AND asker = $2 AND number < $3 ORDER BY number DESC LIMIT $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Asker).With(Before).With(Limit);

        public override AskedRow Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1));
    }

    public sealed record RequestsTo(short Shard, long Friend, long Before, int Limit) : Query<MoneyRequest>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, number, asker, friend, amount_fen, said, state, asked_at, expires_on, gift
            FROM customers.money_request
            WHERE shard = $1 AND friend = $2 AND number < $3 ORDER BY number DESC LIMIT $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Friend).With(Before).With(Limit);

        public override MoneyRequest Read(NpgsqlDataReader row) => ToRequest(row);
    }

    public sealed record Requests(short[] Shards, long[] Friends, long[] Numbers) : Query<MoneyRequest>
    {
        private static readonly Sql Sql = new("""
            SELECT r.shard, r.number, r.asker, r.friend, r.amount_fen, r.said, r.state, r.asked_at, r.expires_on, r.gift
            FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS w(shard, friend, number)
            JOIN customers.money_request r ON r.shard = w.shard AND r.friend = w.friend AND r.number = w.number
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shards).With(Friends).With(Numbers);

        public override MoneyRequest Read(NpgsqlDataReader row) => ToRequest(row);
    }

    private static MoneyRequest ToRequest(NpgsqlDataReader row) =>
        new(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), new(row.GetInt64(4)), row.GetString(5),
            (RequestState)row.GetInt16(6), row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateOnly>(8),
            row.IsDBNull(9) ? null : new OrderNo(row.GetInt16(0), row.GetInt64(9)));
}
