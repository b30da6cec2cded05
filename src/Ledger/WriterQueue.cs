using System.Threading.Channels;
using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// The one writer of some shards within this process. While a group commits the next one gathers, so groups form by
/// themselves under load and a lone request waits for nobody. Any number of processes may run: the head check of the
/// commit, not this queue, is what keeps the books right.
/// </summary>
internal sealed class WriterQueue(
    ILedgerStore store, EarningCalendars calendars, LedgerOptions options, TimeProvider time)
{
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(options.QueueLength) { SingleReader = true });

    private readonly Dictionary<short, ShardState> _states = [];
    private readonly List<Pending> _carried = [];
    private volatile Exception? _gaveUpFor;

    /// <summary>Why drafts were answered Unknown; null when none ever was.</summary>
    public Exception? GaveUpFor => _gaveUpFor;

    /// <summary>The heads at which the current group is judged.</summary>
    private readonly Dictionary<short, long> _judgedAt = [];

    /// <summary>Queues a draft; completes when it is posted or refused, or when its deadline has passed.</summary>
    public async Task<PostResult> PostAsync(EntryDraft draft)
    {
        Pending pending = new(draft, time.GetUtcNow() + options.Deadline);
        await _queue.Writer.WriteAsync(pending);
        return await pending.Done.Task;
    }

    /// <summary>Takes no more drafts; <see cref="RunAsync"/> ends when those queued are answered.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Commits group after group until the queue is completed and empty.</summary>
    public async Task RunAsync()
    {
        List<Pending> batch = [];
        while (_carried.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            Gather(batch);
            await SettleAsync(batch);
            batch.Clear();
            if (_states.Values.Sum(s => s.Accounts.Count) > options.AccountsInMemory)
            {
                _states.Clear();
            }
        }
    }

    /// <summary>
    /// Takes what waits, up to a group. After a step of a fund's earning days the rest of its shard waits for the next
    /// group: the step counts from its commit on.
    /// </summary>
    private void Gather(List<Pending> batch)
    {
        HashSet<short> stepped = [];
        List<Pending> waiting = [.. _carried];
        _carried.Clear();
        while (waiting.Count < options.GroupSize && _queue.Reader.TryRead(out Pending? next))
        {
            waiting.Add(next);
        }

        foreach (Pending pending in waiting)
        {
            short shard = pending.Draft.Shard;
            if (stepped.Contains(shard))
            {
                _carried.Add(pending);
                continue;
            }

            batch.Add(pending);
            if (pending.Draft.Earning is not null)
            {
                stepped.Add(shard);
            }
        }
    }

    /// <summary>Brings every draft of <paramref name="batch"/> to an answer.</summary>
    private async Task SettleAsync(List<Pending> batch)
    {
        for (int attempt = 0; batch.Count > 0; attempt++)
        {
            try
            {
                await CommitAsync(batch);
                return;
            }
            catch (HeadMovedException)
            {
                Forget(batch);
            }
            catch (RowsRefusedException)
            {
                Forget(batch);
                if (batch.Count == 1)
                {
                    batch[0].Decided = PostStatus.RowsRefused;
                }
                else
                {
                    // One act's rows must not refuse its neighbours: the halves go again, each alone.
                    int half = batch.Count / 2;
                    await SettleAsync(batch[..half]);
                    await SettleAsync(batch[half..]);
                    return;
                }
            }
            catch (StoreUnavailableException unavailable)
            {
                // Not known whether it committed: the keys, looked up again, will tell.
                Forget(batch);
                GiveUpOnTheLate(batch, unavailable.InnerException);
                await Task.Delay(Backoff(attempt), time);
            }
#pragma warning disable CA1031 // Whatever it was, those who wait must hear of it.
            catch (Exception bug)
            {
                Forget(batch);
                if (await HaveHeadsMovedAsync())
                {
                    // Rows newer than the head it was judged at: no bug, another process wrote.
                    continue;
                }

                foreach (Pending pending in batch)
                {
                    pending.Done.TrySetException(bug);
                }

                return;
            }
#pragma warning restore CA1031
        }
    }

    private static TimeSpan Backoff(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(1_000, 20 << Math.Min(attempt, 6)));

    private void GiveUpOnTheLate(List<Pending> batch, Exception? cause)
    {
        TimeSpan earlier = DbFailure.IsFullDisk(cause) ? options.Deadline - options.FullDiskDeadline : TimeSpan.Zero;
        DateTimeOffset now = time.GetUtcNow() + earlier;
        batch.RemoveAll(pending =>
        {
            bool late = now >= pending.Deadline;
            if (late)
            {
                _gaveUpFor = cause;
                pending.Done.TrySetResult(new(PostStatus.Unknown, Entry: 0));
            }

            return late;
        });
    }

    private void Forget(List<Pending> batch)
    {
        foreach (Pending pending in batch)
        {
            _states.Remove(pending.Draft.Shard);
        }
    }

    /// <summary>
    /// Whether a head is no longer where the last group was judged at. A load reads rows one statement after the other:
    /// what the judge saw may never have stood together, and then its invariants need not hold.
    /// </summary>
    private async Task<bool> HaveHeadsMovedAsync()
    {
        LoadRequest request = new();
        request.Heads.AddRange(_judgedAt.Keys);
        if (request.Heads.Count == 0)
        {
            return false;
        }

        try
        {
            LoadResult now = await store.LoadAsync(request);
            return _judgedAt.Any(judged => now.Heads[judged.Key].Head.Head != judged.Value);
        }
        catch (StoreUnavailableException)
        {
            return true;
        }
    }

    private async Task CommitAsync(List<Pending> batch)
    {
        _judgedAt.Clear();
        Loading loading = new(calendars);
        foreach (Pending pending in batch)
        {
            loading.Note(pending.Draft, _states.GetValueOrDefault(pending.Draft.Shard));
        }

        LoadResult loaded = await loading.LoadAsync(store, _states);
        foreach (Pending pending in batch)
        {
            _judgedAt[pending.Draft.Shard] = _states[pending.Draft.Shard].Head;
        }

        SortedDictionary<short, ShardGroup> groups = [];
        Dictionary<(short, long, short, string), KeyRow> before = loaded.Keys;
        foreach (Pending pending in batch)
        {
            pending.Result = Decide(pending, groups, before);
        }

        List<ShardGroup> written = [.. groups.Values.Where(g => !g.IsEmpty)];
        if (written.Count > 0)
        {
            DateTimeOffset postedAt = HashChain.ToMicroseconds(time.GetUtcNow());
            foreach (ShardGroup group in written)
            {
                group.ToChain = HashChain.After(group, postedAt);
            }

            await store.CommitAsync(new(postedAt, written));
            foreach (ShardGroup group in written)
            {
                Committed(_states[group.Shard], group);
            }
        }

        foreach (Pending pending in batch)
        {
            pending.Done.TrySetResult(pending.Result);
        }
    }

    private PostResult Decide(
        Pending pending,
        SortedDictionary<short, ShardGroup> groups,
        Dictionary<(short, long, short, string), KeyRow> before)
    {
        EntryDraft draft = pending.Draft;
        (short, long, short, string) name = (draft.Shard, draft.Owner, draft.Act, draft.Key);
        if (before.TryGetValue(name, out KeyRow first))
        {
            // The key comes before every other rule: a retry must hear what the first try was told.
            return first.Fingerprint == draft.Fingerprint
                ? new(first.Status, first.Entry, first.FailedLeg, Replayed: true)
                : new(PostStatus.KeyReused, first.Entry);
        }

        ShardState state = _states[draft.Shard];
        if (!groups.TryGetValue(draft.Shard, out ShardGroup? group))
        {
            group = new(draft.Shard, state.Head, state.Chain);
            groups.Add(draft.Shard, group);
        }

        PostResult result = new Judge(state, group).Decide(draft, pending.Decided);
        before.Add(name, group.Keys[^1]);
        return result;
    }

    private static void Committed(ShardState state, ShardGroup group)
    {
        state.Chain = group.ToChain;
        EarningRules.Published(state, group);
        state.Reversals.Clear();
        foreach (Account account in group.Accounts)
        {
            account.Changed = false;
            account.Stored |= account.Exists;
        }

        foreach (Holder holder in group.Holders)
        {
            holder.Stored = true;
        }
    }

    /// <summary>A draft on its way to an answer.</summary>
    private sealed class Pending(EntryDraft draft, DateTimeOffset deadline)
    {
        public EntryDraft Draft => draft;

        public DateTimeOffset Deadline => deadline;

        public PostResult Result { get; set; }

        /// <summary>Set when the act's own rows were refused: then only the refusal is written.</summary>
        public PostStatus? Decided { get; set; }

        public TaskCompletionSource<PostResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
