using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// The published days of one fund, kept once per process: the same numbers stand in every shard. Each shard has its own
/// "published through"; what lies beyond it is not looked at.
/// </summary>
internal sealed class EarningCalendar(Asset asset)
{
    private EarningDay[] _days = [];
    private DayShares[] _shares = [];
    private readonly Lock _growing = new();
    private int _count;

    public Asset Asset => asset;

    /// <summary>Day number of the first day held, or 0 when none is.</summary>
    public int First { get; private set; }

    /// <summary>Day number of the last day held; one before <see cref="First"/> when none is.</summary>
    public int Last => First + _count - 1;

    /// <summary>A calendar of some days, in their order.</summary>
    public static EarningCalendar Of(Asset asset, IEnumerable<EarningDay> days)
    {
        EarningCalendar calendar = new(asset);
        foreach (EarningDay day in days)
        {
            calendar.Add(day);
        }

        return calendar;
    }

    public bool Holds(int day) => _count > 0 && day >= First && day <= Last;

    public ref readonly EarningDay On(int day)
    {
        Invariant.Holds(Holds(day));
        return ref _days[day - First];
    }

    /// <summary>The shares of the days from one up to another, both held.</summary>
    public ReadOnlySpan<DayShares> SharesOf(int first, int last)
    {
        Invariant.Holds(Holds(first) && Holds(last));
        return _shares.AsSpan(first - First, last - first + 1);
    }

    /// <summary>Adds the next day; one that is held already must be the same.</summary>
    public void Add(in EarningDay day)
    {
        lock (_growing)
        {
            int number = day.Day.DayNumber;
            if (_count == 0)
            {
                First = number;
            }

            if (number <= Last)
            {
                Invariant.Holds(number < First || _days[number - First] == day);
                return;
            }

            Invariant.Holds(number == Last + 1);
            if (_count == _days.Length)
            {
                // Readers keep the array they hold: it is copied, never changed below _count.
                Array.Resize(ref _shares, Math.Max(512, _count * 2));
                Array.Resize(ref _days, Math.Max(512, _count * 2));
            }

            _shares[_count] = new(day);

            _days[_count] = day;
            _count++;
        }
    }
}

/// <summary>The published days of every fund that this process has seen.</summary>
internal sealed class EarningCalendars
{
    private readonly Dictionary<Asset, EarningCalendar> _calendars = [];

    public IReadOnlyList<EarningCalendar> All()
    {
        lock (_calendars)
        {
            return [.. _calendars.Values];
        }
    }

    public EarningCalendar Of(Asset asset)
    {
        lock (_calendars)
        {
            if (!_calendars.TryGetValue(asset, out EarningCalendar? calendar))
            {
                calendar = new(asset);
                _calendars.Add(asset, calendar);
            }

            return calendar;
        }
    }
}
