using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// At the end of a dealing day the advancing bank redeems what it took over that day, and the income on it: one order a
/// shard. What is confirmed goes back to the bank (entry 5, T+1).
/// </summary>
public sealed class RedeemAdvanced(GeneralLedger ledger, IReads reads)
{
    /// <summary>Orders the redemption of all units that the bank holds in any shard; returns how many orders.</summary>
    public async Task<int> RunAsync(Fund fund, DateOnly orderDay, DateOnly businessDate)
    {
        string key = $"{fund.Code}-{orderDay:yyyy-MM-dd}";
        await TouchAsync(fund, key, businessDate);
        IReadOnlyList<LedgerQueries.ShardBalance> balances = await reads.AllAsync(new LedgerQueries.BalancesIn(
            [.. Shards().SelectMany(shard => (AccountKey[])[FundLegs.BankUnits(fund, shard), Outstanding, Direct],
                (shard, account) => (shard, account))]));
        List<Task<PostResult>> orders = [];
        foreach (IGrouping<short, LedgerQueries.ShardBalance> shard in balances.GroupBy(balance => balance.Shard))
        {
            long units = AmountOf(shard, FundLegs.BankUnits(fund, shard.Key));
            if (units > 0)
            {
                orders.Add(ledger.PostAsync(Draft(fund, shard.Key, key, units, new(AmountOf(shard, Outstanding)),
                    new(AmountOf(shard, Direct)), orderDay, businessDate)));
            }
        }

        PostResult[] results = await Task.WhenAll(orders);
        results.MustStand($"the bank's redemption of {key}");
        return results.Length;
    }

    private static AccountKey Outstanding => AccountKey.Of(Party.Platform, AccountCode.AdvanceOutstanding);

    private static AccountKey Direct => AccountKey.Of(Party.Platform, AccountCode.DirectAdvanceOutstanding);

    private static long AmountOf(IEnumerable<LedgerQueries.ShardBalance> shard, AccountKey account) =>
        shard.FirstOrDefault(balance => balance.Account == account)?.Amount ?? 0;

    private IEnumerable<short> Shards() => Enumerable.Range(0, ledger.Shards).Select(shard => (short)shard);

    /// <summary>Posts the bank's own income first, so that it is redeemed too.</summary>
    private Task<PostResult[]> TouchAsync(Fund fund, string key, DateOnly businessDate) =>
        Task.WhenAll(Shards().Select(shard => ledger.PostAsync(new()
        {
            Shard = shard,
            Owner = Party.AdvancingBank(shard),
            Act = LedgerActs.Sweep,
            Key = key,
            BusinessDate = businessDate,
            ByPlatform = true,
            Reference = fund.Code,
            Touches = [(Party.AdvancingBank(shard), fund.Asset)],
        })));

    private static EntryDraft Draft(
        Fund fund, short shard, string key, long units, Money fromFacility, Money direct, DateOnly orderDay,
        DateOnly businessDate)
    {
        long bank = Party.AdvancingBank(shard);
        List<Leg> legs =
        [
            Leg.Transfer(
                Debit: FundLegs.BankUnits(fund, shard),
                Credit: AccountKey.Of(bank, AccountCode.UnitsInTransit, fund.Asset), units),
        ];
        foreach ((AccountKey outstanding, Money part) in
            ((AccountKey, Money)[])[(Outstanding, fromFacility), (Direct, direct)])
        {
            if (part > Money.Zero)
            {
                legs.Add(Leg.Money(
                    Debit: AccountKey.Of(Party.Platform, AccountCode.AdvanceUnderRedemption), Credit: outstanding,
                    part));
            }
        }

        return new()
        {
            Shard = shard,
            Owner = bank,
            Act = FundActs.RedeemAdvanced,
            Key = key,
            BusinessDate = businessDate,
            ByPlatform = true,
            Reference = fund.Code,
            Content = key,
            Legs = legs,
            Rows =
            [
                new FundOrders.Placed(fund.Asset, FundOrderKind.BankRedemption, bank, units, orderDay,
                    fund.Days.ConfirmationDay(orderDay), Earning: true, Principal: fromFacility + direct,
                    FromFacility: fromFacility),
            ],
        };
    }
}
