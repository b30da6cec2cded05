using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// The earning units of every holder of one fund in one shard, as plain columns. They stand at the day after
/// <see cref="Through"/> and carry the head they were read at; the journal brings them further.
/// </summary>
public sealed class EarningColumns(short shard, Asset asset)
{
    private readonly Dictionary<long, int> _places = [];
    private readonly SortedDictionary<int, List<(int Place, long Units)>> _later = [];
    private long[] _owners = [];
    private long[] _units = [];

    public short Shard => shard;

    public Asset Asset => asset;

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

    /// <summary>Columns of a fund that begins on <paramref name="firstDay"/>, before any transfer.</summary>
    public static EarningColumns Empty(short shard, Asset asset, DateOnly firstDay) =>
        new(shard, asset) { Through = firstDay.AddDays(-1) };

    /// <summary>Columns from holder rows, brought to <paramref name="through"/> by the published days.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="asset">The fund.</param>
    /// <param name="rows">The shard's holders, all of one snapshot.</param>
    /// <param name="head">The shard's head in that snapshot.</param>
    /// <param name="days">The published days, at least those after the earliest row.</param>
    /// <param name="through">The last day published in the shard, not before any row's.</param>
    public static EarningColumns FromRows(
        short shard, Asset asset, IEnumerable<HolderRow> rows, long head, IEnumerable<EarningDay> days,
        DateOnly through)
    {
        EarningColumns columns = new(shard, asset) { Head = head, Through = through };
        EarningCalendar calendar = new(asset);
        foreach (EarningDay day in days)
        {
            calendar.Add(day);
        }

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

    /// <summary>Gives everybody the income of the next day, and lets the changes of the day after count.</summary>
    public void Advance(in EarningDay day)
    {
        Invariant.Holds(day.Day == Through.AddDays(1) && day.Asset == asset);
        for (int i = 0; i < Count; i++)
        {
            _units[i] += day.ShareOf(_units[i], _owners[i]);
        }

        Through = day.Day;
        if (_later.Remove(Through.DayNumber + 1, out List<(int Place, long Units)>? due))
        {
            foreach ((int place, long units) in due)
            {
                _units[place] += units;
            }
        }
    }

    /// <summary>The units of the shard that earn on the day after <see cref="Through"/>, 0.01 units.</summary>
    public long EarningUnits()
    {
        long sum = 0;
        foreach (long units in Units)
        {
            sum += Math.Max(0, units);
        }

        return sum;
    }

    private void Change(long owner, int day, long units)
    {
        int place = PlaceOf(owner);
        int open = Through.DayNumber + 1;
        Invariant.Holds(day >= open);
        if (day == open)
        {
            _units[place] += units;
            return;
        }

        if (!_later.TryGetValue(day, out List<(int Place, long Units)>? changes))
        {
            changes = [];
            _later.Add(day, changes);
        }

        changes.Add((place, units));
    }

    private int PlaceOf(long owner)
    {
        if (_places.TryGetValue(owner, out int place))
        {
            return place;
        }

        if (Count == _owners.Length)
        {
            int length = Math.Max(256, Count * 2);
            Array.Resize(ref _owners, length);
            Array.Resize(ref _units, length);
        }

        _owners[Count] = owner;
        _places.Add(owner, Count);
        return Count++;
    }
}
