namespace Huoqi.Ledger;

/// <summary>
/// What a writer queue needs of the database: PostgreSQL, or the store in memory of the tests; both pass the same
/// contract tests.
/// </summary>
internal interface ILedgerStore
{
    /// <summary>
    /// Reads what the judge will need. Heads are read before anything else, so that a commit at these heads proves that
    /// nothing read here has changed since.
    /// </summary>
    Task<LoadResult> LoadAsync(LoadRequest request);

    /// <summary>
    /// Commits a group, all or nothing. Throws <see cref="HeadMovedException"/>, <see cref="KeyTakenException"/>,
    /// <see cref="RowsRefusedException"/>, or <see cref="StoreUnavailableException"/>, after which it is not known
    /// whether the group is in the journal.
    /// </summary>
    Task CommitAsync(PostingGroup group);
}

/// <summary>What a group of drafts refers to and memory does not hold.</summary>
internal sealed class LoadRequest
{
    public List<short> Heads { get; } = [];

    public List<(short Shard, long Owner, short Act, string Key)> Keys { get; } = [];

    public List<(short Shard, AccountKey Account)> Accounts { get; } = [];

    public List<(short Shard, long Owner, Asset Asset)> Holders { get; } = [];

    /// <summary>Owners all of whose accounts and holdings are wanted.</summary>
    public List<(short Shard, long Owner)> WholeOwners { get; } = [];

    public List<(short Shard, long Entry)> Reversals { get; } = [];

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsEmpty => Heads.Count == 0 && Keys.Count == 0 && Accounts.Count == 0 && Holders.Count == 0
        && WholeOwners.Count == 0 && Reversals.Count == 0;

    /// <summary>Per fund the last day held in memory; later published days are wanted with a head.</summary>
    public Dictionary<Asset, int> DaysHeld { get; } = [];
}

/// <summary>What was found; what is missing does not exist.</summary>
internal sealed class LoadResult
{
    public Dictionary<short, (ShardHead Head, List<FundRow> Funds)> Heads { get; } = [];

    public Dictionary<(short Shard, long Owner, short Act, string Key), KeyRow> Keys { get; } = [];

    public Dictionary<(short Shard, long Account), AccountRow> Accounts { get; } = [];

    public List<(short Shard, HolderRow Row)> Holders { get; } = [];

    public Dictionary<(short Shard, long Entry), ReversalState> Reversals { get; } = [];

    public List<EarningDay> Days { get; } = [];
}

/// <summary>How far a fund is in a shard, as stored; day numbers.</summary>
internal readonly record struct FundRow(Asset Asset, int FirstDay, int SealedThrough, int PublishedThrough);

/// <summary>A holder as stored; day numbers and 0.01 units.</summary>
public readonly record struct HolderRow(
    long Owner, Asset Asset, int PostedThrough, long Units, int[] ChangeDays, long[] ChangeUnits, long Income = 0)
{
    /// <summary>The holder as it works in memory.</summary>
    internal Holder ToHolder()
    {
        Holder holder = new(Owner, Asset)
        {
            Stored = true,
            PostedThrough = PostedThrough,
            Units = Units,
            Income = Income,
        };
        for (int i = 0; i < ChangeDays.Length; i++)
        {
            holder.Changes.Add(new(ChangeDays[i], ChangeUnits[i]));
        }

        return holder;
    }
}

/// <summary>Another process wrote to a shard of the group: judge again at its new head.</summary>
internal sealed class HeadMovedException() : Exception("the head of a shard has moved");

/// <summary>A key of the group was judged before: look keys up, and judge again.</summary>
internal sealed class KeyTakenException() : Exception("a key of the group has an answer already");

/// <summary>An act's own rows were not what it presupposed; nothing of the group was written.</summary>
internal sealed class RowsRefusedException(string why) : Exception(why);

/// <summary>The store did not answer: what was sent may or may not be there.</summary>
internal sealed class StoreUnavailableException(Exception cause)
    : Exception($"the database does not answer: {cause.Message}", cause);
