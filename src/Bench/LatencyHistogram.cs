using System.Numerics;

namespace Huoqi.Bench;

/// <summary>
/// How long things took, in buckets of at most 3 % width, so that millions of them cost no memory; any number of
/// threads may add.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private readonly long[] _counts = new long[64 << SubBits];

    /// <summary>Adds one duration, in ticks of <see cref="TimeSpan"/>.</summary>
    public void Add(long ticks) => Interlocked.Increment(ref _counts[BucketOf(Math.Max(1, ticks))]);

    /// <summary>How many were added.</summary>
    public long Count => _counts.Sum();

    /// <summary>The duration below which a share of all lie, in milliseconds; 0 when there is none.</summary>
    public double Milliseconds(double share)
    {
        long wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= wanted && seen > 0)
            {
                return UpperOf(bucket) / (double)TimeSpan.TicksPerMillisecond;
            }
        }

        return 0;
    }

    private static int BucketOf(long ticks)
    {
        int exponent = BitOperations.Log2((ulong)ticks);
        int shift = Math.Max(0, exponent - SubBits);
        return (shift << SubBits) + (int)(ticks >> shift);
    }

    private static long UpperOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> SubBits) - 1);
        return ((bucket - ((long)shift << SubBits)) + 1) << shift;
    }
}
