using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// Brings the columns of a fund into memory: every holder's row, and the published days since its last touch. From
/// PostgreSQL they come as a stream (<see cref="HolderCopy"/>); any other store is asked named queries.
/// </summary>
public static class EarningLoad
{
    /// <summary>The columns of every shard, by shard; the fund must be open in every shard.</summary>
    public static Task<EarningColumns[]> ReadAsync(
        IReads reads, Asset asset, PassSizes sizes, CancellationToken cancel = default) =>
        reads is Db database
            ? HolderCopy.ReadAsync(database, asset, sizes, cancel)
            : ReadRowsAsync(reads, asset, sizes, cancel);

    private static async Task<EarningColumns[]> ReadRowsAsync(
        IReads reads, Asset asset, PassSizes sizes, CancellationToken cancel)
    {
        IReadOnlyList<LedgerQueries.FundProgress> before;
        IReadOnlyList<EarningQueries.HolderAt> holders;
        IReadOnlyList<LedgerQueries.FundProgress> progress;
        do
        {
            // No day may be published between the rows and the days: units could have come that the rows lack.
            before = await reads.AllAsync(new LedgerQueries.FundProgressOf(asset), cancel);
            holders = await reads.AllAsync(new EarningQueries.HoldersOf(asset), cancel);
            progress = await reads.AllAsync(new LedgerQueries.FundProgressOf(asset), cancel);
        }
        while (!before.SequenceEqual(progress));

        ILookup<short, EarningQueries.HolderAt> byShard = holders.ToLookup(holder => holder.Shard);
        LedgerQueries.FundProgress furthest = progress.MaxBy(p => p.PublishedThrough)!;
        List<EarningDay> days = [.. (await reads.AllAsync(new LedgerQueries.DaysAfter(
            furthest.Shard, asset, furthest.FirstDay.AddDays(-1)), cancel)).Select(d => d.Numbers)];
        return [.. progress.Select(shard => EarningColumns.FromRows(
            shard.Shard, asset, byShard[shard.Shard].Select(h => h.Row),
            byShard[shard.Shard].Select(h => h.Head).FirstOrDefault(), days, shard.PublishedThrough, sizes))];
    }
}
