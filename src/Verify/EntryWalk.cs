namespace Huoqi.Verify;

/// <summary>
/// Brings the transfers of a group together with their entries and published days, in the order of the journal, and
/// hands them to the accounts and to income.
/// </summary>
internal sealed class EntryWalk(Findings findings, AccountBook accounts, IncomeBook income)
{
    private readonly List<DayRow> _published = [];
    private List<EntryRow> _entries = [];
    private IReadOnlyDictionary<long, FundStep> _steps = new Dictionary<long, FundStep>();
    private Queue<DayRow> _days = [];
    private EntryRow _entry;
    private int _next;
    private long _last;
    private bool _isOpen;
    private int _line;

    // Of the entry under way: what came to the owner out of the income owed, and in which fund.
    private int _incomeAsset;
    private long _income;

    /// <summary>Day number of the last closed business date; <see cref="CopyRows.NoDay"/> for none.</summary>
    public int ClosedThrough { get; private set; } = CopyRows.NoDay;

    /// <summary>Starts a group whose last position is <paramref name="last"/>.</summary>
    public void Begin(
        List<EntryRow> entries, IReadOnlyDictionary<long, FundStep> steps, Queue<DayRow> days, long last)
    {
        _entries = entries;
        _steps = steps;
        _days = days;
        _last = last;
        _next = 0;
        _isOpen = false;
        _published.Clear();
    }

    /// <summary>Takes the next transfer.</summary>
    public void Take(in TransferRow transfer)
    {
        if (!_isOpen || transfer.Entry != _entry.Entry)
        {
            AdvanceTo(transfer.Entry);
        }

        bool hasEntry = _isOpen && _entry.Entry == transfer.Entry;
        if (!hasEntry)
        {
            findings.Add(Check.Journal, "ledger.entry", "entry", $"entry {transfer.Entry}",
                "the entry of its transfers", "none");
        }
        else if (transfer.Line != _line)
        {
            findings.Add(Check.Journal, "ledger.transfer", "line", transfer.Key, _line, transfer.Line);
        }

        _line = transfer.Line + 1;
        accounts.Apply(transfer, isReversal: hasEntry && _entry.Act == Arithmetic.Reverse);
        if (Arithmetic.RowOf(transfer.Debit).Book == Arithmetic.UnitBook)
        {
            TakeUnits(transfer, hasEntry && _entry.Act == Arithmetic.PostIncome);
        }
    }

    /// <summary>Ends the group; returns the days that it published.</summary>
    public List<DayRow> End()
    {
        AdvanceTo(long.MaxValue);
        PublishThrough(_last);
        return _published;
    }

    private void TakeUnits(in TransferRow transfer, bool isPosting)
    {
        int asset = Arithmetic.AssetOf(transfer.Debit);
        bool fromPool = Arithmetic.CodeOf(transfer.Debit) == Arithmetic.IncomeOwed;
        bool toPool = Arithmetic.CodeOf(transfer.Credit) == Arithmetic.IncomeOwed;
        if (fromPool || toPool)
        {
            _incomeAsset = asset;
            _income = unchecked(_income + (fromPool ? transfer.Amount : -transfer.Amount));
        }

        if (!isPosting)
        {
            income.Apply(transfer, isIncome: _isOpen && _entry.FirstDay != CopyRows.NoDay);
        }
        else if (fromPool == toPool || Arithmetic.OwnerOf(fromPool ? transfer.Credit : transfer.Debit) != _entry.Owner)
        {
            findings.Add(Check.Income, "ledger.transfer", "debit, credit", transfer.Key,
                $"between the income owed and owner {_entry.Owner}",
                $"{Arithmetic.NameOf(transfer.Debit)} and {Arithmetic.NameOf(transfer.Credit)}");
        }
    }

    /// <summary>
    /// Ends entries before <paramref name="position"/>, with transfers or without, and begins the one there.
    /// </summary>
    private void AdvanceTo(long position)
    {
        while (true)
        {
            if (_isOpen)
            {
                Close();
            }

            if (_next == _entries.Count || _entries[_next].Entry > position)
            {
                return;
            }

            Open(_entries[_next++]);
            if (_entry.Entry == position)
            {
                return;
            }
        }
    }

    private void Open(in EntryRow entry)
    {
        _entry = entry;
        _isOpen = true;
        _line = 0;
        _income = 0;
        _incomeAsset = 0;
        if (entry.BusinessDay <= ClosedThrough)
        {
            findings.Add(Check.Journal, "ledger.entry", "business_date", $"entry {entry.Entry}",
                $"after {IncomeBook.Text(ClosedThrough)}, which is closed", IncomeBook.Text(entry.BusinessDay));
        }
    }

    private void Close()
    {
        _isOpen = false;
        switch (_entry.Act)
        {
            case Arithmetic.PostIncome:
                income.Post(_entry.Entry, _entry.Owner, _incomeAsset, _entry.FirstDay, _entry.LastDay, _income);
                break;
            case Arithmetic.CloseBusinessDay:
                ClosedThrough = _entry.BusinessDay;
                break;
            case Arithmetic.Open or Arithmetic.Freeze or Arithmetic.Unfreeze or Arithmetic.Close:
                accounts.SetStanding(_entry.Owner, _entry.Act);
                break;
            case Arithmetic.SealDay when _steps.TryGetValue(_entry.Entry, out FundStep seal):
                income.Seals.Seal(_entry.Entry, seal);
                break;
            default:
                break;
        }

        PublishThrough(_entry.Entry);
    }

    /// <summary>Gives out the days of entries up to <paramref name="position"/>, where the current one ends.</summary>
    private void PublishThrough(long position)
    {
        while (_days.TryPeek(out DayRow day) && day.Entry <= position)
        {
            if (day.Entry != _entry.Entry)
            {
                findings.Add(Check.Journal, "ledger.entry", "entry", day.Key, "the entry that published it", "none");
            }

            _days.Dequeue();
            _published.Add(day);
            if (_steps.TryGetValue(day.Entry, out FundStep step))
            {
                income.Seals.Publish(day, step);
            }

            // Into the pool is a credit of the income owed.
            income.Publish(day, booked: day.Entry == _entry.Entry ? -_income : 0);
        }
    }
}
