using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>All that one commit writes: the groups of one or more shards, in shard order.</summary>
internal sealed record PostingGroup(DateTimeOffset PostedAt, IReadOnlyList<ShardGroup> Shards);

/// <summary>What the judge decided for one shard, ready to be written.</summary>
internal sealed class ShardGroup(short shard, long fromHead, byte[] fromChain)
{
    public short Shard => shard;

    /// <summary>The head that all of it was judged at.</summary>
    public long FromHead { get; } = fromHead;

    public byte[] FromChain => fromChain;

    /// <summary>The head after it.</summary>
    public long ToHead { get; set; } = fromHead;

    /// <summary>The hash after it; see <see cref="HashChain"/>.</summary>
    public byte[] ToChain { get; set; } = [];

    public List<KeyRow> Keys { get; } = [];

    public List<EntryRow> Entries { get; } = [];

    public List<TransferRow> Transfers { get; } = [];

    public List<EarningDayRow> EarningDays { get; } = [];

    /// <summary>The act's own rows, with the entry they belong to.</summary>
    public List<(RowWrite Write, long Entry, DateOnly BusinessDate)> Rows { get; } = [];

    public List<Account> Accounts { get; } = [];

    public HashSet<Holder> Holders { get; } = [];

    /// <summary>Funds whose earning days took a step, as they stand after the commit.</summary>
    public List<FundRow> FundRows { get; } = [];

    /// <summary>Business dates that this group closes, as the last day number; 0 for none.</summary>
    public int ClosedThrough { get; set; }

    public bool IsEmpty => ToHead == FromHead;

    public void Touch(Account account)
    {
        if (!account.Changed)
        {
            account.Changed = true;
            Accounts.Add(account);
        }
    }
}

/// <summary>A request's key with its first answer, kept for ever.</summary>
internal readonly record struct KeyRow(
    long Owner, short Act, string Key, Guid Fingerprint, PostStatus Status, long Entry, short FailedLeg);

/// <summary>A journal entry without its transfers; day numbers, -1 for none.</summary>
internal readonly record struct EntryRow(
    long Entry, short Act, long Owner, int BusinessDay, long Reverses, int FirstDay, int LastDay, string Reference);

/// <summary>
/// One transfer with, for both sides, the balance after it and the account's line before it (see
/// <see cref="LinePlace"/>); -1 where there is no day or window.
/// </summary>
internal readonly record struct TransferRow(
    long Entry, short Line, long Debit, long Credit, long Amount, long DebitAfter, long CreditAfter,
    int EarnsFrom, int Window, long DebitPrevious, long CreditPrevious);

/// <summary>A published earning day with this shard's part.</summary>
internal readonly record struct EarningDayRow(long Entry, EarningDay Numbers, long PartFen, long PartUnits);
