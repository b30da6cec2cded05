using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Wallet;

/// <summary>
/// Pays the money of confirmed T+1 redemptions out (entry 4, payout): into the wallet at once, to a card by an order to
/// the bank.
/// </summary>
public sealed class PayRedemptions(WalletParts parts)
{
    private const int OrdersAtOnce = 20_000;

    /// <summary>What a run came to.</summary>
    /// <param name="Paid">Redemptions paid, or given to the bank.</param>
    /// <param name="Open">Redemptions of which it is not known; the next run asks again.</param>
    public readonly record struct Outcome(int Paid, int Open);

    /// <summary>Pays, or asks the bank to pay, everything that is confirmed.</summary>
    public async Task<Outcome> RunAsync(CancellationToken cancel = default)
    {
        Outcome sum = default;
        OrderNo after = new(-1, 0);
        while (true)
        {
            IReadOnlyList<ToPay> due = await parts.Reads.AllAsync(new RedemptionsToPay(after, OrdersAtOnce), cancel);
            if (due.Count == 0)
            {
                return sum;
            }

            Outcome batch = await PayAsync(due);
            sum = new(sum.Paid + batch.Paid, sum.Open + batch.Open);
            after = due[^1].No;
        }
    }

    private async Task<Outcome> PayAsync(IReadOnlyList<ToPay> due)
    {
        PostResult[] results = await Task.WhenAll(due.Select(redemption => parts.Ledger.PostAsync(Draft(redemption))));
        PostResult? refused =
            results.Where(r => !r.IsPosted && r.Status != PostStatus.RowsRefused && !r.Status.MayPass())
                .Select(r => (PostResult?)r).FirstOrDefault();
        Invariant.Holds(refused is null, $"a payout was refused: {refused}");
        return new(
            Paid: results.Count(result => result.IsPosted),
            Open: results.Count(result => result.Status.MayPass()));
    }

    private EntryDraft Draft(ToPay redemption)
    {
        // The order's row is what makes it happen once; a refusal stands for ever, so a later day tries under its own
        // key.
        EntryDraft draft = parts.Draft(
            redemption.Person, WalletActs.PayRedemption, $"{redemption.No}@{parts.Today:yyyyMMdd}", "pay out") with
        {
            Shard = redemption.No.Shard,
            ByPlatform = true,
            Reference = redemption.No.ToString(),
            Rows = [new FundOrders.Moved(redemption.No, FundOrderState.Confirmed, FundOrderState.Paid)],
        };
        if (redemption.Payout == Payout.Wallet)
        {
            return draft with
            {
                Legs =
                [
                    FundLegs.RedemptionPaid(redemption.Amount),
                    Leg.Money(
                        Debit: WalletParts.Own(AccountCode.ReserveAtCentralBank),
                        Credit: WalletParts.Balance(redemption.Person), redemption.Amount),
                ],
            };
        }

        return draft with
        {
            Legs = [BankOrders.Awaited(redemption.Amount)],
            Rows =
            [
                .. draft.Rows,
                new BankOrders.Asked(BankPurpose.RedemptionPayout, redemption.Person, redemption.Amount,
                    redemption.CardToken, Subject: redemption.No.Entry),
            ],
        };
    }

    internal sealed record ToPay(OrderNo No, long Person, Money Amount, Payout Payout, string? CardToken);

    internal sealed record RedemptionsToPay(OrderNo After, int Limit) : Query<ToPay>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, owner, amount_fen, payout, card_token FROM funds.pub_redemption_to_pay
            WHERE (shard, order_no) > ($1, $2) ORDER BY shard, order_no LIMIT $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(After.Shard).With(After.Entry).With(Limit);

        public override ToPay Read(NpgsqlDataReader row) =>
            new(new(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2), new(row.GetInt64(3)), (Payout)row.GetInt16(4),
                row.IsDBNull(5) ? null : row.GetString(5));
    }
}
