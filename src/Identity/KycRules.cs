namespace Huoqi.Identity;

/// <summary>
/// The ladder: which sources make which level, and what account class it allows (measures on network payment, 2015:
/// class I with one outside check, II with three kinds of source, III with five or face to face).
/// </summary>
public static class KycRules
{
    /// <summary>The level that these kinds of source make; a kind counts once.</summary>
    public static KycLevel LevelOf(IEnumerable<KycSource> sources)
    {
        HashSet<KycSource> kinds = [.. sources];
        // Every other source answers about a name and an id number, which the register must have put together first.
        return !kinds.Contains(KycSource.IdRegistry) ? KycLevel.L0
            : kinds.Count >= 5 || kinds.Contains(KycSource.Face) ? KycLevel.L3
            : kinds.Count >= 3 ? KycLevel.L2 : KycLevel.L1;
    }

    /// <summary>Whether a source checks something that has to be given: a card, a picture.</summary>
    public static bool NeedsEvidence(KycSource source) => source is KycSource.BankCard or KycSource.Face;

    /// <summary>The payment account's class: 1 to 3; 0 = none.</summary>
    public static int AccountClassOf(KycLevel level) => (int)level;
}
