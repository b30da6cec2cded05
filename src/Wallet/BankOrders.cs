using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>What a bank order is for; stored.</summary>
public enum BankPurpose : short
{
    TopUp = 1,
    Subscription = 2,
    Withdrawal = 3,
    AdvanceToCard = 4,
    AdvanceToWallet = 5,
    AdvanceForPayment = 6,
    RedemptionPayout = 7,
    MerchantSettlement = 8,
}

/// <summary>An order to the bank that has no final answer.</summary>
/// <param name="No">Our number.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Person">Whose: a person, or the merchant that is paid.</param>
/// <param name="Amount">How much.</param>
/// <param name="CardToken">The card; null for an advance to the wallet.</param>
/// <param name="Subject">The merchant of a payment, or the redemption that is paid out.</param>
/// <param name="MerchantOrder">The merchant's own number of a payment.</param>
/// <param name="BusinessDate">The day it was given.</param>
/// <param name="Proof">How a payment was confirmed; null of everything else.</param>
public sealed record OpenBankOrder(
    OrderNo No, BankPurpose Purpose, long Person, Money Amount, string? CardToken, long? Subject, string? MerchantOrder,
    DateOnly BusinessDate, PaymentProof? Proof = null);

/// <summary>Rows and statements of the outbox to the bank.</summary>
public static class BankOrders
{
    /// <summary>
    /// What is awaited from the bank, as a memo: it makes what is under way a balance that can be reconciled.
    /// </summary>
    public static Leg Awaited(Money amount) => Leg.Money(
        Debit: WalletParts.Own(AccountCode.ControlContra), Credit: WalletParts.Own(AccountCode.AwaitedFromBank),
        amount);

    /// <summary>The bank has answered.</summary>
    public static Leg Answered(Money amount) => Leg.Money(
        Debit: WalletParts.Own(AccountCode.AwaitedFromBank), Credit: WalletParts.Own(AccountCode.ControlContra),
        amount);

    /// <summary>A new order; its number is its entry's.</summary>
    public sealed record Asked(
        BankPurpose Purpose, long Person, Money Amount, string? CardToken, long? Subject = null,
        string? MerchantOrder = null, PaymentProof? Proof = null) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.bank_order (shard, order_no, kind, person, amount_fen, card_token, subject,
                                           merchant_order, business_date, proof, state)
            SELECT u.*, 1
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::text[],
                        $7::bigint[], $8::text[], $9::date[], $10::smallint[]) AS u
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add((short)Purpose).Add(Person).Add(Amount.Fen).Add(CardToken)
                .Add(Subject).Add(MerchantOrder).Add(stamp.BusinessDate).Add((short?)Proof);
    }

    /// <summary>The order's final answer; refused when it has one already.</summary>
    public sealed record Settled(OrderNo No, bool IsDone, string BankReference) : RowWrite
    {
        private static readonly Sql Update = new("""
            UPDATE wallet.bank_order o
            SET state = u.state, bank_reference = u.reference, settled_entry = u.entry
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::bigint[])
                AS u(shard, order_no, state, reference, entry)
            WHERE o.shard = u.shard AND o.order_no = u.order_no AND o.state = 1
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(No.Shard).Add(No.Entry).Add((short)(IsDone ? 2 : 3)).Add(BankReference).Add(stamp.Entry);
    }

    /// <summary>Orders without a final answer, after a place in the list.</summary>
    public sealed record Open(OrderNo After, int Limit) : Query<OpenBankOrder>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, kind, person, amount_fen, card_token, subject, merchant_order, business_date,
                   proof
            FROM wallet.bank_order WHERE state = 1 AND (shard, order_no) > ($1, $2) ORDER BY shard, order_no LIMIT $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(After.Shard).With(After.Entry).With(Limit);

        public override OpenBankOrder Read(NpgsqlDataReader row) => FromRow(row);
    }

    /// <summary>How many orders have no final answer.</summary>
    /// <param name="Count">How many; what is above 100,000 is not counted.</param>
    /// <param name="Oldest">The business date of the oldest of these; null when there is none.</param>
    public sealed record Outbox(long Count, DateOnly? Oldest);

    /// <summary>How many orders have no final answer, for whoever watches the process.</summary>
    public sealed record OutboxNow : Query<Outbox>
    {
        private static readonly Sql Sql = new("""
            SELECT count(*), min(business_date)
            FROM (SELECT business_date FROM wallet.bank_order WHERE state = 1 LIMIT 100000) AS asked
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override Outbox Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateOnly>(1));
    }

    /// <summary>How far an order is.</summary>
    /// <param name="Outcome">Pending, Done or Refused.</param>
    /// <param name="SettledEntry">The entry that booked the answer; 0 while there is none.</param>
    public sealed record Standing(BankOutcome Outcome, long SettledEntry);

    /// <summary>How far one order is: what a person who was told "pending" looks at.</summary>
    public sealed record StandingOf(OrderNo No) : Query<Standing>
    {
        private static readonly Sql Sql = new("""
            SELECT state, coalesce(settled_entry, 0) FROM wallet.bank_order WHERE shard = $1 AND order_no = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(No.Shard).With(No.Entry);

        public override Standing Read(NpgsqlDataReader row) => new(
            row.GetInt16(0) switch
            {
                1 => BankOutcome.Pending,
                2 => BankOutcome.Done,
                3 => BankOutcome.Refused,
                _ => throw new InvariantBrokenException($"an order stands in state {row.GetInt16(0)}"),
            },
            row.GetInt64(1));
    }

    private static OpenBankOrder FromRow(NpgsqlDataReader row) =>
        new(new(row.GetInt16(0), row.GetInt64(1)), (BankPurpose)row.GetInt16(2), row.GetInt64(3), new(row.GetInt64(4)),
            row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetString(7), row.GetFieldValue<DateOnly>(8),
            row.IsDBNull(9) ? null : (PaymentProof)row.GetInt16(9));
}
