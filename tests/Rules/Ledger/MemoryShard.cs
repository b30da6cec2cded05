using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>The ledger's tables of one shard, in memory.</summary>
internal sealed class MemoryShard
{
    public ShardHead Head { get; set; } = new(0, HashChain.Genesis, ClosedThrough: 0);

    public Dictionary<(long Owner, short Act, string Key), KeyRow> Keys { get; } = [];

    public Dictionary<long, AccountRow> Accounts { get; } = [];

    public Dictionary<(long Owner, Asset Asset), HolderRow> Holders { get; } = [];

    public Dictionary<Asset, FundRow> Funds { get; } = [];

    /// <summary>In the order of their number, which has gaps: refusals take places too.</summary>
    public List<EntryRow> Entries { get; } = [];

    /// <summary>In the order of entry and line.</summary>
    public List<TransferRow> Transfers { get; } = [];

    /// <summary>Per fund in the order of the days.</summary>
    public Dictionary<Asset, List<EarningDayRow>> Days { get; } = [];

    /// <summary>Entry by the entry that reverses it.</summary>
    public Dictionary<long, long> Reversed { get; } = [];

    /// <summary>What each commit wrote, for the hash chain.</summary>
    public List<(DateTimeOffset PostedAt, ShardGroup Group)> Groups { get; } = [];

    /// <summary>The place of the first transfer after position <paramref name="head"/>.</summary>
    public int FirstTransferAfter(long head)
    {
        int low = 0;
        int high = Transfers.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Transfers[middle].Entry <= head)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public bool HasEntry(long number) => Entries.BinarySearch(new() { Entry = number }, ByNumber) >= 0;

    private static readonly Comparer<EntryRow> ByNumber =
        Comparer<EntryRow>.Create((left, right) => left.Entry.CompareTo(right.Entry));
}
