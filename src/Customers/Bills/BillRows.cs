using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Customers;

/// <summary>Rows of the modules below that say what entries are about.</summary>
internal static class BillRows
{
    /// <summary>A payment with what of it was given back.</summary>
    public sealed record PaymentRow(
        long Payment, long Person, long Merchant, Money Amount, string MerchantOrder, Money Refunded);

    public sealed record BankRow(
        long OrderNo, BankPurpose Purpose, long Person, Money Amount, string? CardToken, long? Subject,
        BankOutcome Outcome, long Settled, DateOnly BusinessDate);

    public sealed record FundRow(
        long OrderNo, long Owner, FundOrderKind Kind, Money Amount, DateOnly OrderDay, DateOnly ConfirmDay,
        FundOrderState State, Payout Payout, string? CardToken, long Settled);

    public sealed record GiftRow(
        OrderNo No, long Person, long Friend, Money Amount, GiftState State, DateOnly Date, string Note);

    public sealed record RefundRow(long Refund, Money Amount, DateOnly BusinessDate);

    public sealed record PaymentsOf(short Shard, long[] Payments) : Query<PaymentRow>
    {
        private static readonly Sql Sql = new("""
            SELECT p.payment, p.person, p.merchant, p.amount_fen, p.merchant_order,
                   (SELECT coalesce(sum(r.amount_fen), 0)::bigint FROM wallet.pub_refund r
                    WHERE r.shard = $1 AND r.payment = p.payment)
            FROM unnest($2::bigint[]) AS w(payment)
            JOIN wallet.pub_payment p ON p.shard = $1 AND p.payment = w.payment
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Payments);

        public override PaymentRow Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), new(row.GetInt64(3)), row.GetString(4),
                new(row.GetInt64(5)));
    }

    public sealed record RefundsOf(short Shard, long Payment) : Query<RefundRow>
    {
        private static readonly Sql Sql = new("""
            SELECT refund, amount_fen, business_date FROM wallet.pub_refund
            WHERE shard = $1 AND payment = $2 ORDER BY refund
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Payment);

        public override RefundRow Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), new(row.GetInt64(1)), row.GetFieldValue<DateOnly>(2));
    }

    /// <summary>Bank orders that some entries gave or ended.</summary>
    public sealed record BankOrdersOf(short Shard, long[] Entries) : Query<BankRow>
    {
        private static readonly Sql Sql = new("""
            SELECT o.order_no, o.kind, o.person, o.amount_fen, o.card_token, o.subject, o.state,
                   coalesce(o.settled_entry, 0), o.business_date
            FROM unnest($2::bigint[]) AS w(entry)
            JOIN wallet.pub_bank_order o ON o.shard = $1 AND o.order_no = w.entry
            UNION
            SELECT o.order_no, o.kind, o.person, o.amount_fen, o.card_token, o.subject, o.state,
                   coalesce(o.settled_entry, 0), o.business_date
            FROM unnest($2::bigint[]) AS w(entry)
            JOIN wallet.pub_bank_order o ON o.shard = $1 AND o.settled_entry = w.entry
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Entries);

        public override BankRow Read(NpgsqlDataReader row) => ToBank(row);
    }

    /// <summary>Bank orders of a person that have no final answer.</summary>
    public sealed record OpenBankOrdersOf(short Shard, long Person) : Query<BankRow>
    {
        private static readonly Sql Sql = new("""
            SELECT order_no, kind, person, amount_fen, card_token, subject, state, coalesce(settled_entry, 0),
                   business_date
            FROM wallet.pub_bank_order WHERE shard = $1 AND person = $2 AND state = 1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override BankRow Read(NpgsqlDataReader row) => ToBank(row);
    }

    /// <summary>Orders of a person to take money from a card that the bank refused, newest first.</summary>
    public sealed record RefusedBankOrdersOf(short Shard, long Person, DateOnly Since) : Query<BankRow>
    {
        private static readonly Sql Sql = new("""
            SELECT order_no, kind, person, amount_fen, card_token, subject, state, coalesce(settled_entry, 0),
                   business_date
            FROM wallet.pub_bank_order
            WHERE shard = $1 AND person = $2 AND state = 3 AND kind IN (1, 2) AND business_date >= $3
            ORDER BY order_no DESC LIMIT 100
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Person).With(Since);

        public override BankRow Read(NpgsqlDataReader row) => ToBank(row);
    }

    public sealed record FundOrdersOf(short Shard, long[] Orders) : Query<FundRow>
    {
        private static readonly Sql Sql = new("""
            SELECT o.order_no, o.owner, o.kind, o.amount, o.order_day, o.confirm_day, o.state, o.payout, o.card_token,
                   coalesce(o.settled_entry, 0)
            FROM unnest($2::bigint[]) AS w(order_no)
            JOIN funds.pub_order o ON o.shard = $1 AND o.order_no = w.order_no
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Orders);

        public override FundRow Read(NpgsqlDataReader row) => ToFund(row);
    }

    /// <summary>Fund orders of a person that are not at their end.</summary>
    public sealed record OpenFundOrdersOf(short Shard, long Person) : Query<FundRow>
    {
        private static readonly Sql Sql = new("""
            SELECT o.order_no, o.owner, o.kind, o.amount, o.order_day, o.confirm_day, o.state, o.payout, o.card_token,
                   coalesce(o.settled_entry, 0)
            FROM funds.pub_open_order w JOIN funds.pub_order o ON o.shard = w.shard AND o.order_no = w.order_no
            WHERE w.shard = $1 AND w.owner = $2 AND (o.state = 1 OR (o.state = 2 AND o.kind = 2))
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override FundRow Read(NpgsqlDataReader row) => ToFund(row);
    }

    public sealed record GiftsOf(short[] Shards, long[] Gifts) : Query<GiftRow>
    {
        private static readonly Sql Sql = new("""
            SELECT g.shard, g.gift, g.person, g.friend, g.amount_fen, coalesce(d.state, 2::smallint), g.business_date,
                   g.note
            FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, gift)
            JOIN wallet.pub_gift g ON g.shard = w.shard AND g.gift = w.gift
            LEFT JOIN ledger.pub_delivery d ON d.shard = g.shard AND d.entry = g.gift
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shards).With(Gifts);

        public override GiftRow Read(NpgsqlDataReader row) => ToGift(row);
    }

    /// <summary>Gifts of a person that are on their way to another shard.</summary>
    public sealed record GiftsUnderWay(short Shard, long Person) : Query<GiftRow>
    {
        private static readonly Sql Sql = new("""
            SELECT g.shard, g.gift, g.person, g.friend, g.amount_fen, d.state, g.business_date, g.note
            FROM ledger.pub_delivery d JOIN wallet.pub_gift g ON g.shard = d.shard AND g.gift = d.entry
            WHERE d.shard = $1 AND d.owner = $2 AND d.state = 1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Person);

        public override GiftRow Read(NpgsqlDataReader row) => ToGift(row);
    }

    private static GiftRow ToGift(NpgsqlDataReader row) =>
        new(new(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2), row.GetInt64(3), new(row.GetInt64(4)),
            (GiftState)row.GetInt16(5), row.GetFieldValue<DateOnly>(6), row.GetString(7));

    private static BankRow ToBank(NpgsqlDataReader row) =>
        new(row.GetInt64(0), (BankPurpose)row.GetInt16(1), row.GetInt64(2), new(row.GetInt64(3)),
            row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetInt64(5),
            row.GetInt16(6) switch { 1 => BankOutcome.Pending, 2 => BankOutcome.Done, _ => BankOutcome.Refused },
            row.GetInt64(7), row.GetFieldValue<DateOnly>(8));

    private static FundRow ToFund(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), (FundOrderKind)row.GetInt16(2), new(row.GetInt64(3)),
            row.GetFieldValue<DateOnly>(4), row.GetFieldValue<DateOnly>(5), (FundOrderState)row.GetInt16(6),
            (Payout)row.GetInt16(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetInt64(9));
}
