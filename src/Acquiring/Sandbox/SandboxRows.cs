using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>The statements of the sandbox. All of a shop's sandbox lies in the merchant's home shard.</summary>
internal static class SandboxRows
{
    /// <summary>A request of the sandbox, held until the transaction ends: what is played on it is played one after
    /// the other.</summary>
    public static readonly Sql Hold = new($"""
        SELECT {RequestRows.Columns} FROM acquiring.request
        WHERE shard = $1 AND request = $2 AND merchant = $3 AND sandbox FOR UPDATE
        """);

    private static readonly Sql BringOn = new("""
        UPDATE acquiring.request SET state = $3, payment = $4, paid_at = $5
        WHERE shard = $1 AND request = $2 AND sandbox
        """);

    /// <summary>Brings a request on.</summary>
    public static async Task BringOnAsync(
        Tx tx, RequestId id, RowState to, long? number, DateTimeOffset? paidAt, CancellationToken cancel) =>
        _ = await tx.ExecuteAsync(
            BringOn,
            [
                id.Shard, id.Value, (short)to, new NpgsqlParameter<long?> { TypedValue = number },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = paidAt },
            ],
            cancel);

    /// <summary>The next number of something that was played.</summary>
    public static readonly Sql NextNumber = new("SELECT nextval('acquiring.sandbox_number')");

    public static readonly Sql InsertRefund = new("""
        INSERT INTO acquiring.sandbox_refund (shard, merchant, key, number, request, amount_fen, fee_fen, refunded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """);

    public static readonly Sql FindRefund = new("""
        SELECT number, request, amount_fen FROM acquiring.sandbox_refund
        WHERE shard = $1 AND merchant = $2 AND key = $3
        """);

    public static readonly Sql RefundedSum = new("""
        SELECT coalesce(sum(amount_fen), 0)::bigint FROM acquiring.sandbox_refund WHERE shard = $1 AND request = $2
        """);

    /// <summary>Puts money of a payment into the shop's purse.</summary>
    public static readonly Sql PutIn = new("""
        INSERT INTO acquiring.sandbox_purse (shard, merchant, amount_fen) VALUES ($1, $2, $3)
        ON CONFLICT (shard, merchant) DO UPDATE SET amount_fen = sandbox_purse.amount_fen + excluded.amount_fen
        """);

    /// <summary>Takes money out of the purse, if no more than $4 is owed after that.</summary>
    public static readonly Sql TakeOut = new("""
        UPDATE acquiring.sandbox_purse SET amount_fen = amount_fen - $3
        WHERE shard = $1 AND merchant = $2 AND amount_fen - $3 + $4 >= 0
        """);

    /// <summary>What is in the purse, held until the transaction ends.</summary>
    public static readonly Sql HoldPurse = new("""
        SELECT amount_fen FROM acquiring.sandbox_purse WHERE shard = $1 AND merchant = $2 FOR UPDATE
        """);

    public static readonly Sql FindPayout = new("""
        SELECT state FROM acquiring.sandbox_payout WHERE shard = $1 AND merchant = $2 AND day = $3
        """);

    public static readonly Sql InsertPayout = new("""
        INSERT INTO acquiring.sandbox_payout (shard, merchant, day, number, amount_fen, state)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shard, merchant, day) DO UPDATE
        SET number = excluded.number, amount_fen = excluded.amount_fen, state = excluded.state
        """);

    /// <summary>What was given back of a request of the sandbox.</summary>
    internal sealed record RefundSum(RequestId Id, Money Amount);

    internal sealed record RefundedOf(IReadOnlyList<RequestId> Requests) : Query<RefundSum>
    {
        private static readonly Sql Sql = new("""
            SELECT r.shard, r.request, sum(r.amount_fen)::bigint
            FROM unnest($1::smallint[], $2::uuid[]) AS w(shard, request)
            JOIN acquiring.sandbox_refund r ON r.shard = w.shard AND r.request = w.request
            GROUP BY r.shard, r.request
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Requests.Select(id => id.Shard).ToArray())
                .With(Requests.Select(id => id.Value).ToArray());

        public override RefundSum Read(NpgsqlDataReader row) =>
            new(new(row.GetInt16(0), row.GetGuid(1)), new(row.GetInt64(2)));
    }

    /// <summary>Payments and refunds that were played on a day in Beijing.</summary>
    internal sealed record LinesOf(short Shard, long Merchant, DateOnly Date) : Query<SettlementLine>
    {
        private static readonly Sql Sql = new("""
            WITH day AS (
                SELECT timezone('Asia/Shanghai', $3::date::timestamp) AS begins,
                       timezone('Asia/Shanghai', ($3::date + 1)::timestamp) AS ends
            )
            SELECT 1::smallint, r.shard, r.payment, r.payment, r.merchant_order, r.amount_fen, NULL::bigint
            FROM acquiring.request r, day
            WHERE r.shard = $1 AND r.merchant = $2 AND r.state = 6 AND r.paid_at >= day.begins AND r.paid_at < day.ends
            UNION ALL
            SELECT 2::smallint, b.shard, b.number, r.payment, r.merchant_order, b.amount_fen, b.fee_fen
            FROM day, acquiring.sandbox_refund b
            JOIN acquiring.request r ON r.shard = b.shard AND r.request = b.request
            WHERE b.shard = $1 AND b.merchant = $2 AND b.refunded_at >= day.begins AND b.refunded_at < day.ends
            ORDER BY 3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Merchant).With(Date);

        public override SettlementLine Read(NpgsqlDataReader row)
        {
            Money amount = new(row.GetInt64(5));
            return new(
                (SettlementLineKind)row.GetInt16(0), new(row.GetInt16(1), row.GetInt64(2)),
                new(row.GetInt16(1), row.GetInt64(3)), row.GetString(4), amount,
                row.IsDBNull(6) ? Wallet.Payments.FeeOf(amount) : new(row.GetInt64(6)));
        }
    }

    internal sealed record PayoutOf(short Shard, long Merchant, DateOnly Date) : Query<Payout>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, number, amount_fen, state FROM acquiring.sandbox_payout
            WHERE shard = $1 AND merchant = $2 AND day = $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Merchant).With(Date);

        public override Payout Read(NpgsqlDataReader row) => new(
            new(row.GetInt16(0), row.GetInt64(1)), new(row.GetInt64(2)), (PayoutState)row.GetInt16(3),
            $"sandbox-{row.GetInt64(1)}");
    }
}
