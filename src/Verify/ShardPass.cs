namespace Huoqi.Verify;

/// <summary>
/// One pass over the journal of a shard: groups, keys, entries, transfers and earning days come in the order of their
/// positions and are merged, so that chain, keys, balances and income are recomputed at once and nothing is held but
/// the group under way, the accounts and the holders.
/// </summary>
internal sealed class ShardPass : IDisposable
{
    private readonly ShardHead _head;
    private readonly Findings _findings;
    private readonly AccountBook _accounts;
    private readonly IncomeBook _income;
    private readonly ChainBytes _chain = new();
    private readonly EntryWalk _walk;
    private readonly List<KeyRow> _keys = [];
    private readonly List<EntryRow> _entries = [];
    private readonly Dictionary<long, FundStep> _steps = [];
    private readonly Queue<DayRow> _days = [];
    private readonly Action<long> _looked;

    public ShardPass(ShardHead head, Findings findings, Action<long> looked)
    {
        _head = head;
        _findings = findings;
        _looked = looked;
        _accounts = new(findings);
        _income = new(findings);
        _walk = new(findings, _accounts, _income);
    }

    public AccountBook Accounts => _accounts;

    public IncomeBook Income => _income;

    /// <summary>Goes through the shard; <paramref name="readers"/> are four connections of one snapshot.</summary>
    public async Task RunAsync(IReadOnlyList<SnapshotReader> readers, CancellationToken cancel)
    {
        await ReadFundsAsync(readers[0], cancel);
        await ReadDaysAsync(readers[0], cancel);
        await using (CopyRows groups = await readers[0].CopyAsync(Selects.Groups, _head.Shard, cancel))
        await using (CopyRows keys = await readers[1].CopyAsync(Selects.Keys, _head.Shard, cancel))
        await using (CopyRows entries = await readers[2].CopyAsync(Selects.Entries, _head.Shard, cancel))
        await using (CopyRows transfers = await readers[3].CopyAsync(Selects.Transfers, _head.Shard, cancel))
        {
            await JournalAsync(new(groups, keys, entries, transfers), cancel);
        }

        await ReadAccountsAsync(readers[0], cancel);
        await ReadHoldersAsync(readers[0], cancel);
        await ReadSentAsync(readers[0], cancel);
        _accounts.Finish();
        _income.Finish(_accounts);
    }

    public void Dispose() => _chain.Dispose();

    private async Task JournalAsync(JournalRows rows, CancellationToken cancel)
    {
        byte[] chain = new byte[32];
        long last = 0;
        for (; rows.Groups.HasRow; await rows.Groups.NextAsync(cancel))
        {
            long first = rows.Groups.Int64(0);
            if (first != last + 1)
            {
                _findings.Add(Check.Chain, "ledger.posting_group", "first_entry",
                    $"last entry {rows.Groups.Int64(1)}", last + 1, first);
            }

            await OutsideAsync(rows, first, cancel);
            last = rows.Groups.Int64(1);
            await GroupAsync(rows, chain, last, cancel);
            byte[] found = rows.Groups.Bytes(3).ToArray();
            byte[] expected = _chain.Hash();
            if (!expected.AsSpan().SequenceEqual(found))
            {
                _findings.Add(Check.Chain, "ledger.posting_group", "hash",
                    $"positions {first} to {last} (or a row there of request_key, entry, transfer or earning_day)",
                    expected, found);
            }

            // On from the stored hash: only the broken group is told, not all after it.
            chain = found;
        }

        await OutsideAsync(rows, long.MaxValue, cancel);
        _findings.Looked(Check.Chain, rows.Groups.Rows);
        _findings.Looked(Check.Keys, rows.Keys.Rows);
        _findings.Looked(Check.Journal, rows.Entries.Rows + rows.Transfers.Rows);
        if (_head.Head != last)
        {
            _findings.Add(Check.Chain, "ledger.shard_head", "head", "its row", last, _head.Head);
        }

        if (!chain.AsSpan().SequenceEqual(_head.Chain))
        {
            _findings.Add(Check.Chain, "ledger.shard_head", "chain", "its row", chain, _head.Chain);
        }

        if (_walk.ClosedThrough != _head.ClosedThrough)
        {
            _findings.Add(Check.Journal, "ledger.shard_head", "closed_through", "its row",
                IncomeBook.Text(_walk.ClosedThrough), IncomeBook.Text(_head.ClosedThrough));
        }
    }

    private async Task GroupAsync(JournalRows rows, byte[] chain, long last, CancellationToken cancel)
    {
        long first = rows.Groups.Int64(0);
        long postedAt = rows.Groups.Microseconds(2);
        _chain.Bytes(chain);
        _chain.Number(_head.Shard);
        _chain.Number(first);
        _chain.Number(last);
        _chain.Number(postedAt);
        _keys.Clear();
        _steps.Clear();
        for (; rows.Keys.HasRow && rows.Keys.Int64(0) <= last; await rows.Keys.NextAsync(cancel))
        {
            TakeKey(rows.Keys);
        }

        _entries.Clear();
        for (; rows.Entries.HasRow && rows.Entries.Int64(0) <= last; await rows.Entries.NextAsync(cancel))
        {
            TakeEntry(rows.Entries, postedAt);
        }

        KeyCheck.Join(_keys, _entries, first, last, _findings);
        _walk.Begin(_entries, _steps, _days, last);
        long count = 1 + _keys.Count + _entries.Count;
        for (; rows.Transfers.HasRow && rows.Transfers.Int64(0) <= last; await rows.Transfers.NextAsync(cancel))
        {
            TransferRow line = TransferRow.Read(rows.Transfers);
            _chain.Add(line);
            _walk.Take(line);
            count++;
        }

        foreach (DayRow day in _walk.End())
        {
            _chain.Add(day);
            count++;
        }

        _looked(count);
    }

    private void TakeKey(CopyRows row)
    {
        KeyRow key = KeyRow.Read(row);
        _chain.Add(key, row);
        _keys.Add(key);
        if (key.Act is Arithmetic.SealDay or Arithmetic.PublishDay && FundStep.TryRead(row, out FundStep step))
        {
            _steps.TryAdd(key.Entry, step);
        }
    }

    private void TakeEntry(CopyRows row, long postedAt)
    {
        EntryRow entry = EntryRow.Read(row);
        _chain.Add(entry, row);
        _entries.Add(entry);
        if (row.Microseconds(8) != postedAt)
        {
            _findings.Add(Check.Journal, "ledger.entry", "posted_at", $"entry {entry.Entry}",
                $"{postedAt} µs, as its group", $"{row.Microseconds(8)} µs");
        }
    }

    /// <summary>Rows below <paramref name="first"/> that no group has.</summary>
    private async Task OutsideAsync(JournalRows rows, long first, CancellationToken cancel)
    {
        (CopyRows Rows, string Table)[] tables =
            [(rows.Keys, "ledger.request_key"), (rows.Entries, "ledger.entry"), (rows.Transfers, "ledger.transfer")];
        foreach ((CopyRows copy, string table) in tables)
        {
            for (; copy.HasRow && copy.Int64(0) < first; await copy.NextAsync(cancel))
            {
                Outside(table, copy.Int64(0));
            }
        }

        while (_days.TryPeek(out DayRow day) && day.Entry < first)
        {
            Outside("ledger.earning_day", day.Entry);
            _days.Dequeue();
        }
    }

    private void Outside(string table, long entry) =>
        _findings.Add(Check.Chain, table, "entry", $"entry {entry}", "a row of a group", "a row outside every group");

    private async Task ReadFundsAsync(SnapshotReader reader, CancellationToken cancel)
    {
        await using CopyRows rows = await reader.CopyAsync(Selects.Funds, _head.Shard, cancel);
        for (; rows.HasRow; await rows.NextAsync(cancel))
        {
            _income.Add(rows.Int16(0), new(rows.Day(1), rows.Day(2), rows.Day(3)));
        }

        _findings.Looked(Check.Income, rows.Rows);
    }

    private async Task ReadDaysAsync(SnapshotReader reader, CancellationToken cancel)
    {
        await using CopyRows rows = await reader.CopyAsync(Selects.Days, _head.Shard, cancel);
        for (; rows.HasRow; await rows.NextAsync(cancel))
        {
            _days.Enqueue(DayRow.Read(rows));
        }

        _findings.Looked(Check.Income, rows.Rows);
    }

    private async Task ReadAccountsAsync(SnapshotReader reader, CancellationToken cancel)
    {
        await using CopyRows rows = await reader.CopyAsync(Selects.Accounts, _head.Shard, cancel);
        for (; rows.HasRow; await rows.NextAsync(cancel))
        {
            _accounts.Compare(rows.Int64(0), rows.Int64(1), rows.Int32(2), rows.Int16(3), rows.Boolean(4),
                rows.Int64(5), rows.Boolean(6));
        }

        _findings.Looked(Check.Balances, rows.Rows);
    }

    private async Task ReadHoldersAsync(SnapshotReader reader, CancellationToken cancel)
    {
        await using CopyRows rows = await reader.CopyAsync(Selects.Holders, _head.Shard, cancel);
        List<(int Day, long Units)> changes = [];
        while (rows.HasRow)
        {
            (long owner, short asset) = (rows.Int64(0), rows.Int16(1));
            HolderRow holder = new(owner, asset, rows.Int64(2), rows.Day(3), rows.Int64(6));
            changes.Clear();
            for (; rows.HasRow && rows.Int64(0) == owner && rows.Int16(1) == asset; await rows.NextAsync(cancel))
            {
                if (!rows.IsNull(4) && !rows.IsNull(5))
                {
                    changes.Add((rows.Day(4), rows.Int64(5)));
                }
            }

            _income.Compare(holder, changes);
        }
    }

    private async Task ReadSentAsync(SnapshotReader reader, CancellationToken cancel)
    {
        await using CopyRows rows = await reader.CopyAsync(Selects.Sent, _head.Shard, cancel);
        _findings.Looked(Check.Transit, 1);
        if (rows.Int64(0) != _accounts.Sent)
        {
            _findings.Add(Check.Transit, "ledger.delivery", "amount", "all that was sent", _accounts.Sent,
                rows.Int64(0));
        }
    }
}

/// <summary>The head of a shard as read.</summary>
internal sealed record ShardHead(short Shard, long Head, byte[] Chain, int ClosedThrough);

/// <summary>The journal tables of a shard, side by side.</summary>
internal sealed record JournalRows(CopyRows Groups, CopyRows Keys, CopyRows Entries, CopyRows Transfers);
