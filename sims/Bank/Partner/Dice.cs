namespace Huoqi.Partner;

/// <summary>
/// Decides by seed whether a fault strikes a number. The throw is a hash of (seed, fault, key), not the next value of
/// a generator: the same order meets the same fate however requests interleave, so a seed reproduces a failure.
/// </summary>
internal static class Dice
{
    /// <summary>The number that means "always".</summary>
    public const int Million = 1_000_000;

    /// <summary>True for about <paramref name="perMillion"/> of a million keys.</summary>
    public static bool Strikes(int perMillion, long seed, string fault, string key)
    {
        if (perMillion <= 0)
        {
            return false;
        }

        return perMillion >= Million || Throw(seed, fault, key) % Million < (ulong)perMillion;
    }

    private static ulong Throw(long seed, string fault, string key)
    {
        unchecked
        {
            // FNV-1a over both texts, then the finisher of SplitMix64, because FNV alone leaves weak low bits.
            ulong hash = 14695981039346656037UL ^ (ulong)seed;
            hash = Mix(hash, fault);
            hash = Mix(hash, key);
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            return hash ^ (hash >> 31);
        }
    }

    private static ulong Mix(ulong hash, string text)
    {
        unchecked
        {
            foreach (char c in text)
            {
                hash = (hash ^ c) * 1099511628211UL;
            }

            // Ends the text, so that ("ab", "c") and ("a", "bc") differ.
            return (hash ^ 0xFFFF) * 1099511628211UL;
        }
    }
}
