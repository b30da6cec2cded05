using System.Data;
using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// The database as the modules see it: transactions with the one retry of the program, and typed reads.
/// Nobody else retries: two layers of retry multiply.
/// </summary>
/// <param name="source">Where connections come from: made by <see cref="DbConnections"/>.</param>
/// <param name="time">The clock of delays and deadlines.</param>
/// <param name="jitter">Spreads the retries of callers that collided; used under a lock.</param>
/// <param name="options">Delays and deadline; null for the defaults.</param>
public sealed class Db(NpgsqlDataSource source, TimeProvider time, Random jitter, DbOptions? options = null) : IReads
{
    // In a transaction that a swallowed error has already broken, PostgreSQL answers COMMIT with a polite ROLLBACK and
    // no error: the work would be acknowledged and lost. This statement fails there, and COMMIT is not even run.
    private const string StillAlive = "SELECT 1";

    private readonly DbOptions _options = options ?? new DbOptions();
    private readonly Lock _jitterLock = new();

    /// <summary>The source of connections, for what needs one of its own (COPY, LISTEN, advisory locks).</summary>
    public NpgsqlDataSource Source => source;

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. Work that the server certainly rolled back for a
    /// passing reason runs again until the deadline, so it must not touch anything outside the transaction.
    /// <paramref name="cancel"/> is not listened to once COMMIT is sent.
    /// </summary>
    /// <param name="work">What to do; it may run several times.</param>
    /// <param name="idempotent">True when the work finds its own earlier commit (a key): then it also runs again after
    /// a COMMIT of unknown outcome.</param>
    /// <param name="isolation">READ COMMITTED with ordered row locks, unless a rule spans many rows.</param>
    /// <param name="cancel">Gives up before COMMIT.</param>
    /// <exception cref="OutcomeUnknownException">COMMIT was sent and not answered: the work is neither done nor refused
    /// until it is looked up.</exception>
    public async Task<T> InTransactionAsync<T>(
        Func<Tx, CancellationToken, Task<T>> work,
        bool idempotent = false,
        IsolationLevel isolation = IsolationLevel.ReadCommitted,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        long started = time.GetTimestamp();
        bool unknown = false;
        for (int attempt = 0; ; attempt++)
        {
            bool commitSent = false;
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(isolation, cancel);
                T result = await work(new Tx(connection), cancel);
                cancel.ThrowIfCancellationRequested();
                commitSent = true;
                await CommitAsync(connection);
                return result;
            }
            catch (Exception failure)
            {
                unknown |= commitSent && !DbFailure.IsCertainlyRolledBack(failure);
                bool again = unknown ? idempotent && DbFailure.IsPassing(failure) : DbFailure.IsPassing(failure);
                if (again && await WaitAsync(attempt, started, cancel))
                {
                    continue;
                }
                if (unknown)
                {
                    // Also when a later attempt failed for certain: the first one may have committed.
                    throw new OutcomeUnknownException(failure);
                }
                throw;
            }
        }
    }

    /// <summary>Like the other overload, for work without a result.</summary>
    public Task InTransactionAsync(
        Func<Tx, CancellationToken, Task> work,
        bool idempotent = false,
        IsolationLevel isolation = IsolationLevel.ReadCommitted,
        CancellationToken cancel = default)
    {
        return InTransactionAsync<bool>(
            async (tx, token) =>
            {
                await work(tx, token);
                return true;
            },
            idempotent,
            isolation,
            cancel);
    }

    /// <summary>
    /// Runs a statement that takes at most <paramref name="portion"/> rows, which is its last parameter, until it finds
    /// fewer, each time in a transaction of its own; returns how many rows it took.
    /// </summary>
    public async Task<int> ExecuteInPortionsAsync(
        Sql sql, object?[] values, int portion, CancellationToken cancel = default)
    {
        object?[] all = [.. values, portion];
        int taken = 0;
        while (true)
        {
            int now = await InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(sql, all, token), idempotent: true, cancel: cancel);
            taken += now;
            if (now < portion)
            {
                return taken;
            }
        }
    }

    /// <summary>All rows of one SELECT, in a transaction of its own; nothing may be written this way.</summary>
    public Task<List<T>> RowsAsync<T>(
        Sql sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancel = default)
    {
        return ReadAsync((tx, token) => tx.RowsAsync(sql, values, read, token), cancel);
    }

    /// <summary>The one row of a SELECT that always has exactly one, in a transaction of its own.</summary>
    public Task<T> RowAsync<T>(
        Sql sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancel = default)
    {
        return ReadAsync((tx, token) => tx.RowAsync(sql, values, read, token), cancel);
    }

    /// <summary>The only row of a SELECT, or null when there is none, in a transaction of its own.</summary>
    public Task<T?> RowOrNullAsync<T>(
        Sql sql, object?[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancel = default)
        where T : class
    {
        return ReadAsync((tx, token) => tx.RowOrNullAsync(sql, values, read, token), cancel);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default)
    {
        return ReadAsync<IReadOnlyList<TRow>>(
            async (tx, token) =>
            {
                await using NpgsqlCommand command = new(query.Statement.Text, tx.Connection);
                query.Bind(command.Parameters);
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
                List<TRow> rows = [];
                while (await reader.ReadAsync(token))
                {
                    rows.Add(query.Read(reader));
                }

                return rows;
            },
            cancel);
    }

    /// <summary>Runs all queries of a batch in one round trip.</summary>
    public Task TogetherAsync(ReadBatch batch, CancellationToken cancel = default)
    {
        return ReadAsync(
            async (tx, token) =>
            {
                await batch.RunAsync(tx.Connection, token);
                return true;
            },
            cancel);
    }

    /// <summary>The same, tried once: for what rather has no answer than holds a connection while it waits.</summary>
    public async Task TogetherOnceAsync(ReadBatch batch, CancellationToken cancel = default)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await batch.RunAsync(connection, cancel);
    }

    // One statement outside BEGIN: one round trip, and a retry can do no harm because it only reads.
    private async Task<T> ReadAsync<T>(Func<Tx, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        long started = time.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
                return await read(new Tx(connection), cancel);
            }
            catch (Exception failure) when (DbFailure.IsPassing(failure))
            {
                if (!await WaitAsync(attempt, started, cancel))
                {
                    throw;
                }
            }
        }
    }

    // Never with a cancellation token: a cancelled COMMIT that waits for its standby returns as if it had succeeded.
    private static async Task CommitAsync(NpgsqlConnection connection)
    {
        string? warning = null;
        void Notice(object sender, NpgsqlNoticeEventArgs arguments)
        {
            // 01000 here is "canceling wait for synchronous replication": committed on this server and maybe nowhere
            // else, so a failover could take it back.
            if (arguments.Notice.SqlState == "01000")
            {
                warning = arguments.Notice.MessageText;
            }
        }
        connection.Notice += Notice;
        try
        {
            await using NpgsqlBatch batch = new(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(StillAlive));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        finally
        {
            connection.Notice -= Notice;
        }
        if (warning is not null)
        {
            throw new CommitWarnedException(warning);
        }
    }

    // Full jitter: anywhere between nothing and the capped double of the last bound.
    private async Task<bool> WaitAsync(int attempt, long started, CancellationToken cancel)
    {
        long bound = Math.Min(_options.MaxDelay.Ticks, _options.FirstDelay.Ticks << Math.Min(attempt, 20));
        TimeSpan delay;
        lock (_jitterLock)
        {
            delay = new TimeSpan(jitter.NextInt64(bound + 1));
        }
        if (cancel.IsCancellationRequested || time.GetElapsedTime(started) + delay > _options.Deadline)
        {
            return false;
        }
        try
        {
            await Task.Delay(delay, time, cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        return true;
    }
}

/// <summary>How long <see cref="Db"/> keeps trying.</summary>
public sealed record DbOptions
{
    /// <summary>The bound of the first delay.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The bound that delays grow to.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From the first attempt on; long enough for PostgreSQL to come back from a crash.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);
}
