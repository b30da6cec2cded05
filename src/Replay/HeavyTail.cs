namespace Huoqi.Replay;

/// <summary>
/// How much money people move: by a seeded rank r each weighs 2^40 / (r + s), a shifted Zipf law whose first hundredth
/// holds a good third and whose last half holds a tenth. Whole numbers, so that it is the same on every machine.
/// </summary>
public static class HeavyTail
{
    // The shift that gives the law its shape at 28,041 people; it goes with the crowd so that smaller ones look alike.
    private const int ShiftAtFullSize = 10;

    /// <summary>Weights by index (person − 1).</summary>
    public static long[] Weights(ulong seed, int people)
    {
        int[] ranks = new int[people];
        for (int i = 0; i < people; i++)
        {
            ranks[i] = i;
        }

        SplitMix64.For(seed, purpose: 0, part: 0).Shuffle<int>(ranks);
        long shift = 1 + ((long)ShiftAtFullSize * people / YuebaoDay.PeopleInData);
        long[] weights = new long[people];
        for (int i = 0; i < people; i++)
        {
            weights[i] = (1L << 40) / (ranks[i] + shift);
        }

        return weights;
    }

    /// <summary>What the top hundredth of the people holds (one person at least), in 1/10,000 of the whole.</summary>
    public static int TopHundredthShare(ReadOnlySpan<long> amounts)
    {
        long[] sorted = amounts.ToArray();
        Array.Sort(sorted);
        Int128 all = 0;
        Int128 top = 0;
        int first = sorted.Length - Math.Max(1, sorted.Length / 100);
        for (int i = 0; i < sorted.Length; i++)
        {
            all += sorted[i];
            top += i >= first ? sorted[i] : 0;
        }

        return all == 0 ? 0 : (int)(top * 10_000 / all);
    }
}
