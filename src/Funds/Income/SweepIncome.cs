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
    private const int HoldersAtOnce = 4_000;

    /// <summary>Shards swept side by side: while the groups of some are judged, those of others commit.</summary>
    private const int Lanes = 8;

    /// <summary>Posts all income published up to now; returns how many holders were behind.</summary>
    public Task<long> SweepAsync(Fund fund, DateOnly businessDate, CancellationToken cancel = default) =>
        SweepSomeAsync(fund, businessDate, long.MaxValue, cancel);

    /// <summary>
    /// The same, shard after shard, until about <paramref name="most"/> holders are posted; each date begins with other
    /// shards, so that it is everybody's turn again and again.
    /// </summary>
    public async Task<long> SweepSomeAsync(
        Fund fund, DateOnly businessDate, long most, CancellationToken cancel = default)
    {
        int lanes = Math.Min(Lanes, ledger.Shards);
        int first = (int)((long)businessDate.DayNumber * lanes % ledger.Shards);
        long[] swept = await Task.WhenAll(Enumerable.Range(0, lanes)
            .Select(lane => SweepLaneAsync(fund, lane, first, most / lanes, businessDate, cancel)));
        return swept.Sum();
    }

    private async Task<long> SweepLaneAsync(
        Fund fund, int lane, int first, long most, DateOnly businessDate, CancellationToken cancel)
    {
        long swept = 0;
        for (int place = lane; place < ledger.Shards && swept < most; place += Lanes)
        {
            int shard = (first + place) % ledger.Shards;
            Task<IReadOnlyList<Behind>> next = After(Party.Platform);
            while (await next is { Count: > 0 } behind)
            {
                // Read while these are posted. Nobody comes in behind those read: who is new is up to date.
                next = After(behind[^1].Owner);
                PostResult[] results = await Task.WhenAll(behind.Chunk(HoldersInAnEntry)
                    .Select(holders => ledger.PostAsync(Draft(fund, holders, businessDate))));
                if (results.Any(result => !result.IsPosted))
                {
                    await next;
                    results.MustStand("a sweep");
                }

                swept += behind.Count;
            }

            Task<IReadOnlyList<Behind>> After(long owner) =>
                reads.AllAsync(new HoldersBehind(fund.Asset, (short)shard, owner, HoldersAtOnce), cancel);
        }

        return swept;
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

    /// <summary>Holders of a shard that a sweep would post, after one of them by number.</summary>
    public sealed record HoldersBehind(Asset Asset, short Shard, long AfterOwner, int Limit) : Query<Behind>
    {
        private static readonly Sql Sql = new("""
            SELECT shard, owner, published_through FROM ledger.pub_holder_behind
            WHERE asset = $1 AND shard = $2 AND owner > $3 ORDER BY owner LIMIT $4
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Asset.Number).With(Shard).With(AfterOwner).With(Limit);

        public override Behind Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetInt64(1), row.GetFieldValue<DateOnly>(2));
    }
}
