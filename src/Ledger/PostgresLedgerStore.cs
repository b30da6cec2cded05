using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>The ledger's store in PostgreSQL: a load and a commit are one round trip each.</summary>
internal sealed class PostgresLedgerStore(NpgsqlDataSource source) : ILedgerStore
{
    private const string HeadMoved = "HQ001";
    private const string WrongRowCount = "HQ002";
    private const string KeyConstraint = "request_key_pkey";

    /// <inheritdoc/>
    public async Task<LoadResult> LoadAsync(LoadRequest request)
    {
        LoadBatch load = new(request);
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            await using NpgsqlBatch batch = load.ToBatch(connection);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync();
            return await load.ReadAsync(reader);
        }
        catch (Exception failure) when (DbFailure.IsPassing(failure))
        {
            throw new StoreUnavailableException(failure);
        }
    }

    /// <inheritdoc/>
    public async Task CommitAsync(PostingGroup group)
    {
        NpgsqlBatch? batch = null;
        HashSet<NpgsqlBatchCommand> actsOwn = [];
        try
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            batch = new(connection);
            GroupBatch.Fill(batch, group, actsOwn);

            // One implicit transaction: the statements go out together and the server commits at the end of them.
            // No cancellation: a cancelled wait for a standby would come back as if it had committed.
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
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
            if (batch is not null)
            {
                await batch.DisposeAsync();
            }
        }
    }

    /// <summary>A wrong count, or a constraint (class 23), met by an act's own statement.</summary>
    private static bool IsRefusalOfRows(PostgresException failure, HashSet<NpgsqlBatchCommand> actsOwn) =>
        failure.BatchCommand is NpgsqlBatchCommand command && actsOwn.Contains(command)
        && (failure.SqlState == WrongRowCount || failure.SqlState.StartsWith("23", StringComparison.Ordinal));
}
