using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>A standing order: what goes into the fund with each payment.</summary>
public sealed record SavingOrder(Money PerPayment, DateOnly Since);

/// <summary>With each payment a fixed amount goes into the fund.</summary>
public sealed class SavingPerPayment(CustomersParts parts)
{
    private const int EntriesAtOnce = 2_000;
    private const string Name = "saving";

    private readonly StandingOrders _orders = new(parts, StandingKind.SavingPerPayment);

    /// <summary>The person's order; null when there is none.</summary>
    public async Task<SavingOrder?> FindAsync(long person, CancellationToken cancel = default) =>
        await _orders.FindAsync(person, cancel) is { } order ? new(order.Amount, order.Since) : null;

    /// <summary>Gives or changes the order.</summary>
    public Task<CustomerStatus> SetAsync(long person, Money perPayment, CancellationToken cancel = default) =>
        _orders.SetAsync(person, perPayment, least: new(1), cancel);

    /// <summary>Ends the order.</summary>
    public Task<CustomerStatus> EndAsync(long person, CancellationToken cancel = default) =>
        _orders.EndAsync(person, cancel);

    /// <summary>Follows the payments made since the last run, each exactly once.</summary>
    public async Task<StandingRun> RunAsync(DateOnly date, CancellationToken cancel = default)
    {
        StandingRun sum = default;
        for (short shard = 0; shard < parts.Wallet.Ledger.Shards; shard++)
        {
            while (await DecideAsync(shard, date, cancel))
            {
            }

            StandingRun run = await _orders.CarryOutAsync(shard, cancel);
            sum = new(sum.Done + run.Done, 0, sum.Refused + run.Refused, sum.Open + run.Open);
        }

        return sum;
    }

    /// <summary>Decides for the next entries, in one commit with the place reached; false at the end.</summary>
    private async Task<bool> DecideAsync(short shard, DateOnly date, CancellationToken cancel)
    {
        long position = await Follower.PositionAsync(parts.Db, shard, Name, cancel);
        IReadOnlyList<LedgerQueries.EntryFacts> entries =
            await parts.Db.AllAsync(new EntryQueries.EntriesAfter(shard, position, EntriesAtOnce), cancel);
        if (entries.Count == 0)
        {
            return false;
        }

        long[] paying = [.. entries.Where(entry => entry.Act is WalletActs.PayFromWallet or WalletActs.PayFromFund
            or WalletActs.SettleBankOrder).Select(entry => entry.Entry)];
        IReadOnlyList<BillRows.PaymentRow> payments =
            await parts.Db.AllAsync(new BillRows.PaymentsOf(shard, paying), cancel);
        Dictionary<long, StandingOrders.OrderRow> orders = (await _orders.OfAsync(
            shard, [.. payments.Select(payment => payment.Person).Distinct()], cancel)).ToDictionary(o => o.Person);
        (long, string, Money)[] occasions = [.. payments
            .Where(payment => orders.TryGetValue(payment.Person, out StandingOrders.OrderRow? order)
                && payment.Payment > order.SinceEntry)
            .Select(payment => (payment.Person, $"{new OrderNo(shard, payment.Payment)}",
                orders[payment.Person].Amount))];
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await StandingOrders.DecideAsync(tx, StandingKind.SavingPerPayment, shard, occasions, date, token);
                await Follower.MoveAsync(tx, shard, Name, entries[^1].Entry, token);
            },
            idempotent: true, cancel: cancel);
        return true;
    }
}
