using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>
/// The ledger's store in memory: what the schema promises (heads, keys, floors, row counts, all or nothing) without a
/// server, so that a property test can run millions of holder-days. It passes the same contract tests as PostgreSQL.
/// </summary>
internal sealed class MemoryLedgerStore : ILedgerStore, IReads
{
    private readonly Lock _gate = new();
    private readonly MemoryShard[] _shards;
    private readonly MemoryQueries _queries = new();
    private readonly Dictionary<Type, Func<RowWrite, EntryStamp, List<Action>, int>> _writers = [];

    public MemoryLedgerStore(int shards)
    {
        _shards = new MemoryShard[shards];
        for (int i = 0; i < shards; i++)
        {
            _shards[i] = new();
        }

        _queries.AddLedger(_shards);
        Deliveries = MemoryDeliveries.AddTo(this);
    }

    /// <summary>What was sent to another shard, and how far it is.</summary>
    public SortedDictionary<(short Shard, long Entry), (Deliveries.Delivery Row, Deliveries.State State)> Deliveries
    {
        get;
    }

    public IReadOnlyList<MemoryShard> Shards => _shards;

    /// <summary>The acts' own rows by the type of their record, in the order of their commits.</summary>
    public Dictionary<Type, List<(RowWrite Write, EntryStamp Stamp)>> Rows { get; } = [];

    /// <summary>Asked before a commit is looked at: where another process may write first.</summary>
    public Func<PostingGroup, Task>? BeforeCommit { get; set; }

    /// <summary>Asked for every commit: whether the server is lost, and when.</summary>
    public Func<PostingGroup, Fault>? OnCommit { get; set; }

    /// <summary>Asked for every load: whether the server is lost.</summary>
    public Func<LoadRequest, Fault>? OnLoad { get; set; }

    /// <summary>How a kind of act row is written: returns how many rows it touched and notes how to undo it.</summary>
    public void WriteWith<TWrite>(Func<TWrite, EntryStamp, List<Action>, int> write)
        where TWrite : RowWrite =>
        _writers[typeof(TWrite)] = (row, stamp, undo) => write((TWrite)row, stamp, undo);

    /// <summary>How a kind of query is answered.</summary>
    public void AnswerWith<TQuery, TRow>(Func<TQuery, IEnumerable<TRow>> answer)
        where TQuery : Query<TRow> => _queries.Add(answer);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_queries.Answer(query));
        }
    }

    /// <inheritdoc/>
    public Task<LoadResult> LoadAsync(LoadRequest request)
    {
        if (OnLoad?.Invoke(request) is not null and not Fault.None)
        {
            return Task.FromException<LoadResult>(Lost());
        }

        lock (_gate)
        {
            return Task.FromResult(MemoryLoad.From(_shards, request));
        }
    }

    /// <inheritdoc/>
    public async Task CommitAsync(PostingGroup group)
    {
        if (BeforeCommit is not null)
        {
            await BeforeCommit(group);
        }

        Fault fault = OnCommit?.Invoke(group) ?? Fault.None;
        if (fault == Fault.LostBeforeCommit)
        {
            throw Lost();
        }

        lock (_gate)
        {
            Commit(group);
        }

        if (fault == Fault.LostAfterCommit)
        {
            throw Lost();
        }
    }

    private static StoreUnavailableException Lost() => new(new TimeoutException("lost on purpose"));

    private void Commit(PostingGroup group)
    {
        foreach (ShardGroup shard in group.Shards)
        {
            if (_shards[shard.Shard].Head.Head != shard.FromHead)
            {
                throw new HeadMovedException();
            }
        }

        if (group.Shards.Any(shard => shard.Keys.Exists(
            key => _shards[shard.Shard].Keys.ContainsKey((key.Owner, key.Act, key.Key)))))
        {
            throw new KeyTakenException();
        }

        foreach (ShardGroup shard in group.Shards)
        {
            MemoryChecks.Hold(_shards[shard.Shard], shard);
        }

        WriteRows(group);
        foreach (ShardGroup shard in group.Shards)
        {
            Write(_shards[shard.Shard], shard, group.PostedAt);
        }
    }

    /// <summary>Inserts before updates, and one row count for each kind, as the statements of a group have
    /// it.</summary>
    private void WriteRows(PostingGroup group)
    {
        List<(RowWrite Write, EntryStamp Stamp)> rows = [];
        foreach (ShardGroup shard in group.Shards)
        {
            rows.AddRange(shard.Rows.Select(row =>
                (row.Write, new EntryStamp(shard.Shard, row.Entry, row.BusinessDate, group.PostedAt))));
        }

        List<Action> undo = [];
        foreach (IGrouping<Sql, (RowWrite Write, EntryStamp Stamp)> kind in rows
            .GroupBy(row => row.Write.Statement)
            .OrderBy(kind => !kind.Key.Text.StartsWith("INSERT", StringComparison.Ordinal)))
        {
            long expected = 0;
            long touched = 0;
            foreach ((RowWrite write, EntryStamp stamp) in kind)
            {
                expected += write.Rows;
                touched += _writers.TryGetValue(write.GetType(), out Func<RowWrite, EntryStamp,
                    List<Action>, int>? writer)
                    ? writer(write, stamp, undo)
                    : write.Rows;
            }

            if (touched != expected)
            {
                undo.Reverse();
                undo.ForEach(action => action());
                throw new RowsRefusedException($"expected {expected} rows, found {touched}");
            }
        }

        foreach ((RowWrite write, EntryStamp stamp) in rows)
        {
            if (!Rows.TryGetValue(write.GetType(), out List<(RowWrite, EntryStamp)>? collected))
            {
                collected = [];
                Rows.Add(write.GetType(), collected);
            }

            collected.Add((write, stamp));
        }
    }

    private static void Write(MemoryShard shard, ShardGroup group, DateTimeOffset postedAt)
    {
        int closed = group.ClosedThrough != 0 ? group.ClosedThrough : shard.Head.ClosedThrough;
        shard.Head = new(group.ToHead, group.ToChain, closed);
        shard.Groups.Add((postedAt, group));
        foreach (KeyRow key in group.Keys)
        {
            shard.Keys.Add((key.Owner, key.Act, key.Key), key);
        }

        shard.Entries.AddRange(group.Entries);
        foreach (EntryRow entry in group.Entries)
        {
            if (entry.Reverses != 0)
            {
                shard.Reversed.Add(entry.Reverses, entry.Entry);
            }
        }

        shard.Transfers.AddRange(group.Transfers);
        foreach (EarningDayRow day in group.EarningDays)
        {
            shard.Days[day.Numbers.Asset].Add(day);
        }

        foreach (Account account in group.Accounts)
        {
            if (account.Exists)
            {
                shard.Accounts[account.Key.Packed] = new(
                    account.Balance, account.Standing, account.Window, account.LastLine);
            }
        }

        foreach (Holder holder in group.Holders)
        {
            shard.Holders[(holder.Owner, holder.Asset)] = new(holder.Owner, holder.Asset, holder.PostedThrough,
                holder.Units, [.. holder.Changes.Select(c => c.Day)], [.. holder.Changes.Select(c => c.Units)],
                holder.Income);
        }

        foreach (FundRow fund in group.FundRows)
        {
            shard.Funds[fund.Asset] = fund;
            shard.Days.TryAdd(fund.Asset, []);
        }
    }
}

/// <summary>What may go wrong with the server.</summary>
public enum Fault
{
    None,

    /// <summary>Nothing was written, and the caller cannot know.</summary>
    LostBeforeCommit,

    /// <summary>Everything was written, and the caller cannot know.</summary>
    LostAfterCommit,
}
