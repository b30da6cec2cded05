namespace Huoqi.Replay;

/// <summary>
/// The naive day-by-day model of the fund: every holder is credited every day. It is what the ledger must agree with,
/// so it is written to be plain rather than fast, and shares no code with the Funds module.
/// <para>
/// Holders are the people, number 1 … N at index 0 … N − 1, then one advancing bank per shard. Units are counted in
/// 0.01 and cost 1 fen each. Within a day: <see cref="BeginDay"/>, the day's acts, <see cref="EndDay"/>.
/// </para>
/// </summary>
internal sealed class NaiveFund
{
    private readonly int _people;
    private readonly int[] _shardOfPerson;
    private readonly long[] _availableUnits;
    private readonly long[] _unconfirmedUnits;
    private readonly long[] _bankFreeUnits;
    private readonly long[] _bankOrderedUnits;
    private readonly long[] _bankOrderTodayUnits;
    private readonly long[] _earningUnits;
    private readonly long[] _incomeFen;
    private readonly IncomeSplit _split;
    private readonly Dictionary<DateOnly, List<(int Person, long Units)>> _subscriptions = [];
    private readonly Dictionary<DateOnly, long[]> _bankOrders = [];
    private DateOnly _today;

    public NaiveFund(int people, int shards, Func<long, int> shardOf)
    {
        _people = people;
        _shardOfPerson = new int[people];
        for (int i = 0; i < people; i++)
        {
            _shardOfPerson[i] = shardOf(i + 1L);
            ArgumentOutOfRangeException.ThrowIfNegative(_shardOfPerson[i], nameof(shardOf));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_shardOfPerson[i], shards, nameof(shardOf));
        }

        _availableUnits = new long[people];
        _unconfirmedUnits = new long[people];
        _bankFreeUnits = new long[shards];
        _bankOrderedUnits = new long[shards];
        _bankOrderTodayUnits = new long[shards];
        _earningUnits = new long[people + shards];
        _incomeFen = new long[people + shards];
        _split = new(people + shards);
    }

    /// <summary>Units a person may redeem now, by index (person − 1).</summary>
    public ReadOnlySpan<long> AvailableUnits => _availableUnits;

    /// <summary>Units a person has bought that do not earn yet, by index.</summary>
    public ReadOnlySpan<long> UnconfirmedUnits => _unconfirmedUnits;

    /// <summary>Units that earn today: people by index, then the banks by shard.</summary>
    public ReadOnlySpan<long> EarningUnits => _earningUnits;

    /// <summary>Income of the day last ended, in fen: people by index, then the banks by shard.</summary>
    public ReadOnlySpan<long> IncomeFen => _incomeFen;

    /// <summary>What the banks order at the end of the day last ended, by shard; it may be zero.</summary>
    public ReadOnlySpan<long> BankOrderUnits => _bankOrderTodayUnits;

    /// <summary>Units all holders earn on today.</summary>
    public long TotalEarningUnits { get; private set; }

    /// <summary>The day's income of all holders together, in fen.</summary>
    public long TotalIncomeFen { get; private set; }

    /// <summary>Units brought in before the first day; they earn from it.</summary>
    public void TransferIn(int person, long units) => _availableUnits[person - 1] += units;

    /// <summary>Confirms what is due and reads what earns today: later acts of today do not change it.</summary>
    public void BeginDay(DateOnly day)
    {
        _today = day;
        if (_subscriptions.Remove(day, out List<(int Person, long Units)>? due))
        {
            foreach ((int person, long units) in due)
            {
                _unconfirmedUnits[person - 1] -= units;
                _availableUnits[person - 1] += units;
            }
        }

        // Orders of several days may fall on one confirmation day; they were added up when they were made.
        if (_bankOrders.Remove(day, out long[]? gone))
        {
            for (int shard = 0; shard < gone.Length; shard++)
            {
                _bankOrderedUnits[shard] -= gone[shard];
            }
        }

        _availableUnits.CopyTo(_earningUnits);
        TotalEarningUnits = 0;
        for (int shard = 0; shard < _bankFreeUnits.Length; shard++)
        {
            _earningUnits[_people + shard] = _bankFreeUnits[shard] + _bankOrderedUnits[shard];
        }

        foreach (long units in _earningUnits)
        {
            TotalEarningUnits += units;
        }
    }

    public void Subscribe(int person, long units)
    {
        DateOnly confirmed = AsRecordedCalendar.ConfirmationDay(_today);
        if (!_subscriptions.TryGetValue(confirmed, out List<(int Person, long Units)>? due))
        {
            _subscriptions.Add(confirmed, due = []);
        }

        due.Add((person, units));
        _unconfirmedUnits[person - 1] += units;
    }

    /// <summary>A T+0 redemption or a payment: the units pass to the bank of the person's shard.</summary>
    public void RedeemInstant(int person, long units)
    {
        TakeAvailable(person, units);
        _bankFreeUnits[_shardOfPerson[person - 1]] += units;
    }

    /// <summary>A T+1 redemption: the units leave at once and earn for nobody from tomorrow on.</summary>
    public void RedeemNextDay(int person, long units) => TakeAvailable(person, units);

    /// <summary>Splits and credits the day's income; the banks order before it comes.</summary>
    public void EndDay(int incomePer10k)
    {
        DateOnly confirmed = AsRecordedCalendar.ConfirmationDay(_today);
        if (!_bankOrders.TryGetValue(confirmed, out long[]? orders))
        {
            _bankOrders.Add(confirmed, orders = new long[_bankFreeUnits.Length]);
        }

        for (int shard = 0; shard < _bankFreeUnits.Length; shard++)
        {
            _bankOrderTodayUnits[shard] = _bankFreeUnits[shard];
            orders[shard] += _bankFreeUnits[shard];
            _bankOrderedUnits[shard] += _bankFreeUnits[shard];
            _bankFreeUnits[shard] = 0;
        }

        TotalIncomeFen = IncomeSplit.IncomeOfDay(TotalEarningUnits, incomePer10k);
        _split.Run(_earningUnits, TotalEarningUnits, TotalIncomeFen, _incomeFen);
        for (int i = 0; i < _people; i++)
        {
            _availableUnits[i] += _incomeFen[i];
        }

        for (int shard = 0; shard < _bankFreeUnits.Length; shard++)
        {
            _bankFreeUnits[shard] += _incomeFen[_people + shard];
        }
    }

    private void TakeAvailable(int person, long units)
    {
        Kernel.Invariant.Holds(units > 0 && units <= _availableUnits[person - 1]);
        _availableUnits[person - 1] -= units;
    }
}
