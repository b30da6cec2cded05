using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// The platform's own day, one entry a shard: what the channel owed arrives in the reserve (entry 1, next day), the
/// fees of payments go to the company with their tax (entry 6, sweep), and the channel's cost is the company's alone.
/// </summary>
public sealed class DailyClearing(WalletParts parts)
{
    /// <summary>The channel's cost of a top-up: 0.2 %; by agreement, not verified.</summary>
    private static readonly Rate ChannelCost = new(2_000);

    /// <summary>Value added tax inside a fee: 6 %.</summary>
    private static readonly Rate Vat = new(60_000);

    /// <summary>Clears what stood at the time of the call; returns how many shards had something.</summary>
    public async Task<int> RunAsync(DateOnly businessDate)
    {
        AccountKey channel = WalletParts.Own(AccountCode.ChannelReceivable);
        AccountKey fees = WalletParts.Own(AccountCode.FeesDue);
        IReadOnlyList<LedgerQueries.ShardBalance> balances = await parts.Reads.AllAsync(new LedgerQueries.BalancesIn(
            [.. Enumerable.Range(0, parts.Ledger.Shards).SelectMany(
                _ => (AccountKey[])[channel, fees], (shard, account) => ((short)shard, account))]));
        IEnumerable<IGrouping<short, LedgerQueries.ShardBalance>> due =
            balances.Where(balance => balance.Amount != 0).GroupBy(balance => balance.Shard);
        PostResult[] results = await Task.WhenAll(due.Select(shard =>
            parts.Ledger.PostAsync(new()
            {
                Shard = shard.Key,
                Owner = Party.Platform,
                Act = WalletActs.DailyClearing,
                Key = $"{businessDate:yyyy-MM-dd}",
                BusinessDate = businessDate,
                ByPlatform = true,
                // The amounts are what is found on that day: a second run of the day is the same request.
                Content = "clear",
                Legs =
                [
                    .. shard.SelectMany(balance => balance.Account == channel
                        ? ChannelLegs(new(balance.Amount))
                        : FeeLegs(new(balance.Amount))),
                ],
            })));
        results.MustStand("the daily clearing");
        return results.Length;
    }

    private static List<Leg> ChannelLegs(Money arrived)
    {
        List<Leg> legs = [Move(AccountCode.ReserveAtCentralBank, AccountCode.ChannelReceivable, arrived)];
        Money cost = arrived.Times(ChannelCost, Rounding.HalfUp);
        if (cost > Money.Zero)
        {
            legs.Add(Move(AccountCode.ChannelCost, AccountCode.ChannelCostPayable, cost));
        }

        return legs;
    }

    /// <summary>Fees that refunds gave back beyond what came in are paid back by the company, tax and all.</summary>
    private static List<Leg> FeeLegs(Money due)
    {
        bool back = due < Money.Zero;
        Money fees = back ? -due : due;
        TaxSplit split = fees.TakeIncludedTax(Vat, Rounding.HalfUp);
        List<Leg> legs = [Either(AccountCode.FeesDue, AccountCode.ReserveAtCentralBank, fees)];
        if (split.BeforeTax > Money.Zero)
        {
            legs.Add(Either(AccountCode.CompanyBank, AccountCode.MerchantFeeIncome, split.BeforeTax));
        }

        if (split.Tax > Money.Zero)
        {
            legs.Add(Either(AccountCode.CompanyBank, AccountCode.VatPayable, split.Tax));
        }

        return legs;

        Leg Either(AccountCode Debit, AccountCode Credit, Money amount) => back
            ? Move(Debit: Credit, Credit: Debit, amount)
            : Move(Debit, Credit, amount);
    }

    private static Leg Move(AccountCode Debit, AccountCode Credit, Money amount) =>
        Leg.Money(WalletParts.Own(Debit), WalletParts.Own(Credit), amount);
}
