using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>What the pass over all holders reads: their rows once, then what the journal says since.</summary>
public static class EarningQueries
{
    /// <summary>The head of every shard.</summary>
    public sealed record Heads : Query<HeadOf>
    {
        private static readonly Sql Sql = new("SELECT shard, head FROM ledger.shard_head ORDER BY shard");

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
        }

        public override HeadOf Read(NpgsqlDataReader row) => new(row.GetInt16(0), row.GetInt64(1));
    }

    /// <summary>The last position of a shard's journal.</summary>
    public sealed record HeadOf(short Shard, long Head);

    /// <summary>A holder with the head of its shard at the time of reading.</summary>
    public sealed record HolderAt(short Shard, long Head, HolderRow Row);

    /// <summary>All holders of a fund, all shards in one statement: one snapshot with the heads.</summary>
    public sealed record HoldersOf(Asset Asset) : Query<HolderAt>
    {
        private static readonly Sql Sql = new("""
            SELECT h.shard, s.head, h.owner, h.asset, h.posted_through, h.units, h.change_days, h.change_units,
                   h.income
            FROM ledger.shard_head s JOIN ledger.holder h ON h.shard = s.shard
            WHERE h.asset = $1 ORDER BY h.shard, h.owner
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset.Number);

        public override HolderAt Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetInt64(1), LoadBatch.HolderFrom(row, at: 2));
    }

    /// <summary>A transfer that changes what earns from a day on.</summary>
    public sealed record UnitChange(
        short Shard, long Entry, AccountKey Debit, AccountKey Credit, long Units, DateOnly EarnsFrom);

    /// <summary>The unit transfers of a fund after a head, per shard, in journal order.</summary>
    public sealed record UnitChangesAfter(Asset Asset, short[] Shards, long[] Heads) : Query<UnitChange>
    {
        private static readonly Sql Sql = new("""
            SELECT t.shard, t.entry, t.debit, t.credit, t.amount, t.earns_from
            FROM unnest($2::smallint[], $3::bigint[]) AS w(shard, head)
            JOIN ledger.transfer t ON t.shard = w.shard AND t.entry > w.head
            WHERE t.earns_from IS NOT NULL AND t.debit & 511 = $1::smallint
            ORDER BY t.shard, t.entry, t.line
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Asset.Number).With(Shards).With(Heads);

        public override UnitChange Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetInt64(1), new(row.GetInt64(2)), new(row.GetInt64(3)), row.GetInt64(4),
                row.GetFieldValue<DateOnly>(5));
    }

    /// <summary>Whose units earn on an account; 0 for none. See <see cref="Chart"/>.</summary>
    public static long EarningOwner(AccountKey account) => EarningRules.EarningOwner(account);
}
