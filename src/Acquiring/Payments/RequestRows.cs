using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>The state of a request's row; stored. What is read of it comes from the receipts too.</summary>
internal enum RowState : short
{
    Open = 1,
    Paid = 2,
    Expired = 3,
    Cancelled = 4,

    /// <summary>In the sandbox: a payer is played whose outcome is not known yet.</summary>
    PlayedPaying = 5,

    /// <summary>In the sandbox: a payer that was played has paid.</summary>
    PlayedPaid = 6,
}

/// <summary>Whose turn it is to pay a request.</summary>
/// <param name="Number">The claim's number, from 1.</param>
/// <param name="Person">Who.</param>
/// <param name="Shard">Where the person lives, and the receipt.</param>
/// <param name="At">Since when.</param>
internal readonly record struct Claim(long Number, long Person, short Shard, DateTimeOffset At);

/// <summary>A payment request as its row has it.</summary>
internal sealed record RequestRow(
    RequestId Id, long Merchant, string MerchantOrder, Money Amount, string Description, string Items,
    string? ReturnUrl, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, RowState State, bool Sandbox, Claim? Claim,
    long? Payment, DateTimeOffset? PaidAt)
{
    /// <summary>The payment's number; null while the row knows of none.</summary>
    public OrderNo? PaymentNo =>
        Payment is { } entry ? new(State == RowState.PlayedPaid ? Id.Shard : Claim!.Value.Shard, entry) : null;

    /// <summary>Whose it is.</summary>
    public Shop Shop => new(Merchant, Sandbox);

    /// <summary>The request as everybody sees it at <paramref name="now"/>.</summary>
    public PaymentView ToView(string merchantName, Money refunded, DateTimeOffset now) => new(
        Id, Merchant, merchantName, MerchantOrder, Amount, Description, Items, ReturnUrl, CreatedAt, ExpiresAt,
        StateAt(refunded, now), Sandbox, PaymentNo, PaidAt,
        State is RowState.Paid or RowState.PlayedPaid ? Payments.FeeOf(Amount) : Money.Zero, refunded, Claim?.Person);

    private PaymentState StateAt(Money refunded, DateTimeOffset now) => State switch
    {
        RowState.Open when Claim is not null => PaymentState.Paying,
        RowState.Open when ExpiresAt <= now => PaymentState.Expired,
        RowState.Open => PaymentState.Open,
        RowState.PlayedPaying => PaymentState.Paying,
        RowState.Paid or RowState.PlayedPaid when refunded == Money.Zero => PaymentState.Paid,
        RowState.Paid or RowState.PlayedPaid when refunded < Amount => PaymentState.PartlyRefunded,
        RowState.Paid or RowState.PlayedPaid => PaymentState.Refunded,
        RowState.Expired => PaymentState.Expired,
        RowState.Cancelled => PaymentState.Cancelled,
    };
}

/// <summary>The statements that read requests.</summary>
internal static class RequestRows
{
    internal const string Columns =
        "shard, request, merchant, merchant_order, amount_fen, description, items, return_url, created_at, "
        + "expires_at, state, sandbox, claim, claimed_by, payer_shard, claimed_at, payment, paid_at";

    internal static RequestRow FromRow(NpgsqlDataReader row) => new(
        new(row.GetInt16(0), row.GetGuid(1)), row.GetInt64(2), row.GetString(3), new(row.GetInt64(4)),
        row.GetString(5), row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7), Instant(row, 8),
        Instant(row, 9), (RowState)row.GetInt16(10), row.GetBoolean(11),
        row.IsDBNull(13)
            ? null
            : new Claim(row.GetInt64(12), row.GetInt64(13), row.GetInt16(14), Instant(row, 15)),
        row.IsDBNull(16) ? null : row.GetInt64(16), row.IsDBNull(17) ? null : Instant(row, 17));

    private static DateTimeOffset Instant(NpgsqlDataReader row, int column) =>
        row.GetFieldValue<DateTimeOffset>(column);

    internal sealed record ById(RequestId Id) : Query<RequestRow>
    {
        private static readonly Sql Sql = new($"""
            SELECT {Columns} FROM acquiring.request WHERE shard = $1 AND request = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Id.Shard).With(Id.Value);

        public override RequestRow Read(NpgsqlDataReader row) => FromRow(row);
    }

    internal sealed record ByOrder(short Shard, long Merchant, bool Sandbox, string MerchantOrder) : Query<RequestRow>
    {
        private static readonly Sql Sql = new($"""
            SELECT {Columns} FROM acquiring.request
            WHERE shard = $1 AND merchant = $2 AND sandbox = $3 AND merchant_order = $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Merchant).With(Sandbox).With(MerchantOrder);

        public override RequestRow Read(NpgsqlDataReader row) => FromRow(row);
    }

    /// <summary>A merchant's requests behind a place, newest first.</summary>
    internal sealed record Page(short Shard, Shop Shop, DateTimeOffset At, Guid Request, int Limit)
        : Query<RequestRow>
    {
        private static readonly Sql Sql = new($"""
            SELECT {Columns} FROM acquiring.request
            WHERE shard = $1 AND merchant = $2 AND sandbox = $3 AND (created_at, request) < ($4, $5)
            ORDER BY created_at DESC, request DESC LIMIT $6
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Shop.Merchant).With(Shop.Sandbox).With(At).With(Request).With(Limit);

        public override RequestRow Read(NpgsqlDataReader row) => FromRow(row);
    }

    /// <summary>Open requests that were claimed before a moment: somebody did not end what was begun.</summary>
    internal sealed record ClaimedBefore(DateTimeOffset At, int Limit) : Query<RequestRow>
    {
        private static readonly Sql Sql = new($"""
            SELECT {Columns} FROM acquiring.request
            WHERE state = 1 AND claimed_at IS NOT NULL AND claimed_at < $1 ORDER BY claimed_at LIMIT $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(At).With(Limit);

        public override RequestRow Read(NpgsqlDataReader row) => FromRow(row);
    }

    internal sealed record RefundSum(OrderNo Payment, Money Amount);

    /// <summary>What was refunded of payments; those without a refund are left out.</summary>
    internal sealed record RefundedOf(IReadOnlyList<OrderNo> Payments) : Query<RefundSum>
    {
        private static readonly Sql Sql = new("""
            SELECT r.shard, r.payment, sum(r.amount_fen)::bigint
            FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, payment)
            JOIN wallet.pub_refund r ON r.shard = w.shard AND r.payment = w.payment
            GROUP BY r.shard, r.payment
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Payments.Select(no => no.Shard).ToArray())
                .With(Payments.Select(no => no.Entry).ToArray());

        public override RefundSum Read(NpgsqlDataReader row) =>
            new(new(row.GetInt16(0), row.GetInt64(1)), new(row.GetInt64(2)));
    }
}
