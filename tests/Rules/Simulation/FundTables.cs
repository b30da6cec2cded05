using Huoqi.Funds;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>The funds' tables in memory: their keys, checks and conditions, and their queries, as their SQL has
/// them.</summary>
internal sealed class FundTables
{
    public FundTables(MemoryLedgerStore store)
    {
        AddWrites(store);
        AddQueries(store);
        store.AnswerWith<SweepIncome.HoldersBehind, SweepIncome.Behind>(q =>
            store.Shards[q.Shard].Funds.ContainsKey(q.Asset)
                ? BehindIn(q.Shard, store.Shards[q.Shard], q.Asset).Where(b => b.Owner > q.AfterOwner).Take(q.Limit)
                : []);
    }

    /// <summary>An order's row.</summary>
    public sealed record Row(
        FundOrder Order, FundOrders.Placed Placed, FundOrderState State, long SettledEntry, long? AdjustedEntry,
        (DateOnly From, DateOnly Through)? Missed)
    {
        /// <summary>What <c>funds.pub_open_order</c> says: it still moves.</summary>
        public bool IsOpen => State == FundOrderState.Placed
            || (State == FundOrderState.Confirmed && Order.Kind == FundOrderKind.Redemption)
            || (Missed is not null && AdjustedEntry is null);
    }

    public Table<(short Shard, long Order), Row> Orders { get; } = new();

    /// <summary>Orders of an owner that still move.</summary>
    public IEnumerable<long> OpenOf(short shard, long owner) => Orders.Pairs
        .Where(order => order.Key.Shard == shard && order.Value.Order.Owner == owner && order.Value.IsOpen)
        .Select(order => order.Key.Order);

    private void AddWrites(MemoryLedgerStore store)
    {
        store.WriteWith<FundOrders.Placed>((row, stamp, undo) =>
            row.Amount <= 0 || row.ConfirmDay <= row.OrderDay || row.FromFacility > row.Principal ? 0 : Orders.Insert(
                (stamp.Shard, stamp.Entry),
                new(new(new(stamp.Shard, stamp.Entry), row.Owner, row.Kind, row.Amount, row.Principal, row.FromFacility,
                    row.OrderDay, row.ConfirmDay, row.Earning, row.LimitWindow), row, FundOrderState.Placed,
                    SettledEntry: 0, AdjustedEntry: null, Missed: null), undo));
        store.WriteWith<FundOrders.Moved>((row, stamp, undo) => Orders.Update((row.No.Shard, row.No.Entry),
            where: order => order.State == row.From,
            order => order with { State = row.To, SettledEntry = stamp.Entry }, undo));
        store.WriteWith<FundOrders.Confirmed>((row, stamp, undo) => Orders.Update((row.No.Shard, row.No.Entry),
            where: order => order.State == FundOrderState.Placed,
            order => order with
            {
                State = FundOrderState.Confirmed,
                SettledEntry = stamp.Entry,
                Missed = row.Missed,
            }, undo));
        store.WriteWith<AdjustLateOrders.Adjusted>((row, stamp, undo) => Orders.Update((row.No.Shard, row.No.Entry),
            where: order => order.Missed is not null && order.AdjustedEntry is null,
            order => order with { AdjustedEntry = stamp.Entry }, undo));
    }

    private void AddQueries(MemoryLedgerStore store)
    {
        store.AnswerWith<FundOrders.DueBy, FundOrder>(q => Orders.All
            .Where(o => o.State == FundOrderState.Placed && o.Placed.Asset == q.Asset
                && o.Order.ConfirmDay <= q.ConfirmDay)
            .OrderBy(o => o.Order.ConfirmDay).Take(q.Limit).Select(o => o.Order));
        store.AnswerWith<FundOrders.OfOrderDays, FundOrder>(q => Orders.All
            .Where(o => o.State == FundOrderState.Placed && o.Placed.Asset == q.Asset
                && o.Order.OrderDay >= q.First && o.Order.OrderDay <= q.Last)
            .Select(o => o.Order));
        store.AnswerWith<AdjustLateOrders.LateOrders, AdjustLateOrders.Late>(q => Orders.All
            .Where(o => o.Missed is { } missed && o.AdjustedEntry is null && o.Placed.Asset == q.Asset
                && missed.Through <= q.PublishedThrough)
            .OrderBy(o => o.Missed!.Value.Through).Take(q.Limit)
            .Select(o => new AdjustLateOrders.Late(o.Order.No, o.Order.Owner, o.Order.Kind, new(o.Order.Amount),
                o.Missed!.Value.From, o.Missed!.Value.Through)));
        store.AnswerWith<PayRedemptions.RedemptionsToPay, PayRedemptions.ToPay>(q => Orders.Pairs
            .Where(o => o.Value.State == FundOrderState.Confirmed && o.Value.Order.Kind == FundOrderKind.Redemption
                && o.Key.CompareTo((q.After.Shard, q.After.Entry)) > 0)
            .Take(q.Limit)
            .Select(o => new PayRedemptions.ToPay(o.Value.Order.No, o.Value.Order.Owner, new(o.Value.Order.Amount),
                o.Value.Placed.Payout, o.Value.Placed.CardToken)));
    }

    private static IEnumerable<SweepIncome.Behind> BehindIn(short number, MemoryShard shard, Asset asset)
    {
        int published = shard.Funds[asset].PublishedThrough;
        return shard.Holders.Values.Where(h => h.Asset == asset && h.PostedThrough < published).OrderBy(h => h.Owner)
            .Select(h => new SweepIncome.Behind(number, h.Owner, DateOnly.FromDayNumber(published)));
    }
}
