namespace Huoqi.Ledger;

/// <summary>How a pass over all holders is cut up; tests make everything small, so that every border is met.</summary>
public sealed record PassSizes
{
    /// <summary>What is used outside of tests.</summary>
    public static PassSizes Default { get; } = new();

    /// <summary>Holders that one core takes at a time.</summary>
    public int Chunk { get; init; } = 1 << 18;

    /// <summary>Newcomers that stand behind the sorted holders before they are merged in, at least.</summary>
    public int Newcomers { get; init; } = 4_096;

    /// <summary>Holders among whom the last fen is looked for by sorting; more are narrowed down first.</summary>
    public int Candidates { get; init; } = 1 << 18;

    /// <summary>Bits of a remainder, or of an account number, by which one pass narrows down.</summary>
    public int BucketBits { get; init; } = 12;
}
