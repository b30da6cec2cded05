using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>Splits a total over people in whole fen; the parts always sum to the total.</summary>
internal static class Spread
{
    /// <summary>The least an act should move, in fen; only a total too small for it goes below.</summary>
    public const long LeastFen = 100;

    /// <summary>A floor for each, the rest by weight; what division leaves goes one fen each to the first.</summary>
    public static long[] ByWeight(long totalFen, ReadOnlySpan<long> weights)
    {
        long floorFen = Math.Min(LeastFen, totalFen / weights.Length);
        long restFen = totalFen - (floorFen * weights.Length);
        Int128 allWeights = SumOf(weights);
        long[] parts = new long[weights.Length];
        long leftFen = totalFen;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = floorFen + (long)((Int128)restFen * weights[i] / allWeights);
            leftFen -= parts[i];
        }

        for (int i = 0; i < leftFen; i++)
        {
            parts[i]++;
        }

        return parts;
    }

    /// <summary>
    /// Parts between a floor and a cap, near what each wants: wants are shrunk towards the floors when together they
    /// are too much, and stretched towards the caps when too little. The caps together must reach the total.
    /// </summary>
    public static long[] Within(long totalFen, ReadOnlySpan<long> wantsFen, ReadOnlySpan<long> capsFen)
    {
        long floorFen = Math.Min(LeastFen, totalFen / wantsFen.Length);
        long[] low = new long[wantsFen.Length];
        long[] high = new long[wantsFen.Length];
        for (int i = 0; i < low.Length; i++)
        {
            low[i] = Math.Min(floorFen, capsFen[i]);
            high[i] = Math.Clamp(wantsFen[i], low[i], capsFen[i]);
        }

        Int128 wanted = SumOf(high);
        if (wanted < totalFen)
        {
            (low, high) = (high, capsFen.ToArray());
        }

        Int128 lowFen = SumOf(low);
        Int128 roomFen = SumOf(high) - lowFen;
        Invariant.Holds(lowFen <= totalFen && lowFen + roomFen >= totalFen);
        long[] parts = new long[low.Length];
        long leftFen = totalFen;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = low[i] + (roomFen == 0 ? 0 : (long)((high[i] - low[i]) * (totalFen - lowFen) / roomFen));
            leftFen -= parts[i];
        }

        // Truncation left less than one fen for each part that has room, so one round is enough.
        for (int i = 0; leftFen > 0; i++)
        {
            if (parts[i] < high[i])
            {
                parts[i]++;
                leftFen--;
            }
        }

        return parts;
    }

    private static Int128 SumOf(ReadOnlySpan<long> values)
    {
        Int128 sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        return sum;
    }
}
