using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Customers;

/// <summary>A standing order: what stays in the wallet each night; the rest goes into the fund.</summary>
public sealed record SweepOrder(Money Keep, DateOnly Since);

/// <summary>Each night what the wallet holds above an amount goes into the fund.</summary>
public sealed class NightlySweep(CustomersParts parts)
{
    private readonly StandingOrders _orders = new(parts, StandingKind.NightlySweep);

    /// <summary>The person's order; null when there is none.</summary>
    public async Task<SweepOrder?> FindAsync(long person, CancellationToken cancel = default) =>
        await _orders.FindAsync(person, cancel) is { } order ? new(order.Amount, order.Since) : null;

    /// <summary>The next evening on which wallets are swept, and the days of what goes into the fund then.</summary>
    public (DateOnly Evening, OrderDates Days) Next()
    {
        DateOnly evening =
            BeijingTime.TimeOfDay(parts.Now) < BeijingTime.Evening ? parts.Today : parts.Today.AddDays(1);
        return (evening, parts.Fund.Days.DatesOf(BeijingTime.At(evening, BeijingTime.Evening)));
    }

    /// <summary>Gives or changes the order.</summary>
    public Task<CustomerStatus> SetAsync(long person, Money keep, CancellationToken cancel = default) =>
        _orders.SetAsync(person, keep, least: Money.Zero, cancel);

    /// <summary>Ends the order.</summary>
    public Task<CustomerStatus> EndAsync(long person, CancellationToken cancel = default) =>
        _orders.EndAsync(person, cancel);

    /// <summary>Sweeps everybody's wallet for a date, once; what is not known yet is asked for again.</summary>
    public async Task<StandingRun> RunAsync(DateOnly date, CancellationToken cancel = default)
    {
        StandingRun sum = default;
        for (short shard = 0; shard < parts.Wallet.Ledger.Shards; shard++)
        {
            int nothing = await DecideAsync(shard, date, cancel);
            StandingRun run = await _orders.CarryOutAsync(shard, cancel);
            sum = new(sum.Done + run.Done, sum.Nothing + nothing, sum.Refused + run.Refused, sum.Open + run.Open);
        }

        return sum;
    }

    private async Task<int> DecideAsync(short shard, DateOnly date, CancellationToken cancel)
    {
        int nothing = 0;
        long after = 0;
        while (await _orders.InForceAsync(shard, after, cancel) is { Count: > 0 } orders)
        {
            IReadOnlyList<LedgerQueries.ShardBalance> wallets = await parts.Db.AllAsync(
                new LedgerQueries.BalancesIn(
                    [.. orders.Select(o => (shard, AccountKey.Of(o.Person, AccountCode.UserBalance)))]), cancel);
            Dictionary<long, long> money =
                wallets.ToDictionary(wallet => wallet.Account.Owner, wallet => wallet.Amount);
            (long, string, Money)[] occasions = [.. orders.Select(order => (order.Person, date.ToString("yyyyMMdd"),
                Money.Max(Money.Zero, new Money(money.GetValueOrDefault(order.Person)) - order.Amount)))];
            nothing += await parts.Db.InTransactionAsync(
                (tx, token) => StandingOrders.DecideAsync(
                    tx, StandingKind.NightlySweep, shard, occasions, date, token),
                idempotent: true, cancel: cancel);
            after = orders[^1].Person;
        }

        return nothing;
    }
}
