using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>
/// The general ledger: the only code that changes a balance. Modules hand it drafts and read through named queries
/// (<see cref="LedgerQueries"/>).
/// </summary>
public sealed class GeneralLedger : IAsyncDisposable
{
    private static readonly Sql InsertHeads = new("""
        INSERT INTO ledger.shard_head (shard, head, chain)
        SELECT s, 0, decode(repeat('00', 32), 'hex') FROM generate_series(0, $1::int - 1) AS s
        ON CONFLICT DO NOTHING
        """);

    private readonly WriterQueue[] _queues;
    private readonly Task _running;

    internal GeneralLedger(ILedgerStore store, int shards, LedgerOptions options, TimeProvider time)
    {
        Invariant.Holds(shards is > 0 and <= short.MaxValue);
        Shards = shards;
        EarningCalendars calendars = new();
        _queues = new WriterQueue[Math.Min(options.Queues, shards)];
        for (int i = 0; i < _queues.Length; i++)
        {
            _queues[i] = new(store, calendars, options, time);
        }

        _running = Task.WhenAll(_queues.Select(q => q.RunAsync()));
    }

    /// <summary>How many shards the installation has.</summary>
    public int Shards { get; }

    /// <summary>Why drafts were answered <see cref="PostStatus.Unknown"/>; null when none ever was.</summary>
    public Exception? GaveUpFor => _queues.Select(queue => queue.GaveUpFor).FirstOrDefault(cause => cause is not null);

    /// <summary>How the queues of this process are doing.</summary>
    public LedgerFacts Facts => LedgerFacts.Of([.. _queues.Select(queue => (queue.Waiting, queue.Commits))]);

    /// <summary>Opens the ledger of a database and its writer queues.</summary>
    public static async Task<GeneralLedger> StartAsync(
        NpgsqlDataSource source, int shards, LedgerOptions options, TimeProvider time)
    {
        // Through Db for its retry: the server may be coming back from a crash just now.
        Db db = new(source, time, new Random());
        await db.InTransactionAsync((tx, token) => tx.ExecuteAsync(InsertHeads, [shards], token), idempotent: true);
        return new(new PostgresLedgerStore(source), shards, options, time);
    }

    /// <summary>The shard in which everything of <paramref name="person"/> lives.</summary>
    public short ShardOf(long person) => Sharding.Of(person, Shards);

    /// <summary>
    /// Posts an entry, once: the same owner, act and key with the same content gets the first answer again. A refusal
    /// is an answer too. <see cref="PostStatus.Unknown"/> means that nothing was found out within the deadline; the
    /// same draft may be posted again at any time to hear what became of it.
    /// </summary>
    public Task<PostResult> PostAsync(EntryDraft draft)
    {
        Invariant.Holds(draft.Shard >= 0 && draft.Shard < Shards);
        return _queues[draft.Shard % _queues.Length].PostAsync(draft);
    }

    /// <summary>Answers what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (WriterQueue queue in _queues)
        {
            queue.Complete();
        }

        await _running;
    }
}
