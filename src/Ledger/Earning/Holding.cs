namespace Huoqi.Ledger;

/// <summary>One earning day of one holder with the entry that posted its income; 0 while none has.</summary>
public readonly record struct HeldDay(DateOnly Day, long Units, long Fen, long PostedBy);

/// <summary>Income that an entry gave a holder, or took back, for earning days that were published before.</summary>
public readonly record struct HeldAdjustment(
    long Entry, DateOnly BookedOn, DateOnly First, DateOnly Last, long Fen, string Reason);

/// <summary>
/// One owner's accounts and holding of a fund, and its days derived backwards no further than they are asked for: from
/// the holder's units, less what was posted and what changed since, and from there forwards day by day.
/// </summary>
public sealed class Holding
{
    private readonly long _owner;
    private readonly List<LedgerQueries.Balance> _balances = [];
    private readonly List<(int Day, long Units)> _pending = [];
    private readonly List<HoldingPiece> _lines = [];
    private readonly int _fundFrom;
    private readonly int _published;
    private readonly int _posted;
    private readonly long _units;
    private readonly bool _holds;

    /// <summary>Makes out the rows of <see cref="HoldingOf"/>.</summary>
    public Holding(long owner, IReadOnlyList<HoldingPiece> pieces)
    {
        _owner = owner;
        foreach (HoldingPiece piece in pieces)
        {
            switch (piece.Kind)
            {
                case 1:
                    _balances.Add(new(new(piece.Account), piece.First, (AccountStanding)piece.Second,
                        (int)piece.Third));
                    break;
                case 2:
                    (_published, _fundFrom) = (piece.DayOne!.Value.DayNumber, piece.DayTwo!.Value.DayNumber);
                    break;
                case 3:
                    (_units, Income, _posted) = (piece.First, piece.Second, piece.DayOne!.Value.DayNumber);
                    _holds = true;
                    break;
                case 4:
                    _pending.Add((piece.DayOne!.Value.DayNumber, piece.First));
                    break;
                default:
                    _lines.Add(piece);
                    break;
            }
        }
    }

    /// <summary>All accounts of the owner.</summary>
    public IReadOnlyList<LedgerQueries.Balance> Balances => _balances;

    /// <summary>All income that was posted, corrections included, fen.</summary>
    public long Income { get; }

    /// <summary>The last day published in the owner's shard; null before the first.</summary>
    public DateOnly? PublishedThrough =>
        _published >= _fundFrom && _published > 0 ? DateOnly.FromDayNumber(_published) : null;

    /// <summary>Whether units earn on the days to come, or will.</summary>
    public bool WillEarn => _units != 0 || _pending.Count > 0;

    /// <summary>The balance of one account; 0 where there is none.</summary>
    public long BalanceOf(AccountKey account) =>
        _balances.Find(balance => balance.Account == account)?.Amount ?? 0;

    /// <summary>Income of the published days that no entry has posted yet, fen.</summary>
    public long NotPosted(Func<int, EarningDay> dayOf)
    {
        long owed = 0;
        long units = _units;
        for (int day = _posted + 1; _holds && day <= _published; day++)
        {
            units += day == _posted + 1 ? 0 : _pending.Where(change => change.Day == day).Sum(change => change.Units);
            long fen = dayOf(day).ShareOf(units, _owner);
            (owed, units) = (owed + fen, units + fen);
        }

        return owed;
    }

    /// <summary>Corrections and adjustments booked on a day or after, newest first.</summary>
    public IReadOnlyList<HeldAdjustment> AdjustmentsSince(DateOnly bookedFrom) =>
    [
        .. _lines.Where(line => line.Act != LedgerActs.PostIncome && line.DayTwo is not null
                && line.DayFour >= bookedFrom && EarningRules.EarningOwner(new(line.Third)) != _owner)
            .GroupBy(line => line.First)
            .OrderByDescending(entry => entry.Key)
            .Select(entry => new HeldAdjustment(entry.Key, entry.First().DayFour!.Value, entry.First().DayTwo!.Value,
                entry.First().DayThree!.Value, entry.Sum(line => line.Second), entry.First().Reference)),
    ];

    /// <summary>
    /// The published days from one on, which the query was asked for; null when what was read does not add up to the
    /// holder's units, so that the whole history has to be read.
    /// </summary>
    /// <param name="from">The first day wanted.</param>
    /// <param name="dayOf">The published day of a day number.</param>
    public IReadOnlyList<HeldDay>? DaysFrom(DateOnly from, Func<int, EarningDay> dayOf)
    {
        int first = Math.Max(from.DayNumber, _fundFrom);
        if (!_holds || PublishedThrough is null || first > _published)
        {
            return [.. Enumerable.Range(first, Math.Max(0, _published - first + 1))
                .Select(day => new HeldDay(DateOnly.FromDayNumber(day), 0, 0, 0))];
        }

        Posting[] postings = [.. PostingsSince(first)];
        int start = Math.Min(_posted + 1, postings.Select(posting => posting.First).Append(first).Min());
        if (!ReachesBackTo(start))
        {
            return null;
        }

        Dictionary<int, long> changes = ChangesAfter(start);
        long units = _units - postings.Sum(posting => posting.Fen) - changes.Values.Sum();
        foreach ((int day, long change) in _pending)
        {
            changes[day] = changes.GetValueOrDefault(day) + change;
        }

        return Forwards(start, first, units, changes, postings, dayOf);
    }

    private List<HeldDay>? Forwards(
        int start, int first, long units, Dictionary<int, long> changes, Posting[] postings,
        Func<int, EarningDay> dayOf)
    {
        List<HeldDay> days = new(_published - first + 1);
        long sincePosting = 0;
        for (int day = start; day <= _published; day++)
        {
            if (day > start)
            {
                units += changes.GetValueOrDefault(day);
            }

            if (day == _posted + 1 && units != _units)
            {
                return null;
            }

            long fen = dayOf(day).ShareOf(units, _owner);
            units += fen;
            Posting? posting = Array.Find(postings, p => p.First <= day && day <= p.Last);
            sincePosting = posting?.First == day ? fen : sincePosting + fen;
            if (day >= first)
            {
                days.Add(new(DateOnly.FromDayNumber(day), units - fen, fen, posting?.Entry ?? 0));
            }

            if (posting?.Last == day)
            {
                if (sincePosting != posting.Fen)
                {
                    return null;
                }
            }
        }

        return _posted < _published || units + changes.GetValueOrDefault(_posted + 1) == _units || start > _posted
            ? days
            : null;
    }

    /// <summary>The entry that posted the income of a day the query was asked for; 0 when none did.</summary>
    public long PostedBy(DateOnly day) => PostingsSince(day.DayNumber)
        .FirstOrDefault(posting => posting.First <= day.DayNumber)?.Entry ?? 0;

    private IEnumerable<Posting> PostingsSince(int first) => _lines
        .Where(line => line.Act == LedgerActs.PostIncome && line.DayThree!.Value.DayNumber >= first)
        .GroupBy(line => line.First)
        .Select(entry => new Posting(entry.Key, entry.First().DayTwo!.Value.DayNumber,
            entry.First().DayThree!.Value.DayNumber, entry.Sum(line => line.Second)));

    /// <summary>Whether every chain was read as far as anything can lie that counts after a day.</summary>
    private bool ReachesBackTo(int start) => _lines.GroupBy(line => line.Account).All(chain =>
    {
        HoldingPiece oldest = chain.MinBy(line => (line.Previous, line.First));
        return oldest.Previous == 0 || oldest.DayFour!.Value.DayNumber < start - HoldingOf.Ahead;
    });

    /// <summary>What began or stopped earning after a day, up to the one at which the holder's units stand.</summary>
    private Dictionary<int, long> ChangesAfter(int start)
    {
        Dictionary<int, long> changes = [];
        foreach (HoldingPiece line in _lines)
        {
            if (line.DayOne is { } from && from.DayNumber > start && from.DayNumber <= _posted + 1
                && EarningRules.EarningOwner(new(line.Third)) != _owner)
            {
                changes[from.DayNumber] = changes.GetValueOrDefault(from.DayNumber) + line.Second;
            }
        }

        return changes;
    }

    private sealed record Posting(long Entry, int First, int Last, long Fen);
}
