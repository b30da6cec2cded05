namespace Huoqi.Ledger;

/// <summary>Finds out what a group of drafts refers to, asks the store for what memory lacks, and fills it
/// in.</summary>
internal sealed class Loading(EarningCalendars calendars, bool looksUpKeys)
{
    private readonly LoadRequest _request = new();
    private readonly HashSet<(short, long)> _accounts = [];
    private readonly HashSet<(short, long, Asset)> _holders = [];

    /// <summary>Notes what <paramref name="draft"/> needs beyond <paramref name="state"/>, which may be null.</summary>
    public void Note(EntryDraft draft, ShardState? state)
    {
        if (state is null && !_request.Heads.Contains(draft.Shard))
        {
            _request.Heads.Add(draft.Shard);
        }

        if (looksUpKeys)
        {
            _request.Keys.Add((draft.Shard, draft.Owner, draft.Act, draft.Key));
        }

        if (draft.Standing != Standing.None || draft.MustBeOpen)
        {
            NoteAccount(draft.Shard, EntryRules.RootOf(draft.Owner), state);
        }

        foreach ((long owner, Asset asset) in draft.Touches)
        {
            NoteHolding(draft.Shard, owner, asset, state);
        }

        if (draft.NeedsWholeOwner)
        {
            // Closing posts the income owed by every fund: the platform's accounts are few, so all of them are read.
            NoteWholeOwner(draft.Shard, draft.Owner);
            NoteWholeOwner(draft.Shard, Party.Platform);
        }

        if (draft.Reverses != 0)
        {
            _request.Reversals.Add((draft.Shard, draft.Reverses));
        }

        foreach (Leg leg in draft.Legs)
        {
            NoteParty(draft.Shard, leg.Debit, state);
            NoteParty(draft.Shard, leg.Credit, state);
        }
    }

    private void NoteParty(short shard, AccountKey key, ShardState? state)
    {
        if (key.Owner == Party.ThisEntry)
        {
            return;
        }

        NoteAccount(shard, key, state);
        if (Party.IsPerson(key.Owner))
        {
            NoteAccount(shard, EntryRules.RootOf(key.Owner), state);
        }

        if (EarningRules.IsHolding(key))
        {
            NoteHolding(shard, key.Owner, key.Asset, state);
        }
    }

    /// <summary>A holding is touched as a whole: its row, and the accounts that income may move.</summary>
    private void NoteHolding(short shard, long owner, Asset asset, ShardState? state)
    {
        NoteAccount(shard, AccountKey.Of(owner, Chart.IncomeAccountOf(owner), asset), state);
        NoteAccount(shard, AccountKey.Of(owner, AccountCode.UnpaidIncome, asset), state);
        NoteAccount(shard, AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, asset), state);
        if ((state is null || !state.Holders.ContainsKey((owner, asset))) && _holders.Add((shard, owner, asset)))
        {
            _request.Holders.Add((shard, owner, asset));
        }
    }

    private void NoteWholeOwner(short shard, long owner)
    {
        if (!_request.WholeOwners.Contains((shard, owner)))
        {
            _request.WholeOwners.Add((shard, owner));
        }
    }

    private void NoteAccount(short shard, AccountKey key, ShardState? state)
    {
        if ((state is null || !state.Accounts.ContainsKey(key.Packed)) && _accounts.Add((shard, key.Packed)))
        {
            _request.Accounts.Add((shard, key));
        }
    }

    /// <summary>Asks the store and fills what it found into the states; returns the keys that came before.</summary>
    public async Task<LoadResult> LoadAsync(ILedgerStore store, IDictionary<short, ShardState> states)
    {
        foreach (EarningCalendar calendar in calendars.All())
        {
            _request.DaysHeld[calendar.Asset] = calendar.Last;
        }

        // With everything at hand there is nothing to ask, and the group is one round trip.
        LoadResult result = _request.IsEmpty ? new() : await store.LoadAsync(_request);
        foreach (EarningDay day in result.Days.OrderBy(d => d.Day))
        {
            calendars.Of(day.Asset).Add(day);
        }

        foreach ((short shard, (ShardHead head, List<FundRow> funds)) in result.Heads)
        {
            ShardState state = new(shard, head, calendars);
            states[shard] = state;
            foreach (FundRow fund in funds)
            {
                state.Funds[fund.Asset] = new()
                {
                    FirstDay = fund.FirstDay,
                    SealedThrough = fund.SealedThrough,
                    PublishedThrough = fund.PublishedThrough,
                    Calendar = calendars.Of(fund.Asset),
                };
            }
        }

        foreach ((short shard, AccountKey key) in _request.Accounts)
        {
            bool found = result.Accounts.TryGetValue((shard, key.Packed), out AccountRow row);
            states[shard].PutAccount(key, found ? row : null);
        }

        FillWholeOwners(result, states);
        FillHolders(result, states);
        foreach (((short shard, long entry), ReversalState reversal) in result.Reversals)
        {
            states[shard].Reversals[entry] = reversal;
        }

        return result;
    }

    private void FillWholeOwners(LoadResult result, IDictionary<short, ShardState> states)
    {
        HashSet<(short, long)> whole = [.. _request.WholeOwners];
        if (whole.Count == 0)
        {
            return;
        }

        foreach (((short shard, long packed), AccountRow row) in result.Accounts)
        {
            AccountKey key = new(packed);
            if (whole.Contains((shard, key.Owner)) && !states[shard].Accounts.ContainsKey(packed))
            {
                states[shard].PutAccount(key, row);
            }
        }

        // Posting the income of a holding needs the accounts it may move, whether they exist or not.
        foreach ((short shard, HolderRow row) in result.Holders)
        {
            foreach (AccountKey key in (AccountKey[])
                [
                    AccountKey.Of(row.Owner, Chart.IncomeAccountOf(row.Owner), row.Asset),
                    AccountKey.Of(row.Owner, AccountCode.UnpaidIncome, row.Asset),
                    AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, row.Asset),
                ])
            {
                if (!states[shard].Accounts.ContainsKey(key.Packed))
                {
                    bool found = result.Accounts.TryGetValue((shard, key.Packed), out AccountRow account);
                    states[shard].PutAccount(key, found ? account : null);
                }
            }
        }
    }

    private void FillHolders(LoadResult result, IDictionary<short, ShardState> states)
    {
        foreach ((short shard, HolderRow row) in result.Holders)
        {
            if (states[shard].Holders.ContainsKey((row.Owner, row.Asset)))
            {
                continue;
            }

            states[shard].Holders.Add((row.Owner, row.Asset), row.ToHolder());
        }

        foreach ((short shard, long owner, Asset asset) in _request.Holders)
        {
            ShardState state = states[shard];
            // A new holder owes and is owed nothing for the days before. There is none before the fund opens.
            if (!state.Holders.ContainsKey((owner, asset)) && state.Funds.TryGetValue(asset, out FundStanding? fund))
            {
                state.Holders.Add((owner, asset), new(owner, asset) { PostedThrough = fund.PublishedThrough });
            }
        }
    }
}
