using System.Numerics;
using System.Runtime.CompilerServices;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>A day's split: the numbers from which everybody's income follows, and each shard's part of it.</summary>
/// <param name="Numbers">The same in every shard.</param>
/// <param name="Parts">Fen per shard, in the order of the columns given.</param>
internal sealed record IncomeSplit(EarningDay Numbers, IReadOnlyList<long> Parts);

/// <summary>
/// Finds the cut: everybody gets the floor of their share, and what is left goes fen by fen to the largest remainders,
/// then to the lower fund account number. One pass sums the floors and counts remainders by bucket; a second sorts the
/// one bucket in which the last fen is given, after more passes have narrowed it down if it holds too many. A last one
/// adds up everybody's share by the numbers found: they must come to the total. Pure: columns in, numbers out.
/// </summary>
internal sealed class IncomeCut
{
    private readonly IReadOnlyList<EarningColumns> _columns;
    private readonly EarningChunk[] _chunks;
    private readonly PassSizes _sizes;
    private readonly FloorShares _floors;

    private IncomeCut(IReadOnlyList<EarningColumns> columns, FloorShares floors, PassSizes sizes)
    {
        _columns = columns;
        _chunks = EarningPass.Chunks(columns, sizes);
        _sizes = sizes;
        _floors = floors;
    }

    /// <summary>Splits <paramref name="total"/> over all holders of a fund.</summary>
    /// <param name="columns">Every shard's columns, standing at the day.</param>
    /// <param name="day">The earning day.</param>
    /// <param name="total">T, the income of our part of the fund.</param>
    /// <param name="sizes">How the passes are cut up.</param>
    public static IncomeSplit Split(
        IReadOnlyList<EarningColumns> columns, DateOnly day, Money total, PassSizes? sizes = null)
    {
        Asset asset = columns[0].Asset;
        long earning = columns.Sum(shard => shard.EarningUnits);
        if (earning == 0)
        {
            Invariant.Holds(total.Fen == 0, "income needs units that earned it");
            return new(new(asset, day, 0, 0, EarningDay.NoCut, 0), [.. columns.Select(_ => 0L)]);
        }

        sizes ??= PassSizes.Default;
        IncomeCut cut = new(columns, new(total.Fen, earning), sizes);
        (long remainder, long account) = cut.Find(total.Fen, earning);
        EarningDay numbers = new(asset, day, total.Fen, earning, remainder, account);
        long[] parts = EarningPass.PartsOf(columns, numbers, sizes);
        Invariant.Holds(parts.Sum() == total.Fen, "the parts of a day are the day");
        return new(numbers, parts);
    }

    /// <summary>The remainder and the account of the last holder who gets a fen more.</summary>
    private (long Remainder, long Account) Find(long total, long earning)
    {
        int shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)earning) - _sizes.BucketBits);
        (long left, long[] counts) = SumFloors(total, (int)(earning >> shift) + 1, shift);
        if (left == 0)
        {
            return (EarningDay.NoCut, 0);
        }

        Place bucket = Place.Descend(counts, left);
        long remainders = bucket.Number;
        while (bucket.Count > _sizes.Candidates && shift > 0)
        {
            int finer = Math.Max(0, shift - _sizes.BucketBits);
            bucket = Place.Descend(CountRemainders(remainders, shift, finer), bucket.Wanted);
            remainders = (remainders << (shift - finer)) + bucket.Number;
            shift = finer;
        }

        // So many on one remainder: many hold the same amount. Their account numbers decide.
        long accounts = 0;
        int accountShift = 63;
        while (bucket.Count > _sizes.Candidates && accountShift > 0)
        {
            int finer = Math.Max(0, accountShift - _sizes.BucketBits);
            bucket = Place.Ascend(CountAccounts(remainders, accounts, accountShift, finer), bucket.Wanted);
            accounts = (accounts << (accountShift - finer)) + bucket.Number;
            accountShift = finer;
        }

        List<(long Remainder, long Account)> candidates = Collect(remainders, shift, accounts, accountShift);
        Invariant.Holds(candidates.Count == bucket.Count);
        candidates.Sort((a, b) => a.Remainder != b.Remainder
            ? b.Remainder.CompareTo(a.Remainder)
            : a.Account.CompareTo(b.Account));
        return candidates[(int)bucket.Wanted - 1];
    }

    /// <summary>What the floors leave of <paramref name="total"/>, and how many remainders are in each
    /// bucket.</summary>
    private (long Left, long[] Counts) SumFloors(long total, int buckets, int shift)
    {
        long[] sums = new long[_chunks.Length];
        long[] all = Count(buckets, (chunk, counts) => SumFloors(_floors, UnitsOf(chunk), shift, counts), sums);
        long left = total;
        foreach (long sum in sums)
        {
            left = unchecked(left - sum);
        }

        return (left, all);
    }

    /// <remarks>Compiled at its best at once: a day is over before the runtime knows that it is worth it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long SumFloors(FloorShares floors, ReadOnlySpan<long> all, int shift, int[] counts)
    {
        long sum = 0;
        foreach (long units in all)
        {
            if (units > 0)
            {
                // Modulo 2^64: of a great loss the floors may come to a little more than 64 bits hold.
                sum = unchecked(sum + floors.Floor(units, out long remainder));
                counts[(int)(remainder >> shift)]++;
            }
        }

        return sum;
    }

    /// <summary>Counts the remainders of one bucket by finer buckets.</summary>
    private long[] CountRemainders(long bucket, int shift, int finer) => Count(1 << (shift - finer), (chunk, counts) =>
    {
        FloorShares floors = _floors;
        foreach (long units in UnitsOf(chunk))
        {
            if (units > 0)
            {
                floors.Floor(units, out long remainder);
                if (remainder >> shift == bucket)
                {
                    counts[(int)((remainder >> finer) - (bucket << (shift - finer)))]++;
                }
            }
        }

        return 0;
    });

    /// <summary>Counts the accounts with one remainder and in one bucket of numbers, by finer buckets.</summary>
    private long[] CountAccounts(long only, long bucket, int shift, int finer) =>
        Count(1 << (shift - finer), (chunk, counts) =>
        {
            FloorShares floors = _floors;
            ReadOnlySpan<long> units = UnitsOf(chunk);
            ReadOnlySpan<long> owners = OwnersOf(chunk);
            for (int i = 0; i < units.Length; i++)
            {
                if (units[i] > 0 && owners[i] >> shift == bucket)
                {
                    floors.Floor(units[i], out long remainder);
                    if (remainder == only)
                    {
                        counts[(int)((owners[i] >> finer) - (bucket << (shift - finer)))]++;
                    }
                }
            }

            return 0;
        });

    /// <summary>Everybody in one bucket of remainders and one of account numbers.</summary>
    private List<(long Remainder, long Account)> Collect(long bucket, int shift, long accounts, int accountShift)
    {
        List<(long, long)>[] found = new List<(long, long)>[_chunks.Length];
        Cores.Each(_chunks.Length, i => found[i] = Collect(
            _floors, UnitsOf(_chunks[i]), OwnersOf(_chunks[i]), (bucket, shift), (accounts, accountShift)));
        return [.. found.SelectMany(chunk => chunk)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static List<(long Remainder, long Account)> Collect(
        FloorShares floors, ReadOnlySpan<long> units, ReadOnlySpan<long> owners, (long Number, int Shift) remainders,
        (long Number, int Shift) accounts)
    {
        List<(long, long)> found = [];
        for (int at = 0; at < units.Length; at++)
        {
            if (units[at] <= 0)
            {
                continue;
            }

            floors.Floor(units[at], out long remainder);
            if (remainder >> remainders.Shift == remainders.Number && owners[at] >> accounts.Shift == accounts.Number)
            {
                found.Add((remainder, owners[at]));
            }
        }

        return found;
    }

    /// <summary>Counts in all chunks side by side and adds up.</summary>
    private long[] Count(int buckets, Func<EarningChunk, int[], long> count, long[]? sums = null)
    {
        int[][] inChunk = new int[_chunks.Length][];
        Cores.Each(_chunks.Length, i =>
        {
            inChunk[i] = new int[buckets];
            long sum = count(_chunks[i], inChunk[i]);
            if (sums is not null)
            {
                sums[i] = sum;
            }
        });
        long[] all = new long[buckets];
        foreach (int[] counts in inChunk)
        {
            for (int bucket = 0; bucket < buckets; bucket++)
            {
                all[bucket] += counts[bucket];
            }
        }

        return all;
    }

    private ReadOnlySpan<long> UnitsOf(EarningChunk chunk) =>
        _columns[chunk.Shard].Units[chunk.From..chunk.To];

    private ReadOnlySpan<long> OwnersOf(EarningChunk chunk) =>
        _columns[chunk.Shard].Owners[chunk.From..chunk.To];

    /// <summary>A bucket: its number, how many are in it, and which of them is wanted, from 1.</summary>
    private readonly record struct Place(int Number, long Count, long Wanted)
    {
        public static Place Descend(long[] counts, long wanted)
        {
            int bucket = counts.Length - 1;
            while (counts[bucket] < wanted)
            {
                wanted -= counts[bucket--];
            }

            return new(bucket, counts[bucket], wanted);
        }

        public static Place Ascend(long[] counts, long wanted)
        {
            int bucket = 0;
            while (counts[bucket] < wanted)
            {
                wanted -= counts[bucket++];
            }

            return new(bucket, counts[bucket], wanted);
        }
    }
}
