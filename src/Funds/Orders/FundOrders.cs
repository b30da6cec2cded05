using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Funds;

/// <summary>What an order asks of the registrar; stored.</summary>
public enum FundOrderKind : short
{
    Subscription = 1,
    Redemption = 2,
    BankRedemption = 3,
}

/// <summary>How far an order is; stored.</summary>
public enum FundOrderState : short
{
    Placed = 1,
    Confirmed = 2,
    Refused = 3,
    Paid = 4,
}

/// <summary>Where the money of a redemption goes; stored.</summary>
public enum Payout : short
{
    None = 0,
    Wallet = 1,
    Card = 2,
}

/// <summary>An order as it stands.</summary>
/// <param name="No">Its number.</param>
/// <param name="Owner">Whose units or money it is.</param>
/// <param name="Kind">What it asks.</param>
/// <param name="Amount">Fen of a subscription, 0.01 units of a redemption.</param>
/// <param name="Principal">Of the bank's redemption, the advances it repays.</param>
/// <param name="FromFacility">Of the principal, what was drawn on the facility.</param>
/// <param name="OrderDay">T.</param>
/// <param name="ConfirmDay">T+1: confirmed, and earning or not, from that day.</param>
/// <param name="Earning">Of a redemption: whether it earns until it is confirmed.</param>
/// <param name="LimitWindow">Of a subscription: the window of the balance limit it used, if any.</param>
public sealed record FundOrder(
    OrderNo No, long Owner, FundOrderKind Kind, long Amount, Money Principal, Money FromFacility, DateOnly OrderDay,
    DateOnly ConfirmDay, bool Earning, int? LimitWindow);

/// <summary>Rows and statements that the acts on orders share.</summary>
public static class FundOrders
{
    /// <summary>A new order; its number is its entry's.</summary>
    public sealed record Placed(
        Asset Asset, FundOrderKind Kind, long Owner, long Amount, DateOnly OrderDay, DateOnly ConfirmDay,
        Payout Payout = Payout.None, bool Earning = false, string? CardToken = null, Money Principal = default,
        Money FromFacility = default, int? LimitWindow = null) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO funds.fund_order (shard, order_no, asset, kind, owner, amount, principal_fen, facility_fen,
                                          order_day, confirm_day, payout, earning, card_token, limit_window, state)
            SELECT u.*, 1
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::bigint[], $6::bigint[],
                        $7::bigint[], $8::bigint[], $9::date[], $10::date[], $11::smallint[], $12::boolean[],
                        $13::text[], $14::integer[]) AS u
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add(Asset.Number).Add((short)Kind).Add(Owner).Add(Amount)
                .Add(Principal.Fen).Add(FromFacility.Fen).Add(OrderDay).Add(ConfirmDay).Add((short)Payout).Add(Earning)
                .Add(CardToken).Add(LimitWindow);
    }

    /// <summary>An order goes from one state to the next; refused when it stands elsewhere.</summary>
    public sealed record Moved(OrderNo No, FundOrderState From, FundOrderState To) : RowWrite
    {
        private static readonly Sql Update = new("""
            UPDATE funds.fund_order o SET state = u.new_state, settled_entry = u.entry
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::smallint[], $5::bigint[])
                AS u(shard, order_no, old_state, new_state, entry)
            WHERE o.shard = u.shard AND o.order_no = u.order_no AND o.state = u.old_state
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(No.Shard).Add(No.Entry).Add((short)From).Add((short)To).Add(stamp.Entry);
    }

    /// <summary>
    /// An order is confirmed; the days missed are those that were sealed before its confirmation could count on them.
    /// </summary>
    public sealed record Confirmed(OrderNo No, (DateOnly From, DateOnly Through)? Missed) : RowWrite
    {
        private static readonly Sql Update = new("""
            UPDATE funds.fund_order o
            SET state = 2, settled_entry = u.entry, missed_from = u.missed_from, missed_through = u.missed_through
            FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::date[], $5::date[])
                AS u(shard, order_no, entry, missed_from, missed_through)
            WHERE o.shard = u.shard AND o.order_no = u.order_no AND o.state = 1
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(No.Shard).Add(No.Entry).Add(stamp.Entry).Add(Missed?.From).Add(Missed?.Through);
    }

    /// <summary>Orders placed and to be confirmed on a day or before.</summary>
    public sealed record DueBy(Asset Asset, DateOnly ConfirmDay, int Limit) : Query<FundOrder>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, owner, kind, amount, principal_fen, facility_fen, order_day, confirm_day, earning,
                   limit_window
            FROM funds.fund_order WHERE state = 1 AND asset = $1 AND confirm_day <= $2
            ORDER BY confirm_day, shard, order_no LIMIT $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Asset.Number).With(ConfirmDay).With(Limit);

        public override FundOrder Read(NpgsqlDataReader row) => FromRow(row);
    }

    /// <summary>Orders of some order days that the registrar has not confirmed, by their numbers.</summary>
    public sealed record OfOrderDays(Asset Asset, DateOnly First, DateOnly Last) : Query<FundOrder>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, owner, kind, amount, principal_fen, facility_fen, order_day, confirm_day, earning,
                   limit_window
            FROM funds.fund_order WHERE state = 1 AND asset = $1 AND order_day BETWEEN $2 AND $3
            ORDER BY shard, order_no
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Asset.Number).With(First).With(Last);

        public override FundOrder Read(NpgsqlDataReader row) => FromRow(row);
    }

    /// <summary>How many orders the registrar has not answered.</summary>
    /// <param name="Count">How many; what is above 100,000 is not counted, because a night may place a
    /// million.</param>
    /// <param name="Oldest">The order day of the oldest; null when there is none.</param>
    public sealed record Outbox(long Count, DateOnly? Oldest);

    /// <summary>How many orders of a fund the registrar has not answered, for whoever watches the process. Who is to
    /// be confirmed first was placed first, and is the first of the index.</summary>
    public sealed record OutboxNow(Asset Asset) : Query<Outbox>
    {
        private static readonly Sql Sql = new("""
            SELECT count(*),
                   (SELECT order_day FROM funds.fund_order WHERE state = 1 AND asset = $1
                    ORDER BY confirm_day, shard, order_no LIMIT 1)
            FROM (SELECT shard FROM funds.fund_order WHERE state = 1 AND asset = $1 LIMIT 100000) AS placed
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset.Number);

        public override Outbox Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateOnly>(1));
    }

    private static FundOrder FromRow(NpgsqlDataReader row) =>
        new(new(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2), (FundOrderKind)row.GetInt16(3), row.GetInt64(4),
            new(row.GetInt64(5)), new(row.GetInt64(6)), row.GetFieldValue<DateOnly>(7), row.GetFieldValue<DateOnly>(8),
            row.GetBoolean(9), row.IsDBNull(10) ? null : row.GetInt32(10));
}
