using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>What paying from the wallet and paying from fund units share (entry 6).</summary>
public static class Payments
{
    /// <summary>The platform's fee on a payment: 0.6 %, half-up; agreed with merchants, not a regulation.</summary>
    public static readonly Rate FeeRate = new(6_000);

    /// <summary>The merchant's money that waits for settlement, in the payer's shard.</summary>
    public static AccountKey Pending(long merchant) =>
        AccountKey.Of(Party.Merchant(merchant), AccountCode.MerchantPending);

    /// <summary>What of a payment may still be refunded.</summary>
    public static AccountKey Refundable(long payment) => AccountKey.Of(Party.OfEntry(payment), AccountCode.Refundable);

    /// <summary>The legs of a payment out of the person's money: to the merchant, the fee, what may be
    /// refunded.</summary>
    public static List<Leg> Legs(long person, long merchant, Money amount)
    {
        List<Leg> legs = [Leg.Money(Debit: WalletParts.Balance(person), Credit: Pending(merchant), amount)];
        Money fee = FeeOf(amount);
        if (fee > Money.Zero)
        {
            legs.Add(Leg.Money(Debit: Pending(merchant), Credit: WalletParts.Own(AccountCode.FeesDue), fee));
        }

        legs.Add(Leg.Money(Debit: WalletParts.Own(AccountCode.ControlContra), Credit: Refundable(payment: 0), amount));
        return legs;
    }

    /// <summary>The fee of a payment.</summary>
    public static Money FeeOf(Money amount) => amount.Times(FeeRate, Rounding.HalfUp);

    /// <summary>The share of a payment's fee that belongs to the first <paramref name="refunded"/> of it, rounded
    /// down: the last refund brings the rest.</summary>
    public static Money FeeShareOf(Money amount, Money fee, Money refunded) =>
        new((long)((Int128)fee.Fen * refunded.Fen / amount.Fen));

    /// <summary>A payment; its number is its entry's.</summary>
    public sealed record Made(
        long Person, long Merchant, Money Amount, string MerchantOrder, int? LimitWindow) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO wallet.payment (shard, payment, person, merchant, amount_fen, fee_fen, merchant_order,
                                        limit_window, business_date)
            SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                                 $7::text[], $8::integer[], $9::date[])
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add(Person).Add(Merchant).Add(Amount.Fen).Add(FeeOf(Amount).Fen)
                .Add(MerchantOrder).Add(LimitWindow).Add(stamp.BusinessDate);
    }

    /// <summary>A payment as it was made.</summary>
    public sealed record Payment(
        OrderNo No, long Person, long Merchant, Money Amount, Money Fee, string MerchantOrder, int? LimitWindow,
        DateOnly BusinessDate);

    /// <summary>One payment by its number.</summary>
    public sealed record ByNumber(OrderNo No) : Query<Payment>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, payment, person, merchant, amount_fen, fee_fen, merchant_order, limit_window, business_date
            FROM wallet.payment WHERE shard = $1 AND payment = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(No.Shard).With(No.Entry);

        public override Payment Read(NpgsqlDataReader row) =>
            new(new(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2), row.GetInt64(3), new(row.GetInt64(4)),
                new(row.GetInt64(5)), row.GetString(6), row.IsDBNull(7) ? null : row.GetInt32(7),
                row.GetFieldValue<DateOnly>(8));
    }
}
