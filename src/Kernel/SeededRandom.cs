// Randomness that one seed reproduces on every machine and every .NET version: xoshiro256** by Blackman and Vigna,
// seeded by splitmix64. Not for secrets. Integers only, so that no simulation depends on floating-point rounding.
using System.Numerics;

namespace Huoqi.Kernel;

/// <summary>A small deterministic random generator; one instance belongs to one thread.</summary>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The generator of a seed; print the seed wherever a result may have to be repeated.</summary>
    public SeededRandom(long seed)
    {
        ulong state = unchecked((ulong)seed);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>The generator at a given state of 256 bits, which must not be all zero.</summary>
    public SeededRandom(ulong s0, ulong s1, ulong s2, ulong s3)
    {
        if ((s0 | s1 | s2 | s3) == 0)
        {
            throw new ArgumentException("a state of zeros never leaves it", nameof(s0));
        }

        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            ulong shifted = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= shifted;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A number from 0 to one below the bound, each equally likely; the bound is positive.</summary>
    public long Next(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        // Lemire: the high half of a 128-bit product, drawn again where the low half would favour some numbers.
        ulong range = (ulong)bound;
        ulong threshold = unchecked(0 - range) % range;
        while (true)
        {
            ulong high = Math.BigMul(NextBits(), range, out ulong low);
            if (low >= threshold)
            {
                return (long)high;
            }
        }
    }

    /// <summary>A number from the first to one below the second, each equally likely.</summary>
    public long Next(long from, long below) => from + Next(below - from);

    /// <summary>A heavy-tailed number from min to max (both positive): each doubling is half as likely as the one
    /// before, evenly spread within it (Pareto with exponent 1 at the powers of two); above max it is drawn again.
    /// </summary>
    public long NextHeavyTailed(long min, long max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(min);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, min);
        while (true)
        {
            int doublings = BitOperations.TrailingZeroCount(NextBits());
            Int128 low = (Int128)min << doublings;
            if (low > max)
            {
                continue;
            }

            Int128 drawn = low + Next((long)low);
            if (drawn <= max)
            {
                return (long)drawn;
            }
        }
    }

    /// <summary>Puts the items in a random order, each order equally likely.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = (int)Next(last + 1L);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>A generator of its own for a numbered part of a simulation, so that one part's draws do not move
    /// another's; it draws from this one once.</summary>
    public SeededRandom Fork(long part) => new(unchecked((long)NextBits() ^ (part * 0x2545F4914F6CDD1D)));

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
