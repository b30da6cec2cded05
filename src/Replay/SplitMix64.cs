namespace Huoqi.Replay;

/// <summary>
/// A small stable generator (Steele, Lea and Flood's SplitMix64): the same seed gives the same plan on every machine
/// and every version of .NET, which <see cref="Random"/> does not promise.
/// </summary>
public sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one purpose: one more draw in one place does not move the draws elsewhere.</summary>
    public static SplitMix64 For(ulong seed, long purpose, long part)
    {
        return new(Mix(Mix(Mix(seed) ^ (ulong)purpose) ^ (ulong)part));
    }

    /// <summary>The finalizer: a bijection on 64 bits whose output looks random.</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            ulong z = value + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong value = Mix(_state);
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        return value;
    }

    /// <summary>A number in 0 … <paramref name="bound"/> − 1, its bias too small to matter here.</summary>
    public long Below(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (long)Math.BigMul(Next(), (ulong)bound, out _);
    }

    /// <summary>Puts the items in random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)Below(i + 1L);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
