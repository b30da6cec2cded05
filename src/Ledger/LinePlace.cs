namespace Huoqi.Ledger;

/// <summary>
/// The place of a transfer in a shard's journal as one number: entry × 2^15 + line; 0 is none. An account's lines are
/// chained by it, each naming the one before.
/// </summary>
internal static class LinePlace
{
    private const int LineBits = 15;

    /// <summary>The place of line <paramref name="line"/> of entry <paramref name="entry"/>.</summary>
    public static long Of(long entry, short line) => (entry << LineBits) | (ushort)line;
}
