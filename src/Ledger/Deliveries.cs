using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>
/// Amounts from one shard to another. The sender's entry moves the amount to an in-transit account and writes a
/// delivery row in the same commit; an act of its own books it in at the other side under a key of its own, so that it
/// arrives exactly once, however often it is tried. A refusal there (account closed) is booked back here.
/// </summary>
public sealed class Deliveries(GeneralLedger ledger, IReads reads)
{
    /// <summary>How far a delivery is.</summary>
    public enum State : short
    {
        UnderWay = 1,
        Arrived = 2,
        Returned = 3,
    }

    /// <summary>A limit that sending used: it is given back with the amount, if its window still stands.</summary>
    public readonly record struct UsedLimit(AccountKey Account, int Window);

    /// <summary>A delivery that has to be made.</summary>
    public sealed record Delivery(
        short Shard, long Entry, long Owner, AccountKey Source, short TargetShard, AccountKey Target, long Amount,
        DateOnly BusinessDate, UsedLimit? Limit = null);

    /// <summary>The in-transit account of an asset; its sum over all shards is what is on its way.</summary>
    public static AccountKey InTransit => AccountKey.Of(Party.Platform, AccountCode.InTransitBetweenShards);

    /// <summary>
    /// The leg and the row by which an entry sends <paramref name="amount"/> from <paramref name="source"/> to an
    /// account in another shard. An entry sends once at most.
    /// </summary>
    public static (Leg Leg, RowWrite Row) Send(
        long owner, AccountKey source, short targetShard, AccountKey target, Money amount, Money? sourceFloor = null,
        UsedLimit? limit = null)
    {
        Invariant.Holds(Chart.Of(target.Code).Book == Book.Payment && Chart.Of(source.Code).Book == Book.Payment);
        return (Leg.Money(Debit: source, Credit: InTransit, amount, sourceFloor),
            new SentRow(owner, source, targetShard, target, amount, limit));
    }

    /// <summary>Makes every delivery that is under way; returns how many arrived and how many came back.</summary>
    public async Task<(int Arrived, int Returned)> DeliverAsync(
        DateOnly businessDate, CancellationToken cancel = default)
    {
        IReadOnlyList<Delivery> underWay = await reads.AllAsync(new UnderWay(), cancel);
        State[] states = await Task.WhenAll(underWay.Select(d => DeliverAsync(d, businessDate)));
        return (states.Count(s => s == State.Arrived), states.Count(s => s == State.Returned));
    }

    private async Task<State> DeliverAsync(Delivery delivery, DateOnly businessDate)
    {
        string key = $"{delivery.Shard}-{delivery.Entry}";
        PostResult arrival = await ledger.PostAsync(new()
        {
            Shard = delivery.TargetShard,
            Owner = delivery.Target.Owner,
            Act = LedgerActs.Deliver,
            Key = key,
            BusinessDate = businessDate,
            Reference = $"from {key}",
            ByPlatform = true,
            Legs = [Leg.Transfer(Debit: InTransit, Credit: delivery.Target, delivery.Amount)],
        });
        if (arrival.Status.MayPass())
        {
            return State.UnderWay;
        }

        // The answer is in the other shard's journal for ever; this entry only notes it, and books a refusal back.
        PostResult noted = await ledger.PostAsync(new()
        {
            Shard = delivery.Shard,
            Owner = delivery.Owner,
            Act = arrival.IsPosted ? LedgerActs.NoteArrival : LedgerActs.ReturnDelivery,
            Key = key,
            BusinessDate = businessDate,
            Reference = $"{delivery.TargetShard}-{arrival.Entry}",
            ByPlatform = true,
            Legs = arrival.IsPosted ? [] : ReturnLegs(delivery),
            Rows = [new SettledRow(delivery.Shard, delivery.Entry, arrival)],
        });
        return (noted.IsPosted, arrival.IsPosted) switch
        {
            (false, _) => State.UnderWay,
            (true, true) => State.Arrived,
            (true, false) => State.Returned,
        };
    }

    private static Leg[] ReturnLegs(Delivery delivery)
    {
        Leg back = Leg.Transfer(Debit: InTransit, Credit: delivery.Source, delivery.Amount);
        return delivery.Limit is { } limit
            ? [Leg.ReleaseLimit(limit.Account, limit.Window, new(delivery.Amount)), back]
            : [back];
    }

    internal sealed record SentRow(
        long Owner, AccountKey Source, short TargetShard, AccountKey Target, Money Amount,
        UsedLimit? Limit = null) : RowWrite
    {
        private static readonly Sql Insert = new("""
            INSERT INTO ledger.delivery
                (shard, entry, owner, source_account, target_shard, target_account, amount, business_date,
                 limit_account, limit_window, state)
            SELECT u.*, 1 FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[],
                                      $6::bigint[], $7::bigint[], $8::date[], $9::bigint[], $10::integer[]) AS u
            """);

        public override Sql Statement => Insert;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(stamp.Shard).Add(stamp.Entry).Add(Owner).Add(Source.Packed).Add(TargetShard).Add(Target.Packed)
                .Add(Amount.Fen).Add(stamp.BusinessDate).Add(Limit?.Account.Packed).Add(Limit?.Window);
    }

    internal sealed record SettledRow(short Shard, long Entry, PostResult Arrival) : RowWrite
    {
        // Not "state = 1": the partial index on it is empty while nothing is under way, and a plan made then would be
        // kept that reads it whole for every row.
        private static readonly Sql Update = new("""
            UPDATE ledger.delivery d
            SET state = u.state, settled_entry = u.settled_entry, refusal = u.refusal
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::smallint[])
                AS u(shard, entry, state, settled_entry, refusal)
            WHERE d.shard = u.shard AND d.entry = u.entry AND d.state + 0 = 1
            """);

        public override Sql Statement => Update;

        public override void Fill(RowColumns columns, in EntryStamp stamp) =>
            columns.Add(Shard).Add(Entry).Add((short)(Arrival.IsPosted ? State.Arrived : State.Returned))
                .Add(Arrival.IsPosted ? Arrival.Entry : stamp.Entry)
                .Add(Arrival.IsPosted ? null : (short?)Arrival.Status);
    }

    internal sealed record UnderWay : Query<Delivery>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, entry, owner, source_account, target_shard, target_account, amount, business_date,
                   limit_account, limit_window
            FROM ledger.delivery WHERE state = 1 ORDER BY shard, entry LIMIT 10000
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override Delivery Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetInt64(1), row.GetInt64(2), new(row.GetInt64(3)), row.GetInt16(4),
                new(row.GetInt64(5)), row.GetInt64(6), row.GetFieldValue<DateOnly>(7),
                row.IsDBNull(8) ? null : new UsedLimit(new(row.GetInt64(8)), row.GetInt32(9)));
    }
}
