using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>What a line of a settlement report speaks of.</summary>
public enum SettlementLineKind
{
    Payment = 1,
    Refund = 2,
}

/// <summary>A payment or a refund of the day.</summary>
/// <param name="Kind">Which of both.</param>
/// <param name="Order">Its own number.</param>
/// <param name="Payment">The payment's number.</param>
/// <param name="MerchantOrder">The merchant's number of the payment.</param>
/// <param name="Amount">How much was paid, or given back.</param>
/// <param name="Fee">The fee taken, or given back.</param>
public sealed record SettlementLine(
    SettlementLineKind Kind, OrderNo Order, OrderNo Payment, string MerchantOrder, Money Amount, Money Fee);

/// <summary>How far the bank's payout of a day is.</summary>
public enum PayoutState
{
    Asked = 1,
    Paid = 2,
    Refused = 3,
}

/// <summary>What the bank was told to pay.</summary>
/// <param name="Order">The order to the bank.</param>
/// <param name="Amount">How much.</param>
/// <param name="State">How far it is.</param>
/// <param name="BankReference">The bank's own number, once it has answered.</param>
public sealed record Payout(OrderNo Order, Money Amount, PayoutState State, string? BankReference);

/// <summary>A merchant's business day.</summary>
/// <param name="Shop">Whose.</param>
/// <param name="Date">Of which day.</param>
/// <param name="Lines">Payments and refunds, in the order of their numbers.</param>
/// <param name="Payments">Sum of the payments.</param>
/// <param name="Refunds">Sum of the refunds.</param>
/// <param name="Fees">Fees taken, less fees given back.</param>
/// <param name="Net">Payments less refunds less fees: what the day added to the merchant's money.</param>
/// <param name="Payout">What was paid out on that day; null when nothing was.</param>
public sealed record SettlementDay(
    Shop Shop, DateOnly Date, IReadOnlyList<SettlementLine> Lines, Money Payments, Money Refunds, Money Fees,
    Money Net, Payout? Payout);

/// <summary>A merchant's day, out of the wallet's own rows: it equals the books. A sandbox's day is made of what was
/// played on it, by the clock of its payments.</summary>
public sealed class SettlementReport(AcquiringParts parts)
{
    /// <summary>The report of a business day; empty where nothing happened.</summary>
    public async Task<SettlementDay> OfAsync(Shop shop, DateOnly date, CancellationToken cancel = default)
    {
        short home = parts.HomeOf(shop.Merchant);
        short[] shards = [.. Enumerable.Range(0, parts.Wallet.Ledger.Shards).Select(shard => (short)shard)];
        IReadOnlyList<SettlementLine> lines = shop.Sandbox
            ? await parts.Db.AllAsync(new SandboxRows.LinesOf(home, shop.Merchant, date), cancel)
            : await parts.Db.AllAsync(new LinesOf(shards, shop.Merchant, date), cancel);
        Payout? payout = shop.Sandbox
            ? await parts.Db.OneAsync(new SandboxRows.PayoutOf(home, shop.Merchant, date), cancel)
            : await parts.Db.OneAsync(new PayoutOf(home, shop.Merchant, date), cancel);
        (Money payments, Money taken) = SumOf(lines, SettlementLineKind.Payment);
        (Money refunds, Money back) = SumOf(lines, SettlementLineKind.Refund);
        Money fees = taken - back;
        return new(shop, date, lines, payments, refunds, fees, payments - refunds - fees, payout);
    }

    private static (Money Amount, Money Fee) SumOf(IReadOnlyList<SettlementLine> lines, SettlementLineKind kind) =>
        (Money.Sum(lines.Where(line => line.Kind == kind).Select(line => line.Amount)),
            Money.Sum(lines.Where(line => line.Kind == kind).Select(line => line.Fee)));

    internal sealed record LinesOf(short[] Shards, long Merchant, DateOnly Date) : Query<SettlementLine>
    {
        private static readonly Sql Sql = new("""
            SELECT 1::smallint, shard, payment, payment, merchant_order, amount_fen, fee_fen
            FROM wallet.pub_payment WHERE shard = ANY ($1) AND merchant = $2 AND business_date = $3
            UNION ALL
            SELECT 2::smallint, shard, refund, payment, merchant_order, amount_fen, fee_fen
            FROM wallet.pub_refund WHERE shard = ANY ($1) AND merchant = $2 AND business_date = $3
            ORDER BY 2, 3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shards).With(Merchant).With(Date);

        public override SettlementLine Read(NpgsqlDataReader row) => new(
            (SettlementLineKind)row.GetInt16(0), new(row.GetInt16(1), row.GetInt64(2)),
            new(row.GetInt16(1), row.GetInt64(3)), row.GetString(4), new(row.GetInt64(5)), new(row.GetInt64(6)));
    }

    internal sealed record PayoutOf(short Shard, long Merchant, DateOnly Date) : Query<Payout>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, amount_fen, state, bank_reference FROM wallet.pub_settlement
            WHERE shard = $1 AND merchant = $2 AND business_date = $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Merchant).With(Date);

        public override Payout Read(NpgsqlDataReader row) => new(
            new(row.GetInt16(0), row.GetInt64(1)), new(row.GetInt64(2)), (PayoutState)row.GetInt16(3),
            row.IsDBNull(4) ? null : row.GetString(4));
    }
}
