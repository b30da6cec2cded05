using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>The table of deliveries in memory.</summary>
internal static class MemoryDeliveries
{
    /// <summary>Teaches a store the table, and gives it.</summary>
    public static SortedDictionary<(short Shard, long Entry), (Deliveries.Delivery Row, Deliveries.State State)> AddTo(
        MemoryLedgerStore store)
    {
        SortedDictionary<(short Shard, long Entry), (Deliveries.Delivery Row, Deliveries.State State)> table = [];
        store.WriteWith<Deliveries.SentRow>((sent, stamp, undo) =>
        {
            Deliveries.Delivery row =
                new(stamp.Shard, stamp.Entry, sent.Owner, sent.Source, sent.TargetShard, sent.Target,
                sent.Amount.Fen, stamp.BusinessDate, sent.Limit);
            (short, long) name = (stamp.Shard, stamp.Entry);
            if (!table.TryAdd(name, (row, Deliveries.State.UnderWay)))
            {
                return 0;
            }

            undo.Add(() => table.Remove(name));
            return 1;
        });
        store.WriteWith<Deliveries.SettledRow>((settled, _, undo) =>
        {
            (short, long) name = (settled.Shard, settled.Entry);
            if (!table.TryGetValue(name, out (Deliveries.Delivery Row, Deliveries.State State) found)
                || found.State != Deliveries.State.UnderWay)
            {
                return 0;
            }

            table[name] = (found.Row, settled.Arrival.IsPosted ? Deliveries.State.Arrived : Deliveries.State.Returned);
            undo.Add(() => table[name] = found);
            return 1;
        });
        store.AnswerWith<Deliveries.UnderWay, Deliveries.Delivery>(_ =>
            table.Values.Where(d => d.State == Deliveries.State.UnderWay).Select(d => d.Row).Take(10_000));
        return table;
    }
}
