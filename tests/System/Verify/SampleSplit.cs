using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.SystemTests;

/// <summary>A day's income split by the book: floors, then fen by fen down the sorted list of remainders.</summary>
/// <param name="Numbers">The day's numbers.</param>
/// <param name="Holders">Who earned, 0.01 units; nothing below zero.</param>
internal sealed record SampleSplit(EarningDay Numbers, IReadOnlyList<(short Shard, long Owner, long Units)> Holders)
{
    /// <summary>Splits <paramref name="total"/> fen over all holders of <paramref name="fund"/>.</summary>
    public static async Task<SampleSplit> OfAsync(
        IReads reads, Asset fund, IReadOnlyList<EarningDay> published, long total, DateOnly day)
    {
        List<(short Shard, long Owner, long Units)> holders = [];
        foreach (IGrouping<short, EarningQueries.HolderAt> shard in
            (await reads.AllAsync(new EarningQueries.HoldersOf(fund))).GroupBy(h => h.Shard))
        {
            EarningColumns columns = EarningColumns.FromRows(
                shard.Key, fund, shard.Select(h => h.Row), shard.First().Head, published, day.AddDays(-1));
            for (int i = 0; i < columns.Count; i++)
            {
                holders.Add((shard.Key, columns.Owners[i], Math.Max(0, columns.Units[i])));
            }
        }

        long earning = holders.Sum(h => h.Units);
        List<(long Floor, long Remainder)> floors =
            [.. holders.Select(h => EarningDay.FloorShare(h.Units, total, earning))];
        long left = total - floors.Sum(f => f.Floor);
        (long cut, long account) = left == 0 ? (EarningDay.NoCut, 0) : holders.Zip(floors)
            .Select(h => (h.Second.Remainder, h.First.Owner))
            .OrderByDescending(h => h.Remainder).ThenBy(h => h.Owner).ElementAt((int)left - 1);
        return new(new(fund, day, total, earning, cut, account), holders);
    }

    /// <summary>What a shard's holders get, fen, and the units they earned on.</summary>
    public (long Fen, long Units) PartOf(short shard) =>
        (Holders.Where(h => h.Shard == shard).Sum(h => Numbers.ShareOf(h.Units, h.Owner)),
            Holders.Where(h => h.Shard == shard).Sum(h => h.Units));
}
