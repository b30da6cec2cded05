using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Funds;

/// <summary>
/// Posts what is owed to holders nobody has touched for a while, a few hundred holders an entry. Nothing depends on it:
/// income that is not posted is derived whenever it is looked at.
/// </summary>
public sealed class SweepIncome(GeneralLedger ledger, IReads reads)
{
    private const int HoldersInAnEntry = 500;
    private const int HoldersAtOnce = 50_000;

    /// <summary>Posts all income published up to now; returns how many holders were behind.</summary>
    public async Task<long> SweepAsync(Fund fund, DateOnly businessDate, CancellationToken cancel = default)
    {
        long swept = 0;
        while (true)
        {
            IReadOnlyList<Behind> behind = await reads.AllAsync(new HoldersBehind(fund.Asset, HoldersAtOnce), cancel);
            if (behind.Count == 0)
            {
                return swept;
            }

            PostResult[] results = await Task.WhenAll(behind
                .GroupBy(holder => holder.Shard)
                .SelectMany(shard => shard.Chunk(HoldersInAnEntry))
                .Select(holders => ledger.PostAsync(Draft(fund, holders, businessDate))));
            results.MustStand("a sweep");
            swept += behind.Count;
        }
    }

    private static EntryDraft Draft(Fund fund, Behind[] holders, DateOnly businessDate) => new()
    {
        Shard = holders[0].Shard,
        Owner = Party.Platform,
        Act = LedgerActs.Sweep,
        Key = $"{fund.Code}-{holders[0].PublishedThrough:yyyy-MM-dd}-{holders[0].Owner}-{holders[^1].Owner}",
        BusinessDate = businessDate,
        ByPlatform = true,
        Reference = fund.Code,
        Touches = [.. holders.Select(holder => (holder.Owner, fund.Asset))],
    };

    /// <summary>A holder whose income is not posted through the last published day.</summary>
    public sealed record Behind(short Shard, long Owner, DateOnly PublishedThrough);

    /// <summary>Holders that a sweep would post.</summary>
    public sealed record HoldersBehind(Asset Asset, int Limit) : Query<Behind>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, owner, published_through FROM ledger.pub_holder_behind
            WHERE asset = $1 ORDER BY shard, owner LIMIT $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset.Number).With(Limit);

        public override Behind Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetInt64(1), row.GetFieldValue<DateOnly>(2));
    }
}
