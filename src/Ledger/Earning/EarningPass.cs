using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>Some holders of one shard, from one place up to another: what a core takes at a time.</summary>
/// <param name="Shard">Which of the columns.</param>
/// <param name="From">The first place.</param>
/// <param name="To">One after the last place.</param>
public readonly record struct EarningChunk(int Shard, int From, int To);

/// <summary>Passes over the columns of all shards, on all cores.</summary>
public static class EarningPass
{
    /// <summary>All holders, cut up.</summary>
    public static EarningChunk[] Chunks(IReadOnlyList<EarningColumns> columns, PassSizes sizes)
    {
        List<EarningChunk> chunks = [];
        for (int shard = 0; shard < columns.Count; shard++)
        {
            for (int from = 0; from < columns[shard].Count; from += sizes.Chunk)
            {
                chunks.Add(new(shard, from, Math.Min(columns[shard].Count, from + sizes.Chunk)));
            }
        }

        return [.. chunks];
    }

    /// <summary>What each shard's holders get by a day's numbers, fen: from every holder's own share.</summary>
    public static long[] PartsOf(IReadOnlyList<EarningColumns> columns, EarningDay numbers, PassSizes sizes)
    {
        EarningChunk[] chunks = Chunks(columns, sizes);
        long[] inChunk = new long[chunks.Length];
        DayShares shares = new(numbers);
        Cores.Each(chunks.Length, i =>
            inChunk[i] = columns[chunks[i].Shard].PartOf(shares, chunks[i].From, chunks[i].To));
        long[] parts = new long[columns.Count];
        for (int i = 0; i < chunks.Length; i++)
        {
            parts[chunks[i].Shard] += inChunk[i];
        }

        return parts;
    }

    /// <summary>
    /// Gives everybody in <paramref name="columns"/> the income of the next day; returns what each shard was given.
    /// </summary>
    public static long[] Advance(IReadOnlyList<EarningColumns> columns, EarningDay day, PassSizes sizes)
    {
        EarningChunk[] chunks = Chunks(columns, sizes);
        (long Given, long Earning)[] inChunk = new (long, long)[chunks.Length];
        DayShares shares = new(day);
        Cores.Each(chunks.Length, i =>
            inChunk[i] = columns[chunks[i].Shard].Give(shares, chunks[i].From, chunks[i].To));
        long[] given = new long[columns.Count];
        long[] earning = new long[columns.Count];
        for (int i = 0; i < chunks.Length; i++)
        {
            given[chunks[i].Shard] += inChunk[i].Given;
            earning[chunks[i].Shard] += inChunk[i].Earning;
        }

        Cores.Each(columns.Count, shard => columns[shard].Take(day, earning[shard]));
        return given;
    }
}
