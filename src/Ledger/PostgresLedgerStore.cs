using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>The ledger's store in PostgreSQL: a load and a commit are one round trip each.</summary>
internal sealed class PostgresLedgerStore(NpgsqlDataSource source) : ILedgerStore
{
    private const string HeadMoved = "HQ001";
    private const string WrongRowCount = "HQ002";
    private const string KeyConstraint = "request_key_pkey";

    // "canceling wait for synchronous replication": committed on this server and maybe nowhere else.
    private const string CommitQualified = "01000";

    // What an earlier commit wrote may be seen before a standby has it, when its own wait was cut short. A commit waits
    // for everything before it; without a standby there is nothing to wait for and nothing is written.
    private static readonly Sql Prove = new("""
        SELECT pg_logical_emit_message(true, 'huoqi', 'answered again')
        WHERE current_setting('synchronous_standby_names') <> ''
        """);

    /// <inheritdoc/>
    public async Task<LoadResult> LoadAsync(LoadRequest request)
    {
        LoadBatch load = new(request);
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            await using NpgsqlBatch batch = load.ToBatch(connection);
            LoadResult found;
            await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync())
            {
                found = await load.ReadAsync(reader);
            }

            if (found.Keys.Count > 0)
            {
                // A first answer is about to be given again, without a commit of its own.
                await using NpgsqlBatch prove = new(connection) { BatchCommands = { new(Prove.Text) } };
                await ExecuteAsync(prove);
            }

            return found;
        }
        catch (Exception failure) when (DbFailure.IsPassing(failure))
        {
            throw new StoreUnavailableException(failure);
        }
    }

    /// <inheritdoc/>
    public async Task CommitAsync(PostingGroup group)
    {
        HashSet<NpgsqlBatchCommand> actsOwn = [];
        NpgsqlBatch batch = new();
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            batch.Connection = connection;
            if (group.Shards.Sum(shard => shard.Keys.Count) < GroupCopy.Worthwhile)
            {
                GroupBatch.Fill(batch, group, actsOwn);
                await ExecuteAsync(batch);
            }
            else
            {
                await CopyAsync(batch, group, actsOwn);
            }
        }
        catch (PostgresException refused) when (refused.SqlState == HeadMoved)
        {
            throw new HeadMovedException();
        }
        catch (PostgresException refused) when (refused.ConstraintName == KeyConstraint)
        {
            throw new KeyTakenException();
        }
        catch (PostgresException refused) when (IsRefusalOfRows(refused, actsOwn))
        {
            throw new RowsRefusedException(refused.MessageText);
        }
        catch (Exception failure) when (DbFailure.IsPassing(failure))
        {
            throw new StoreUnavailableException(failure);
        }
        finally
        {
            // Not before: a failure names its statement by the batch.
            await batch.DisposeAsync();
        }
    }

    /// <summary>The same transaction in several round trips, its journal rows by COPY; the last one commits.</summary>
    private static async Task CopyAsync(
        NpgsqlBatch end, PostingGroup group, HashSet<NpgsqlBatchCommand> actsOwn)
    {
        NpgsqlConnection connection = end.Connection!;
        try
        {
            await using (NpgsqlBatch begin = new(connection) { BatchCommands = { new("BEGIN") } })
            {
                GroupBatch.AddState(begin, group);
                await begin.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await GroupCopy.SendAsync(connection, group);
            GroupBatch.AddActsOwn(end, group, actsOwn);
            end.BatchCommands.Add(new("COMMIT"));
            await ExecuteAsync(end);
        }
        catch
        {
            await RollBackAsync(connection);
            throw;
        }
    }

    /// <summary>No connection goes back to the pool within a transaction; a broken one does not go back.</summary>
    private static async Task RollBackAsync(NpgsqlConnection connection)
    {
        try
        {
            await using NpgsqlCommand undo = new("ROLLBACK", connection);
            await undo.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            // What went wrong first is what is told.
            await connection.CloseAsync();
        }
    }

    /// <summary>
    /// One implicit transaction: the statements go out together and the server commits at the end of them. No
    /// cancellation: a cancelled wait for a standby comes back as if it had committed, with a notice; then it is not
    /// known whether it will outlive a failover.
    /// </summary>
    private static async Task ExecuteAsync(NpgsqlBatch batch)
    {
        string? warning = null;
        void Hear(object sender, NpgsqlNoticeEventArgs arguments) =>
            warning = arguments.Notice.SqlState == CommitQualified ? arguments.Notice.MessageText : warning;

        NpgsqlConnection connection = batch.Connection!;
        connection.Notice += Hear;
        try
        {
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        finally
        {
            connection.Notice -= Hear;
        }

        if (warning is not null)
        {
            throw new StoreUnavailableException(new OutcomeUnknownException(new InvalidOperationException(warning)));
        }
    }

    /// <summary>A wrong count, or a constraint (class 23), met by an act's own statement.</summary>
    private static bool IsRefusalOfRows(PostgresException failure, HashSet<NpgsqlBatchCommand> actsOwn) =>
        failure.BatchCommand is NpgsqlBatchCommand command && actsOwn.Contains(command)
        && (failure.SqlState == WrongRowCount || failure.SqlState.StartsWith("23", StringComparison.Ordinal));
}
