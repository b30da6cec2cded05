using System.Runtime.InteropServices;
using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// What is held in memory of one shard: true as of <see cref="Head"/>, and of use only as long as the database's head
/// is the same. Whatever a judge changes here is thrown away with the whole state when its group does not commit.
/// </summary>
internal sealed class ShardState(short shard, ShardHead head, EarningCalendars calendars)
{
    public short Shard => shard;

    /// <summary>The last position of the journal: an entry, or a refusal.</summary>
    public long Head { get; set; } = head.Head;

    /// <summary>The hash of the last group.</summary>
    public byte[] Chain { get; set; } = head.Chain;

    /// <summary>Day number of the last closed business date; 0 when none is.</summary>
    public int ClosedThrough { get; set; } = head.ClosedThrough;

    public EarningCalendars Calendars => calendars;

    public Dictionary<long, Account> Accounts { get; } = [];

    public Dictionary<(long Owner, Asset Asset), Holder> Holders { get; } = [];

    public Dictionary<Asset, FundStanding> Funds { get; } = [];

    /// <summary>Entries that drafts of the current group want to reverse, as loaded.</summary>
    public Dictionary<long, ReversalState> Reversals { get; } = [];

    /// <summary>The account, which may not exist yet; it must have been loaded.</summary>
    public Account Account(AccountKey key)
    {
        bool loaded = Accounts.TryGetValue(key.Packed, out Account? account);
        Invariant.Holds(loaded);
        return account!;
    }

    /// <summary>
    /// Lets go of what <paramref name="group"/> changed, which the database did not take; false when it changed more
    /// than accounts and holders.
    /// </summary>
    public bool Undo(ShardGroup group)
    {
        if (group.FundRows.Count > 0 || group.ClosedThrough != 0)
        {
            return false;
        }

        foreach (Account account in group.Accounts)
        {
            Accounts.Remove(account.Key.Packed);
        }

        foreach (Holder holder in group.Holders)
        {
            Holders.Remove((holder.Owner, holder.Asset));
        }

        Reversals.Clear();
        Head = group.FromHead;
        return true;
    }

    /// <summary>The account of a row, or one that does not exist.</summary>
    public void PutAccount(AccountKey key, AccountRow? row)
    {
        ref Account? slot = ref CollectionsMarshal.GetValueRefOrAddDefault(Accounts, key.Packed, out bool known);
        Invariant.Holds(!known);
        slot = new Account(key)
        {
            Stored = row is not null,
            Exists = row is not null,
            Balance = row?.Balance ?? 0,
            Standing = row?.Standing ?? AccountStanding.Open,
            Window = row?.Window ?? 0,
            LastLine = row?.LastLine ?? 0,
        };
    }
}

/// <summary>An account as the judge sees it.</summary>
internal sealed class Account(AccountKey key)
{
    public AccountKey Key => key;

    public ChartLine Line { get; } = Chart.Of(key.Code);

    /// <summary>Whether the row exists in the database.</summary>
    public bool Stored { get; set; }

    /// <summary>Whether the account was opened, stored or not.</summary>
    public bool Exists { get; set; }

    /// <summary>On its normal side, in the asset's smallest unit.</summary>
    public long Balance { get; set; }

    /// <summary>Of a person's <see cref="AccountCode.UserBalance"/>: the standing of all accounts of that
    /// person.</summary>
    public AccountStanding Standing { get; set; }

    /// <summary>The window that a limit account was last refilled for.</summary>
    public int Window { get; set; }

    /// <summary>Its newest line; see <see cref="LinePlace"/>.</summary>
    public long LastLine { get; set; }

    /// <summary>Whether the current group changed it.</summary>
    public bool Changed { get; set; }
}

/// <summary>The standing of a person's accounts.</summary>
public enum AccountStanding : short
{
    Open = 1,
    Frozen = 2,
    Closed = 3,
}

/// <summary>How far the earning days of a fund are in one shard, as day numbers.</summary>
internal sealed class FundStanding
{
    public required int FirstDay { get; init; }

    public required int SealedThrough { get; set; }

    public required int PublishedThrough { get; set; }

    public required EarningCalendar Calendar { get; init; }
}

/// <summary>A shard's head as stored.</summary>
internal readonly record struct ShardHead(long Head, byte[] Chain, int ClosedThrough);

/// <summary>An account as stored.</summary>
internal readonly record struct AccountRow(long Balance, AccountStanding Standing, int Window, long LastLine);

/// <summary>Whether an entry exists and was reversed.</summary>
internal enum ReversalState
{
    NoSuchEntry,
    Standing,
    Reversed,
}
