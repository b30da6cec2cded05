using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>A day's split: the numbers from which everybody's income follows, and each shard's part of it.</summary>
/// <param name="Numbers">The same in every shard.</param>
/// <param name="Parts">Fen per shard, in the order of the columns given.</param>
internal sealed record IncomeSplit(EarningDay Numbers, IReadOnlyList<long> Parts);

/// <summary>
/// Finds the cut: everybody gets the floor of their share, and what is left goes fen by fen to the largest remainders,
/// then to the lower fund account number. One pass sums the floors and counts remainders by bucket; a second refines
/// the one bucket in which the last fen is given. Pure: columns in, numbers out.
/// </summary>
internal static class IncomeCut
{
    private const int BucketBits = 16;

    /// <summary>Splits <paramref name="total"/> over all holders of a fund.</summary>
    /// <param name="columns">Every shard's columns, standing at the day.</param>
    /// <param name="day">The earning day.</param>
    /// <param name="total">T, the income of our part of the fund.</param>
    public static IncomeSplit Split(IReadOnlyList<EarningColumns> columns, DateOnly day, Money total)
    {
        Asset asset = columns[0].Asset;
        long earning = columns.Sum(shard => shard.EarningUnits());
        if (earning == 0)
        {
            Invariant.Holds(total.Fen == 0, "income needs units that earned it");
            return new(new(asset, day, 0, 0, EarningDay.NoCut, 0), [.. columns.Select(_ => 0L)]);
        }

        int shift = Math.Max(0, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)earning) - BucketBits);
        int buckets = (int)(earning >> shift) + 1;
        long[] floors = new long[columns.Count];
        int[][] counts = new int[columns.Count][];
        for (int i = 0; i < columns.Count; i++)
        {
            counts[i] = new int[buckets];
            floors[i] = SumFloors(columns[i], total.Fen, earning, shift, counts[i]);
        }

        long left = total.Fen - floors.Sum();
        (int bucket, long inBucket) = LastBucket(counts, left);
        (long remainder, long account) = Refine(columns, total.Fen, earning, shift, bucket, inBucket);
        EarningDay numbers = new(asset, day, total.Fen, earning, remainder, account);
        long[] parts = [.. columns.Select((shard, i) => floors[i] + Extras(shard, numbers, counts[i], bucket, shift))];
        Invariant.Holds(parts.Sum() == total.Fen, "the parts of a day are the day");
        return new(numbers, parts);
    }

    /// <summary>What one shard's holders get by numbers that are known already.</summary>
    public static long PartOf(EarningColumns columns, EarningDay numbers)
    {
        long part = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            part += numbers.ShareOf(columns.Units[i], columns.Owners[i]);
        }

        return part;
    }

    private static long SumFloors(EarningColumns columns, long total, long earning, int shift, int[] counts)
    {
        long sum = 0;
        foreach (long units in columns.Units)
        {
            if (units > 0)
            {
                (long floor, long remainder) = EarningDay.FloorShare(units, total, earning);
                sum += floor;
                counts[(int)(remainder >> shift)]++;
            }
        }

        return sum;
    }

    /// <summary>The bucket in which the last of <paramref name="left"/> fen is given, and how many of them
    /// there.</summary>
    private static (int Bucket, long InBucket) LastBucket(int[][] counts, long left)
    {
        int bucket = counts[0].Length;
        long given = 0;
        long here = 0;
        while (given + here < left)
        {
            given += here;
            bucket--;
            here = 0;
            foreach (int[] shard in counts)
            {
                here += shard[bucket];
            }
        }

        return (bucket, left - given);
    }

    /// <summary>The remainder and the account of the last holder who gets a fen more.</summary>
    private static (long Remainder, long Account) Refine(
        IReadOnlyList<EarningColumns> columns, long total, long earning, int shift, int bucket, long inBucket)
    {
        if (inBucket == 0)
        {
            return (EarningDay.NoCut, 0);
        }

        List<(long Remainder, long Account)> candidates = [];
        foreach (EarningColumns shard in columns)
        {
            for (int i = 0; i < shard.Count; i++)
            {
                if (shard.Units[i] <= 0)
                {
                    continue;
                }

                long remainder = EarningDay.FloorShare(shard.Units[i], total, earning).Remainder;
                if ((int)(remainder >> shift) == bucket)
                {
                    candidates.Add((remainder, shard.Owners[i]));
                }
            }
        }

        candidates.Sort((a, b) => a.Remainder != b.Remainder
            ? b.Remainder.CompareTo(a.Remainder)
            : a.Account.CompareTo(b.Account));
        return candidates[(int)inBucket - 1];
    }

    /// <summary>How many of a shard's holders get a fen more.</summary>
    private static long Extras(EarningColumns columns, in EarningDay numbers, int[] counts, int bucket, int shift)
    {
        long extras = 0;
        for (int above = bucket + 1; above < counts.Length; above++)
        {
            extras += counts[above];
        }

        if (bucket == counts.Length || counts[bucket] == 0)
        {
            return extras;
        }

        for (int i = 0; i < columns.Count; i++)
        {
            if (columns.Units[i] <= 0)
            {
                continue;
            }

            (long floor, long remainder) =
                EarningDay.FloorShare(columns.Units[i], numbers.TotalFen, numbers.EarningUnits);
            if ((int)(remainder >> shift) == bucket)
            {
                extras += numbers.ShareOf(columns.Units[i], columns.Owners[i]) - floor;
            }
        }

        return extras;
    }
}
