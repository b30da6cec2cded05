using System.Runtime.CompilerServices;
using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// The earning units of every holder of one fund in one shard, as plain columns: 16 bytes a holder, sorted by fund
/// account number so that no index is needed; newcomers stand behind in the order in which they came, with a small
/// index, and are merged in now and then. The columns stand at the day after <see cref="Through"/> and carry the head
/// they were read at; the journal brings them further.
/// </summary>
public sealed class EarningColumns
{
    private const int ShareOfNewcomers = 64;
    private const int ShareOfSlack = 16;

    private readonly PassSizes _sizes;
    private readonly Dictionary<long, int> _newcomers = [];

    /// <summary>By the first day they count on; by owner, because places change when newcomers are merged.</summary>
    private readonly SortedDictionary<int, List<(long Owner, long Units)>> _later = [];

    private long[] _owners = [];
    private long[] _units = [];
    private int _sorted;

    internal EarningColumns(short shard, Asset asset, long head, DateOnly through, PassSizes? sizes = null)
    {
        Shard = shard;
        Asset = asset;
        Head = head;
        Through = through;
        _sizes = sizes ?? PassSizes.Default;
    }

    public short Shard { get; }

    public Asset Asset { get; }

    /// <summary>The journal position up to which all unit transfers are in.</summary>
    public long Head { get; private set; }

    /// <summary>The last day whose income is in the units.</summary>
    public DateOnly Through { get; private set; }

    /// <summary>How many holders there are.</summary>
    public int Count { get; private set; }

    /// <summary>The fund account numbers.</summary>
    public ReadOnlySpan<long> Owners => _owners.AsSpan(0, Count);

    /// <summary>
    /// Units as of the day after <see cref="Through"/>, 0.01 units, in the places of <see cref="Owners"/>; what is not
    /// above zero earns nothing.
    /// </summary>
    public ReadOnlySpan<long> Units => _units.AsSpan(0, Count);

    /// <summary>The units of the shard that earn on the day after <see cref="Through"/>, 0.01 units.</summary>
    public long EarningUnits { get; private set; }

    /// <summary>Columns of a fund that begins on <paramref name="firstDay"/>, before any transfer.</summary>
    public static EarningColumns Empty(short shard, Asset asset, DateOnly firstDay, PassSizes? sizes = null) =>
        new(shard, asset, head: 0, firstDay.AddDays(-1), sizes);

    /// <summary>Columns from holder rows, brought to <paramref name="through"/> by the published days.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="asset">The fund.</param>
    /// <param name="rows">The shard's holders, all of one snapshot.</param>
    /// <param name="head">The shard's head in that snapshot.</param>
    /// <param name="days">The published days, at least those after the earliest row.</param>
    /// <param name="through">The last day published in the shard, not before any row's.</param>
    /// <param name="sizes">How passes are cut up.</param>
    public static EarningColumns FromRows(
        short shard, Asset asset, IEnumerable<HolderRow> rows, long head, IEnumerable<EarningDay> days,
        DateOnly through, PassSizes? sizes = null)
    {
        EarningColumns columns = new(shard, asset, head, through, sizes);
        EarningCalendar calendar = EarningCalendar.Of(asset, days);
        foreach (HolderRow row in rows)
        {
            Holder holder = row.ToHolder();
            holder.Accrue(calendar, through.DayNumber);
            columns.Change(row.Owner, through.DayNumber + 1, holder.Units);
            foreach (DatedChange change in holder.Changes)
            {
                columns.Change(row.Owner, change.Day, change.Units);
            }
        }

        return columns;
    }

    /// <summary>Takes whole columns over, in any order; each owner once.</summary>
    internal void Fill(long[] owners, long[] units, int count)
    {
        Invariant.Holds(Count == 0);
        Array.Sort(owners, units, 0, count);
        long earning = 0;
        for (int i = 0; i < count; i++)
        {
            Invariant.Holds(i == 0 || owners[i - 1] < owners[i]);
            earning += Math.Max(0, units[i]);
        }

        (_owners, _units, Count, _sorted, EarningUnits) = (owners, units, count, count, earning);
    }

    /// <summary>Takes in unit transfers of the journal, in order, up to <paramref name="head"/>.</summary>
    public void Apply(IEnumerable<EarningQueries.UnitChange> changes, long head)
    {
        foreach (EarningQueries.UnitChange change in changes)
        {
            Invariant.Holds(change.Entry > Head);
            long from = EarningQueries.EarningOwner(change.Debit);
            long to = EarningQueries.EarningOwner(change.Credit);
            if (from == to)
            {
                continue;
            }

            if (from != 0)
            {
                Change(from, change.EarnsFrom.DayNumber, -change.Units);
            }

            if (to != 0)
            {
                Change(to, change.EarnsFrom.DayNumber, change.Units);
            }
        }

        Head = Math.Max(Head, head);
    }

    /// <summary>Units of a holder as of the day after <see cref="Through"/>; 0 of one who is not there.</summary>
    public long UnitsOf(long owner) => Find(owner) is >= 0 and int place ? _units[place] : 0;

    /// <summary>Gives everybody the income of the next day, and lets the changes of the day after count; returns what
    /// was given.</summary>
    public long Advance(in EarningDay day)
    {
        (long given, long earning) = Give(new DayShares(day), 0, Count);
        Take(day, earning);
        return given;
    }

    /// <summary>Gives the holders from one place up to another their shares; what that came to, and what they earn on
    /// from now on.</summary>
    /// <remarks>Compiled at its best at once: a day is over before the runtime knows that it is worth it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal (long Given, long Earning) Give(in DayShares day, int from, int to)
    {
        DayShares shares = day;
        ReadOnlySpan<long> owners = _owners.AsSpan(from, to - from);
        Span<long> units = _units.AsSpan(from, to - from);
        long given = 0;
        long earning = 0;
        for (int i = 0; i < units.Length && i < owners.Length; i++)
        {
            long share = shares.Of(units[i], owners[i]);
            long after = units[i] + share;
            units[i] = after;
            given += share;
            earning += Math.Max(0, after);
        }

        return (given, earning);
    }

    /// <summary>What the holders from one place up to another get by the numbers of the next day.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal long PartOf(in DayShares day, int from, int to)
    {
        DayShares shares = day;
        ReadOnlySpan<long> owners = _owners.AsSpan(from, to - from);
        ReadOnlySpan<long> units = _units.AsSpan(from, to - from);
        long part = 0;
        for (int i = 0; i < units.Length && i < owners.Length; i++)
        {
            part += shares.Of(units[i], owners[i]);
        }

        return part;
    }

    /// <summary>Stands at the next day, after everybody was given their share.</summary>
    internal void Take(in EarningDay day, long earning)
    {
        Invariant.Holds(day.Day == Through.AddDays(1) && day.Asset == Asset);
        Through = day.Day;
        EarningUnits = earning;
        if (_later.Remove(Through.DayNumber + 1, out List<(long Owner, long Units)>? due))
        {
            foreach ((long owner, long units) in due)
            {
                Add(owner, units);
            }
        }
    }

    /// <summary>Units change by <paramref name="units"/> from <paramref name="day"/> on.</summary>
    internal void Change(long owner, int day, long units)
    {
        int open = Through.DayNumber + 1;
        Invariant.Holds(day >= open);
        if (day == open)
        {
            Add(owner, units);
            return;
        }

        if (!_later.TryGetValue(day, out List<(long Owner, long Units)>? changes))
        {
            changes = [];
            _later.Add(day, changes);
        }

        changes.Add((owner, units));
    }

    private void Add(long owner, long units)
    {
        int place = PlaceOf(owner);
        long before = _units[place];
        long after = before + units;
        _units[place] = after;
        EarningUnits += Math.Max(0, after) - Math.Max(0, before);
    }

    private int Find(long owner)
    {
        int place = _owners.AsSpan(0, _sorted).BinarySearch(owner);
        return place >= 0 ? place : _newcomers.GetValueOrDefault(owner, -1);
    }

    private int PlaceOf(long owner)
    {
        int place = Find(owner);
        if (place >= 0)
        {
            return place;
        }

        if (Count - _sorted >= Math.Max(_sizes.Newcomers, _sorted / ShareOfNewcomers))
        {
            Merge();
        }

        if (Count == _owners.Length)
        {
            // Not doubled: at a hundred million holders that would be a gigabyte of nothing.
            int length = Count + Math.Max(16, Count / ShareOfSlack);
            Array.Resize(ref _owners, length);
            Array.Resize(ref _units, length);
        }

        if (_sorted == Count && (Count == 0 || _owners[Count - 1] < owner))
        {
            // Account numbers grow: most newcomers come in order.
            _sorted++;
        }
        else
        {
            _newcomers.Add(owner, Count);
        }

        (_owners[Count], _units[Count]) = (owner, 0);
        return Count++;
    }

    /// <summary>Merges the newcomers in, from the back, so that nobody is overwritten before they have moved.</summary>
    private void Merge()
    {
        long[] owners = _owners[_sorted..Count];
        long[] units = _units[_sorted..Count];
        Array.Sort(owners, units);
        int old = _sorted - 1;
        int place = Count - 1;
        for (int newcomer = owners.Length - 1; newcomer >= 0; place--)
        {
            if (old >= 0 && _owners[old] > owners[newcomer])
            {
                (_owners[place], _units[place]) = (_owners[old], _units[old]);
                old--;
            }
            else
            {
                (_owners[place], _units[place]) = (owners[newcomer], units[newcomer]);
                newcomer--;
            }
        }

        _sorted = Count;
        _newcomers.Clear();
    }
}
