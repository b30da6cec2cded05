using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// Brings a database to the schema of this program: numbered SQL files, forward only, each in a transaction, each
/// recorded with its checksum in <c>huoqi.migration</c>. A database that another history made is refused, never bent.
/// </summary>
public static class Migrations
{
    // Any fixed number, the same in all versions: two programs that start together migrate one after the other.
    private const long LockKey = 0x68756f7169;

    private static readonly Sql TakeLock = new("SELECT pg_advisory_lock($1)");
    private static readonly Sql ReleaseLock = new("SELECT pg_advisory_unlock($1)");
    private static readonly Sql TableExists = new("SELECT to_regclass('huoqi.migration') IS NOT NULL");

    // The Sql below is parsed by a test against a migrated database, where the table exists.
    private static readonly Sql Applied = new(
        "SELECT module, number, name, checksum FROM huoqi.migration ORDER BY module, number");

    private static readonly Sql Record = new(
        "INSERT INTO huoqi.migration (module, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)");

    /// <summary>
    /// Applies what is missing, module by module in the order given (the kernel first: it makes the table of
    /// migrations), and answers how many files that were.
    /// </summary>
    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="modules">The modules of the program.</param>
    /// <param name="time">The clock of <c>applied_at</c>.</param>
    /// <param name="runChecks">True in tests: runs each <c>NNNN-what.check.sql</c> after its migration and takes back
    /// what it wrote.</param>
    /// <param name="cancel">Stops between and within migrations; the one under way is rolled back.</param>
    public static async Task<int> ApplyAsync(
        NpgsqlDataSource owner,
        IReadOnlyList<MigrationModule> modules,
        TimeProvider time,
        bool runChecks = false,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(time);
        List<MigrationFile> files = [.. modules.SelectMany(module => module.Files())];

        await using NpgsqlConnection connection = await owner.OpenConnectionAsync(cancel);
        Tx session = new(connection);
        await session.RowsAsync(TakeLock, [LockKey], _ => true, cancel);
        try
        {
            List<MigrationFile> missing = Missing(files, await AppliedAsync(session, cancel));
            foreach (MigrationFile file in missing)
            {
                await ApplyOneAsync(session, file, time, runChecks, cancel);
            }
            return missing.Count;
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await session.RowsAsync(ReleaseLock, [LockKey], _ => true, CancellationToken.None);
            }
        }
    }

    private static async Task<List<AppliedMigration>> AppliedAsync(Tx session, CancellationToken cancel)
    {
        if (!await session.RowAsync(TableExists, [], row => row.GetBoolean(0), cancel))
        {
            return [];
        }
        return await session.RowsAsync(
            Applied,
            [],
            row => new AppliedMigration(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3)),
            cancel);
    }

    /// <summary>What has to run, or a sentence when the database is not an earlier state of this program.</summary>
    private static List<MigrationFile> Missing(
        IReadOnlyList<MigrationFile> files, IReadOnlyList<AppliedMigration> applied)
    {
        foreach (AppliedMigration done in applied)
        {
            MigrationFile? file = files.FirstOrDefault(
                file => file.Module == done.Module && file.Number == done.Number);
            if (file is null)
            {
                throw new UserErrorException(
                    $"The database is newer than this program: it has migration {done.Name} of module {done.Module}, "
                    + "which this program does not know; run the newer program, or restore a backup of before.");
            }
            if (file.Checksum != done.Checksum || file.Name != done.Name)
            {
                throw new UserErrorException(
                    $"Migration {file.Name} of module {file.Module} is not the one that this database was made with "
                    + $"({done.Name}, another checksum); put the file back as it was and add a new migration instead.");
            }
        }
        foreach (IGrouping<string, AppliedMigration> module in applied.GroupBy(done => done.Module))
        {
            int last = module.Max(done => done.Number);
            int hole = Enumerable.Range(1, last).Except(module.Select(done => done.Number)).FirstOrDefault();
            if (hole > 0)
            {
                throw new UserErrorException(
                    $"The database lacks migration {hole:0000} of module {module.Key} although {last:0000} was applied"
                    + "; it was changed by hand: restore a backup.");
            }
        }
        return [.. files.Where(file => !applied.Any(
            done => done.Module == file.Module && done.Number == file.Number))];
    }

    private static async Task ApplyOneAsync(
        Tx session, MigrationFile file, TimeProvider time, bool runChecks, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await session.Connection.BeginTransactionAsync(cancel);
        try
        {
            await session.ExecuteAsync(new Sql(file.Text), [], cancel);
            if (runChecks && file.CheckText is not null)
            {
                await transaction.SaveAsync("before_check", cancel);
                await session.ExecuteAsync(new Sql(file.CheckText), [], cancel);
                await transaction.RollbackAsync("before_check", cancel);
            }
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new UserErrorException(
                $"Migration {file.Name} of module {file.Module} may not run as this role ({failure.MessageText}); "
                + "--database must log in as a role that may create roles and owns the database.", failure);
        }
        object?[] row = [file.Module, file.Number, file.Name, file.Checksum, time.GetUtcNow()];
        await session.ExecuteAsync(Record, row, cancel);
        await transaction.CommitAsync(CancellationToken.None);
    }
}
