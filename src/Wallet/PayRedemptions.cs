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
        IReadOnlyList<ToPay> due = await parts.Reads.AllAsync(new RedemptionsToPay(OrdersAtOnce), cancel);
        PostResult[] results = await Task.WhenAll(due.Select(redemption => parts.Ledger.PostAsync(Draft(redemption))));
        PostResult? refused = results.Where(r => !r.IsPosted && r.Status is not (PostStatus.RowsRefused or PostStatus.Unknown))
            .Select(r => (PostResult?)r).FirstOrDefault();
        Invariant.Holds(refused is null, $"a payout was refused: {refused}");
        return new(
            Paid: results.Count(result => result.IsPosted),
            Open: results.Count(result => result.Status == PostStatus.Unknown));
    }

    private EntryDraft Draft(ToPay redemption)
    {
        EntryDraft draft = parts.Draft(redemption.Person, WalletActs.PayRedemption, redemption.No.ToString(), "pay out") with
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

    private sealed record ToPay(OrderNo No, long Person, Money Amount, Payout Payout, string? CardToken);

    private sealed record RedemptionsToPay(int Limit) : Query<ToPay>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, order_no, owner, amount_fen, payout, card_token FROM funds.pub_redemption_to_pay
            ORDER BY shard, order_no LIMIT $1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Limit);

        public override ToPay Read(NpgsqlDataReader row) =>
            new(new(row.GetInt16(0), row.GetInt64(1)), row.GetInt64(2), new(row.GetInt64(3)), (Payout)row.GetInt16(4),
                row.IsDBNull(5) ? null : row.GetString(5));
    }
}
