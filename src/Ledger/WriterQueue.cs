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
        new BoundedChannelOptions(options.QueueLength)
        {
            SingleReader = true,
            // A lone request is judged and sent by the thread that brings it: nobody has to be woken for it.
            AllowSynchronousContinuations = true,
        });

    private readonly Dictionary<short, ShardState> _states = [];
    private readonly List<Pending> _carried = [];
    private volatile Exception? _gaveUpFor;

    /// <summary>Why drafts were answered Unknown; null when none ever was.</summary>
    public Exception? GaveUpFor => _gaveUpFor;

    /// <summary>How many drafts wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>What its commits took.</summary>
    public CommitTimes Commits { get; } = new();

    /// <summary>The heads at which the current group is judged.</summary>
    private readonly Dictionary<short, long> _judgedAt = [];

    /// <summary>What was judged of the current group, by shard.</summary>
    private readonly SortedDictionary<short, ShardGroup> _groups = [];

    /// <summary>
    /// How many more groups look their keys up before they are judged. A key is new as a rule, and the unique index is
    /// the proof of it; retries come in crowds, after a start and after each other.
    /// </summary>
    private int _lookUps = options.GroupsThatLookUpKeys;

    /// <summary>Queues a draft; completes when it is posted or refused, or when its deadline has passed.</summary>
    public Task<PostResult> PostAsync(EntryDraft draft)
    {
        Pending pending = new(draft, time.GetTimestamp());
        if (_queue.Writer.TryWrite(pending))
        {
            // Who has a context of its own hears the answer there and not on a thread of the pool.
            return SynchronizationContext.Current is null ? pending.Task : AnsweredAsync(pending);
        }

        // People are told at once, and may ask again; the platform's own work waits for room.
        return draft.ByPlatform || _queue.Reader.Completion.IsCompleted
            ? WaitForRoomAsync(pending)
            : Task.FromResult(new PostResult(PostStatus.TryAgain, Entry: 0));
    }

    private static async Task<PostResult> AnsweredAsync(Pending pending) => await pending.Task;

    private async Task<PostResult> WaitForRoomAsync(Pending pending)
    {
        await _queue.Writer.WriteAsync(pending);
        return await pending.Task;
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
            if (!next.Draft.ByPlatform && time.GetElapsedTime(next.Since) > options.QueueDeadline)
            {
                next.TrySetResult(new(PostStatus.TryAgain, Entry: 0));
                continue;
            }

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
            catch (KeyTakenException)
            {
                // Somebody asks again: what the first try was told is looked up, and nobody else is refused for it.
                Undo();
                _lookUps = Math.Max(1, options.GroupsThatLookUpKeys);
            }
            catch (RowsRefusedException)
            {
                Undo();
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
                    pending.TrySetException(bug);
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
        TimeSpan deadline = DbFailure.IsFullDisk(cause) ? options.FullDiskDeadline : options.Deadline;
        batch.RemoveAll(pending =>
        {
            bool late = time.GetElapsedTime(pending.Since) >= deadline;
            if (late)
            {
                _gaveUpFor = cause;
                pending.TrySetResult(new(PostStatus.Unknown, Entry: 0));
            }

            return late;
        });
    }

    /// <summary>
    /// Takes the judgements of a group back that the database refused as a whole. It stands as it stood, so only what
    /// was changed in memory is let go of.
    /// </summary>
    private void Undo()
    {
        foreach (ShardGroup group in _groups.Values)
        {
            if (!_states[group.Shard].Undo(group))
            {
                _states.Remove(group.Shard);
            }
        }
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
        _groups.Clear();
        bool looksUpKeys = _lookUps > 0;
        _lookUps -= looksUpKeys ? 1 : 0;
        Loading loading = new(calendars, looksUpKeys);
        foreach (Pending pending in batch)
        {
            loading.Note(pending.Draft, _states.GetValueOrDefault(pending.Draft.Shard));
        }

        LoadResult loaded = await loading.LoadAsync(store, _states);
        foreach (Pending pending in batch)
        {
            _judgedAt[pending.Draft.Shard] = _states[pending.Draft.Shard].Head;
        }

        Dictionary<(short, long, short, string), KeyRow> before = loaded.Keys;
        before.EnsureCapacity(before.Count + batch.Count);
        Judge? judge = null;
        foreach (Pending pending in batch)
        {
            pending.Result = Decide(pending, before, ref judge);
        }

        List<ShardGroup> written = [.. _groups.Values.Where(g => !g.IsEmpty)];
        if (written.Count > 0)
        {
            DateTimeOffset postedAt = HashChain.ToMicroseconds(time.GetUtcNow());
            foreach (ShardGroup group in written)
            {
                group.ToChain = HashChain.After(group, postedAt);
            }

            long since = time.GetTimestamp();
            await store.CommitAsync(new(postedAt, written));
            Commits.Note(batch.Count, time.GetElapsedTime(since));
            foreach (ShardGroup group in written)
            {
                Committed(_states[group.Shard], group);
            }
        }

        foreach (Pending pending in batch)
        {
            pending.TrySetResult(pending.Result);
        }
    }

    private PostResult Decide(
        Pending pending, Dictionary<(short, long, short, string), KeyRow> before, ref Judge? judge)
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
        if (draft.ByPlatform && draft.BusinessDate.DayNumber <= state.ClosedThrough)
        {
            // The platform's own work goes on with the next date, under the same key: nothing is kept that would refuse
            // a delivery for ever. A closed date never opens again, so that nothing need be written to prove it.
            return new(PostStatus.BusinessDayClosed, Entry: 0);
        }

        if (!_groups.TryGetValue(draft.Shard, out ShardGroup? group))
        {
            group = new(draft.Shard, state.Head, state.Chain);
            _groups.Add(draft.Shard, group);
        }

        if (judge is null || judge.Group != group)
        {
            judge = new(state, group);
        }

        PostResult result = judge.Decide(draft, pending.Decided);
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
    private sealed class Pending(EntryDraft draft, long since)
        : TaskCompletionSource<PostResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public EntryDraft Draft => draft;

        /// <summary>When it came, as a timestamp of the clock: a clock that is set has no hold on deadlines.</summary>
        public long Since => since;

        public PostResult Result { get; set; }

        /// <summary>Set when the act's own rows were refused: then only the refusal is written.</summary>
        public PostStatus? Decided { get; set; }
    }
}
