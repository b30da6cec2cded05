using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Huoqi.Verify;

/// <summary>What the verifier knows of an account code.</summary>
internal readonly record struct ChartRow(short Code, string Book, bool DebitNormal, bool Floor, bool Earns);

/// <summary>
/// The verifier's own arithmetic, written from the design and not from the ledger's code: the chart, the packing of
/// accounts, a holder's share of a day, the bytes under the hash chain, and the day-by-day model of what earns. Sums
/// that only planted figures can overflow wrap around: what comes out differs from the table all the same.
/// </summary>
internal static class Arithmetic
{
    /// <summary>Acts of the ledger, the wallet and the funds whose meaning the verifier knows.</summary>
    public const short PostIncome = 1, Reverse = 4, CloseBusinessDay = 5, Open = 100, Freeze = 101, Unfreeze = 102,
        Close = 103, SealDay = 201, PublishDay = 202;

    public const int UserBalance = 2010, InTransitBetweenShards = 2080, UnitsAvailable = 8001, UnpaidIncome = 8003,
        AdvancingBankUnits = 8006, IncomeOwed = 8007, ControlContra = 9090;

    public const string UnitBook = "Units", Control = "Control";

    private const int AssetBits = 9, OwnerShift = 23, CodeCount = 1 << 14;

    private static readonly ChartRow[] ByCode = Chart();

    /// <summary>The chart's row of a code; one with an empty book for a code that it lacks.</summary>
    public static ref readonly ChartRow RowOf(long account) => ref ByCode[CodeOf(account)];

    public static long OwnerOf(long account) => account >> OwnerShift;

    public static int CodeOf(long account) => (int)((account >> AssetBits) & (CodeCount - 1));

    public static int AssetOf(long account) => (int)(account & ((1 << AssetBits) - 1));

    public static long AccountOf(long owner, int code, int asset) =>
        (owner << OwnerShift) | ((long)code << AssetBits) | (long)asset;

    public static bool IsPerson(long owner) => owner > 0 && owner < 1L << 38;

    public static string NameOf(long account) =>
        $"account {account} (owner {OwnerOf(account)}, code {CodeOf(account)}, asset {AssetOf(account)})";

    /// <summary>The account that income is credited to.</summary>
    public static long IncomeAccountOf(long owner, int asset) =>
        AccountOf(owner, IsPerson(owner) ? UnitsAvailable : AdvancingBankUnits, asset);

    /// <summary>Whose units earn on an account; 0 for nobody's.</summary>
    public static long EarningOwner(long account) =>
        RowOf(account).Earns && AssetOf(account) != 0 ? OwnerOf(account) : 0;

    /// <summary>floor(units × total / earning), toward minus infinity, and the remainder in [0, earning).</summary>
    public static (long Floor, long Remainder) FloorShare(long units, long total, long earning)
    {
        unchecked
        {
            Int128 product = (Int128)units * total;
            if (product >= 0 && product <= long.MaxValue)
            {
                // Nearly every holder: dividing 64 bits is several times faster.
                return Math.DivRem((long)product, earning);
            }

            Int128 remainder = product % earning;
            remainder += remainder < 0 ? earning : 0;
            return ((long)((product - remainder) / earning), (long)remainder);
        }
    }

    private static ChartRow[] Chart()
    {
        ChartRow[] rows = new ChartRow[CodeCount];
        Add("Payment", debitNormal: [1010, 1020], floor: [2010, 2050, 2060, 2090],
            open: [2020, 2030, 2040, 2070, 2080]);
        Add("FundSettlement", debitNormal: [1110, 1120], floor: [], open: [2110, 2120, 2130]);
        Add(UnitBook, debitNormal: [8009], floor: [8001, 8002, 8004, 8005, 8006], open: [8003, 8007]);
        Add("BankAdvance", debitNormal: [6010, 6110, 6115, 6120], floor: [], open: []);
        Add("Company", debitNormal: [5001, 5510], floor: [], open: [5210, 5220, 5410]);
        Add(Control, debitNormal: [9090], floor: [9020, 9025, 9030, 9031, 9032, 9033, 9040, 9060], open: []);
        foreach (int earning in (int[])[8001, 8002, 8003, 8004, 8006])
        {
            rows[earning] = rows[earning] with { Earns = true };
        }

        return rows;

        void Add(string book, short[] debitNormal, short[] floor, short[] open)
        {
            foreach (short code in (short[])[.. debitNormal, .. floor, .. open])
            {
                rows[code] = new(code, book, debitNormal.Contains(code), floor.Contains(code), Earns: false);
            }
        }
    }
}

/// <summary>
/// The bytes under a group's hash: 64-bit little-endian integers, texts with their length, in a fixed order.
/// </summary>
internal sealed class ChainBytes : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _length;

    public void Number(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void Tag(char tag) => Room(1)[0] = (byte)tag;

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        for (int done = 0; done < bytes.Length; done += 4_096)
        {
            ReadOnlySpan<byte> part = bytes[done..Math.Min(done + 4_096, bytes.Length)];
            part.CopyTo(Room(part.Length));
        }
    }

    public void Text(ReadOnlySpan<byte> utf8)
    {
        Number(utf8.Length);
        Bytes(utf8);
    }

    /// <summary>The hash of all since the last call.</summary>
    public byte[] Hash()
    {
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private Span<byte> Room(int length)
    {
        if (_length + length > _buffer.Length)
        {
            Flush();
        }

        _length += length;
        return _buffer.AsSpan(_length - length, length);
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
    }
}

/// <summary>
/// A holder in the model. Changes count from their day on; those up to the model's last day are in the units.
/// </summary>
internal struct HolderModel
{
    public long Owner;
    public long Units;         // earning on the open day, 0.01 units
    public long Income;        // all that was posted or corrected, fen
    public long Owed;          // income of the days since the last posting, fen
    public long PostedUnits;   // the units when income was last posted
    public int PostedThrough;  // the day through which it was posted
    public int FirstOwed;      // the first day since of what is owed; 0 for none
    public List<(int Day, long Units)>? Changes;
    public bool Compared;      // with its row
}

/// <summary>What the model makes of one published day in one shard.</summary>
/// <param name="Part">Sum of the shares, fen.</param>
/// <param name="Units">Sum of the units that earned, 0.01 units.</param>
/// <param name="Given">How many holders got a fen more than the floor.</param>
/// <param name="LastRemainder">The smallest remainder among those.</param>
/// <param name="LastAccount">The largest fund account number at that remainder.</param>
internal readonly record struct DayModel(Int128 Part, Int128 Units, long Given, long LastRemainder, long LastAccount);

/// <summary>The naive model of one fund in one shard: every holder gets the income of every day, on that day.</summary>
internal sealed class FundModel(int asset, int published)
{
    private readonly Dictionary<long, int> _places = [];
    private HolderModel[] _holders = new HolderModel[64];

    public int Asset => asset;

    /// <summary>The last day given out.</summary>
    public int Published { get; private set; } = published;

    public int Count { get; private set; }

    public Span<HolderModel> Holders => _holders.AsSpan(0, Count);

    public bool Knows(long owner) => _places.ContainsKey(owner);

    public ref HolderModel Of(long owner)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, owner, out bool known);
        if (!known)
        {
            place = Count++;
            if (place == _holders.Length)
            {
                Array.Resize(ref _holders, place * 2);
            }

            _holders[place] = new() { Owner = owner, PostedThrough = Published };
        }

        return ref _holders[place];
    }

    /// <summary>The income of a holder now stands in its accounts.</summary>
    public void Post(ref HolderModel holder)
    {
        holder.Owed = 0;
        holder.FirstOwed = 0;
        holder.PostedUnits = holder.Units;
        holder.PostedThrough = Published;
        if (holder.Changes is { Count: > 0 })
        {
            holder.Changes.RemoveAll(change => change.Day <= Published);
        }
    }

    /// <summary>Units of a holder, whose income is posted, change from a day on that is not given out.</summary>
    public void Change(ref HolderModel holder, int day, long units, bool isIncome = false)
    {
        holder.Income = unchecked(holder.Income + (isIncome ? units : 0));
        if (day <= Published + 1)
        {
            holder.Units = unchecked(holder.Units + units);
            holder.PostedUnits = holder.Units;
            return;
        }

        (holder.Changes ??= []).Add((day, units));
    }

    /// <summary>Gives the income of <paramref name="day"/> to everybody.</summary>
    public DayModel Publish(int day, long total, long earning, long cutRemainder, long cutAccount)
    {
        Int128 part = 0;
        Int128 sum = 0;
        long given = 0;
        long lastRemainder = long.MaxValue;
        long lastAccount = 0;
        foreach (ref HolderModel holder in Holders)
        {
            ApplyChanges(ref holder, day);
            if (holder.Units <= 0)
            {
                continue;
            }

            sum += holder.Units;
            if (earning <= 0)
            {
                continue;
            }

            (long share, long remainder) = Arithmetic.FloorShare(holder.Units, total, earning);
            if (remainder > cutRemainder || (remainder == cutRemainder && holder.Owner <= cutAccount))
            {
                share = unchecked(share + 1);
                given++;
                lastAccount = remainder < lastRemainder ? holder.Owner
                    : remainder == lastRemainder ? Math.Max(lastAccount, holder.Owner) : lastAccount;
                lastRemainder = Math.Min(lastRemainder, remainder);
            }

            part += share;
            holder.Owed = unchecked(holder.Owed + share);
            holder.Units = unchecked(holder.Units + share);
            // Days that cancel out are passed by a touch that leaves no trace: what is owed begins after them.
            holder.FirstOwed = holder.Owed == 0 ? 0 : holder.FirstOwed == 0 ? day : holder.FirstOwed;
        }

        Published = day;
        return new(part, sum, given, lastRemainder, lastAccount);
    }

    private void ApplyChanges(ref HolderModel holder, int day)
    {
        if (holder.Changes is not { Count: > 0 } changes)
        {
            return;
        }

        foreach ((int from, long units) in changes)
        {
            holder.Units = from > Published && from <= day ? unchecked(holder.Units + units) : holder.Units;
        }
    }
}
