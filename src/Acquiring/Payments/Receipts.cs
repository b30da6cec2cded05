using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>How a claim ended; stored.</summary>
internal enum ReceiptState : short
{
    Paid = 1,

    /// <summary>The bank has been asked for the money that pays.</summary>
    WaitsForBank = 2,

    /// <summary>Nothing can be paid under this claim any more.</summary>
    Void = 3,
}

/// <summary>The end of a claim, in the payer's shard.</summary>
internal sealed record Receipt(ReceiptState State, long Person, long? Entry, DateTimeOffset At);

/// <summary>Rows and statements of receipts: one ends a claim, whoever writes it first.</summary>
internal static class Receipts
{
    /// <summary>A claim is used by the entry it is committed with; refused when the claim has ended.</summary>
    internal sealed record Used(RequestId Id, long Claim, long Person, ReceiptState State) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO acquiring.receipt (shard, request, request_shard, claim, person, entry, at, state)
            SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[],
                                 $7::timestamptz[], $8::smallint[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(Id.Value).Add(Id.Shard).Add(Claim).Add(Person).Add(stamp.Entry)
                .Add(stamp.PostedAt).Add((short)State);
    }

    internal sealed record Of(short Shard, RequestId Id, long Claim) : Query<Receipt>
    {
        private static readonly Sql Sql = new("""
            SELECT state, person, entry, at FROM acquiring.receipt WHERE shard = $1 AND request = $2 AND claim = $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Id.Value).With(Claim);

        public override Receipt Read(NpgsqlDataReader row) => new(
            (ReceiptState)row.GetInt16(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2),
            row.GetFieldValue<DateTimeOffset>(3));
    }

    /// <summary>A payment that waited for the bank.</summary>
    /// <param name="IsAnswered">Whether the bank has said something final.</param>
    /// <param name="Payment">The payment, if it could be made.</param>
    internal sealed record BankStanding(bool IsAnswered, long? Payment);

    internal sealed record BankOrderOf(short Shard, long Order) : Query<BankStanding>
    {
        private static readonly Sql Sql = new("""
            SELECT state, payment FROM wallet.pub_payment_order WHERE shard = $1 AND order_no = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Order);

        public override BankStanding Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0) != 1, row.IsDBNull(1) ? null : row.GetInt64(1));
    }

    /// <summary>Ends a claim under which nothing was paid.</summary>
    public static readonly Sql VoidIt = new("""
        INSERT INTO acquiring.receipt (shard, request, request_shard, claim, person, at, state)
        VALUES ($1, $2, $3, $4, $5, $6, 3) ON CONFLICT DO NOTHING
        """);

    /// <summary>What became of a payment that waited for the bank.</summary>
    public static readonly Sql BankAnswered = new("""
        UPDATE acquiring.receipt SET state = $4, entry = coalesce($5, entry)
        WHERE shard = $1 AND request = $2 AND claim = $3 AND state = 2
        """);
}
