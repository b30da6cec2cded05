using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// The columns of all shards of one fund in this process: read from holder rows once, then brought along by the
/// journal. They are a cache of the books and never more: throwing them away loses nothing.
/// </summary>
internal sealed class EarningBook(Asset asset, IReads reads, PassSizes sizes)
{
    private EarningColumns[]? _columns;

    /// <summary>Every shard's columns, with all of the journal up to now; the fund must be open in every
    /// shard.</summary>
    public async Task<IReadOnlyList<EarningColumns>> BringUpAsync()
    {
        EarningColumns[] all = _columns is null || await IsBehindAsync(_columns)
            ? await EarningLoad.ReadAsync(reads, asset, sizes)
            : _columns;

        // Until the journal is in: columns that took half of it must not be used again.
        _columns = null;
        IReadOnlyList<EarningQueries.HeadOf> heads = await reads.AllAsync(new EarningQueries.Heads());
        IReadOnlyList<EarningQueries.UnitChange> changes = await reads.AllAsync(new EarningQueries.UnitChangesAfter(
            asset, [.. all.Select(c => c.Shard)], [.. all.Select(c => c.Head)]));

        // What was written between the two reads is in the changes and beyond the head: it must not come twice.
        ILookup<short, EarningQueries.UnitChange> byShard = changes.ToLookup(change => change.Shard);
        foreach (EarningColumns columns in all)
        {
            long head = heads.First(h => h.Shard == columns.Shard).Head;
            IEnumerable<EarningQueries.UnitChange> ofShard = byShard[columns.Shard];
            columns.Apply(ofShard, Math.Max(head, ofShard.Select(c => c.Entry).DefaultIfEmpty(0).Max()));
        }

        _columns = all;
        return all;
    }

    /// <summary>Takes columns that were made elsewhere.</summary>
    public void Put(EarningColumns[] columns) => _columns = columns;

    /// <summary>Throws the columns away.</summary>
    public void Forget() => _columns = null;

    /// <summary>What every holder's units were on <paramref name="day"/>, rebuilt from the journal alone.</summary>
    public async Task<IReadOnlyList<EarningColumns>> AsOfAsync(DateOnly day)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await reads.AllAsync(new LedgerQueries.FundProgressOf(asset));
        IReadOnlyList<EarningQueries.UnitChange> changes = await reads.AllAsync(new EarningQueries.UnitChangesAfter(
            asset, [.. progress.Select(p => p.Shard)], new long[progress.Count]));
        ILookup<short, EarningQueries.UnitChange> byShard = changes.ToLookup(change => change.Shard);
        IReadOnlyList<LedgerQueries.DayInShard> days = await reads.AllAsync(
            new LedgerQueries.DaysAfter(progress[0].Shard, asset, progress[0].FirstDay.AddDays(-1)));
        List<EarningColumns> all = [];
        foreach (LedgerQueries.FundProgress shard in progress)
        {
            EarningColumns columns = EarningColumns.Empty(shard.Shard, asset, shard.FirstDay, sizes);
            columns.Apply(byShard[shard.Shard], head: 0);
            foreach (LedgerQueries.DayInShard passed in days.Where(d => d.Numbers.Day < day))
            {
                columns.Advance(passed.Numbers);
            }

            all.Add(columns);
        }

        return all;
    }

    /// <summary>Whether another process published a day that these columns lack.</summary>
    private async Task<bool> IsBehindAsync(EarningColumns[] columns)
    {
        IReadOnlyList<LedgerQueries.FundProgress> progress =
            await reads.AllAsync(new LedgerQueries.FundProgressOf(asset));
        return columns.Any(own => progress.First(p => p.Shard == own.Shard).PublishedThrough > own.Through);
    }
}
