using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// The natural key of an account within its shard, packed into one positive integer:
/// owner (40 bits) · chart code (14 bits) · asset (9 bits). All accounts of one owner stand side by side in the index,
/// and nobody has to look an account's number up.
/// </summary>
/// <param name="Packed">The packed key, stored as <c>bigint</c>.</param>
public readonly record struct AccountKey(long Packed)
{
    private const int AssetBits = 9;
    private const int CodeBits = 14;
    private const int OwnerShift = AssetBits + CodeBits;

    /// <summary>The smallest packed key that belongs to an owner other than the platform.</summary>
    public const long FirstOwned = 1L << OwnerShift;

    /// <summary>The account of <paramref name="owner"/> with <paramref name="code"/> in
    /// <paramref name="asset"/>.</summary>
    public static AccountKey Of(long owner, AccountCode code, Asset asset = default)
    {
        Invariant.Holds(owner is >= 0 and < 1L << 40);
        Invariant.Holds(asset.Number is >= 0 and < 1 << AssetBits);
        return new((owner << OwnerShift) | ((long)code << AssetBits) | (uint)(ushort)asset.Number);
    }

    /// <summary>The first and the last key that any account of <paramref name="owner"/> can have.</summary>
    public static (long First, long Last) RangeOf(long owner) =>
        (owner << OwnerShift, (owner << OwnerShift) + FirstOwned - 1);

    /// <summary>Who owns the account; see <see cref="Party"/>.</summary>
    public long Owner => Packed >> OwnerShift;

    /// <summary>Its place in the chart of accounts.</summary>
    public AccountCode Code => (AccountCode)((Packed >> AssetBits) & ((1 << CodeBits) - 1));

    /// <summary>What it holds.</summary>
    public Asset Asset => new((short)(Packed & ((1 << AssetBits) - 1)));

    public override string ToString() => $"{Owner}/{Code}/{Asset.Number}";
}

/// <summary>What an account holds: 0 is CNY counted in fen, any other a fund counted in 0.01 units.</summary>
/// <param name="Number">The asset's number, as registered by the module that offers the fund.</param>
public readonly record struct Asset(short Number)
{
    /// <summary>Yuan renminbi, counted in fen.</summary>
    public static readonly Asset Cny = new(0);
}

/// <summary>Who may own accounts: the platform, people, merchants, the advancing bank, and single payments.</summary>
public static class Party
{
    /// <summary>The platform itself: one set of its accounts in every shard.</summary>
    public const long Platform = 0;

    /// <summary>The largest number a person can have; people count from 1.</summary>
    public const long LastPerson = (1L << 38) - 1;

    /// <summary>In a draft: the entry being posted; the ledger puts its number in.</summary>
    public const long ThisEntry = 1L << 39;

    private const long FirstBank = (1L << 38) + 1_000;
    private const long FirstMerchant = (1L << 38) + 1_000_000;

    /// <summary>The advancing bank as a holder of fund units in <paramref name="shard"/>.</summary>
    public static long AdvancingBank(short shard) => FirstBank + shard;

    /// <summary>Merchant <paramref name="number"/> (from 1); it owns accounts in every shard where it was
    /// paid.</summary>
    public static long Merchant(long number) => FirstMerchant + number;

    /// <summary>Entry <paramref name="entry"/> as owner of what belongs to one payment alone.</summary>
    public static long OfEntry(long entry) => ThisEntry + entry;

    /// <summary>Whether <paramref name="owner"/> is a person.</summary>
    public static bool IsPerson(long owner) => owner is > Platform and <= LastPerson;
}

/// <summary>How people are dealt to shards; the number of shards is fixed when the installation is made.</summary>
public static class Sharding
{
    /// <summary>The shard of <paramref name="person"/> among <paramref name="shards"/> (SplitMix64 finalizer, then
    /// modulo).</summary>
    public static short Of(long person, int shards)
    {
        unchecked
        {
            ulong z = (ulong)person + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (short)((z ^ (z >> 31)) % (ulong)shards);
        }
    }
}
