using Huoqi.Kernel;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The one retry of the program, and what it may say about a commit.</summary>
public sealed class DbTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_fails_for_a_passing_reason_runs_again()
    {
        await using TestDatabase database = await WithTableAsync();
        int attempts = 0;
        await database.Db.InTransactionAsync(
            async (tx, cancel) =>
            {
                attempts++;
                await InsertAsync(tx, attempts, cancel);
                if (attempts < 3)
                {
                    await RaiseAsync(tx, "40001", cancel);
                }
            },
            cancel: Cancel);
        Assert.Equal(3, attempts);
        Assert.Equal(1, await database.ValueAsync<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Work_that_fails_for_good_runs_once()
    {
        await using TestDatabase database = await WithTableAsync();
        int attempts = 0;
        await Assert.ThrowsAsync<PostgresException>(() => database.Db.InTransactionAsync(
            async (tx, cancel) =>
            {
                attempts++;
                await InsertAsync(tx, 1, cancel);
                await InsertAsync(tx, 1, cancel);
            },
            cancel: Cancel));
        Assert.Equal(1, attempts);
        Assert.Equal(0, await database.ValueAsync<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Retries_end_at_the_deadline_with_the_failure_itself()
    {
        await using TestDatabase database = await WithTableAsync();
        Db impatient = new(
            database.App,
            TimeProvider.System,
            new Random(1),
            new DbOptions { Deadline = TimeSpan.FromMilliseconds(300) });
        PostgresException failure = await Assert.ThrowsAsync<PostgresException>(() => impatient.InTransactionAsync(
            (tx, cancel) => RaiseAsync(tx, "40P01", cancel), cancel: Cancel));
        Assert.Equal("40P01", failure.SqlState);
    }

    [Fact]
    public async Task Work_that_swallowed_an_error_of_the_server_is_not_told_as_done()
    {
        await using TestDatabase database = await WithTableAsync();
        await Assert.ThrowsAsync<PostgresException>(() => database.Db.InTransactionAsync(
            async (tx, cancel) =>
            {
                await InsertAsync(tx, 1, cancel);
                try
                {
                    await InsertAsync(tx, 1, cancel);
                }
                catch (PostgresException)
                {
                    // The mistake under test.
                }
            },
            cancel: Cancel));
        Assert.Equal(0, await database.ValueAsync<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_constraint_that_is_checked_at_commit_is_a_certain_refusal()
    {
        await using TestDatabase database = await WithTableAsync();
        await database.RunAsync(
            "CREATE TABLE u (n int REFERENCES t DEFERRABLE INITIALLY DEFERRED); GRANT INSERT ON u TO huoqi_app");
        PostgresException failure = await Assert.ThrowsAsync<PostgresException>(() => database.Db.InTransactionAsync(
            (tx, cancel) => tx.ExecuteAsync(new Sql("INSERT INTO u VALUES (7)"), [], cancel), cancel: Cancel));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, failure.SqlState);
    }

    [Fact]
    public async Task A_session_that_is_ended_during_commit_leaves_the_outcome_unknown()
    {
        await using TestDatabase database = await WithTableAsync();
        await CommitEndsSessionAsync(database);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => database.Db.InTransactionAsync(
            (tx, cancel) => InsertAsync(tx, 1, cancel), cancel: Cancel));
    }

    [Fact]
    public async Task An_unknown_outcome_runs_again_only_when_the_work_is_idempotent()
    {
        await using TestDatabase database = await WithTableAsync();
        await CommitEndsSessionAsync(database);
        int attempts = 0;
        await database.Db.InTransactionAsync(
            async (tx, cancel) =>
            {
                attempts++;
                if (attempts == 1)
                {
                    await InsertAsync(tx, 1, cancel);
                }
            },
            idempotent: true,
            cancel: Cancel);
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Cancelling_before_commit_rolls_back()
    {
        await using TestDatabase database = await WithTableAsync();
        using CancellationTokenSource source = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Db.InTransactionAsync(
            async (tx, cancel) =>
            {
                await InsertAsync(tx, 1, cancel);
                await source.CancelAsync();
            },
            cancel: source.Token));
        Assert.Equal(0, await database.ValueAsync<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task The_program_keeps_its_role_when_a_connection_is_used_again()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        // As with --database: another role logs in, here even a superuser.
        await using NpgsqlDataSource app = DbConnections.App(postgres.OwnerConnection(database.Name));
        Db db = new(app, TimeProvider.System, new Random(1));
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(
                DbConnections.AppRole,
                await db.RowAsync(new Sql("SELECT current_user::text"), [], row => row.GetString(0), Cancel));
        }
    }

    [Fact]
    public async Task The_program_may_not_change_what_the_installation_is()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await using (await database.OpenAsync(shards: 4))
        {
        }
        string[] forbidden =
        [
            "UPDATE huoqi.installation SET shard_count = 5", "DELETE FROM huoqi.migration", "TRUNCATE huoqi.migration",
            "DROP SCHEMA huoqi CASCADE", "CREATE TABLE huoqi.t (n int)",
        ];
        foreach (string statement in forbidden)
        {
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
                () => database.Db.InTransactionAsync(
                    (tx, cancel) => tx.ExecuteAsync(new Sql(statement), [], cancel), cancel: Cancel));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task A_role_or_database_that_sets_synchronous_commit_off_is_refused()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        await database.RunAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = off");
        await using NpgsqlDataSource app = DbConnections.App(postgres.AppConnection(database.Name));
        UserErrorException refused = await Assert.ThrowsAsync<UserErrorException>(
            async () => await app.OpenConnectionAsync(Cancel));
        Assert.Contains("synchronous_commit", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Port=many")]
    [InlineData("Database=huoqi")]
    public async Task A_connection_string_that_is_none_is_refused_without_repeating_it(string text)
    {
        (int exitCode, string said) = await HuoqiProcess.RunAsync("status", "--database", text);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains("--database", said, StringComparison.Ordinal);
        Assert.DoesNotContain(text, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_the_user_s_own_is_migrated_and_described()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        (int exitCode, string said) = await HuoqiProcess.RunAsync(
            "status", "--shards", "7", "--database", postgres.OwnerConnection(database.Name));
        Assert.Equal((ExitCodes.Done, true), (exitCode, said.Contains("shards       7", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_that_may_make_roles_is_enough_for_a_database_of_its_own()
    {
        await using TestDatabase database = await postgres.CreateEmptyDatabaseAsync();
        await database.RunAsync($"""
            CREATE ROLE boss LOGIN CREATEROLE;
            ALTER DATABASE {database.Name} OWNER TO boss;
            """);
        string connection = new NpgsqlConnectionStringBuilder(postgres.OwnerConnection(database.Name))
        {
            Username = "boss",
        }.ConnectionString;
        (int exitCode, string said) = await HuoqiProcess.RunAsync("status", "--database", connection);
        Assert.True(exitCode == ExitCodes.Done, said);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_sentence()
    {
        (int exitCode, string said) = await HuoqiProcess.RunAsync(
            "status", "--database", postgres.OwnerConnection("nowhere"));
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains("\"nowhere\" does not exist", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("4097")]
    [InlineData("many")]
    public async Task A_number_of_shards_that_cannot_be_is_refused_before_anything_is_made(string shards)
    {
        using TestFolder folder = new();
        string data = Path.Combine(folder.Path, "data");
        (int exitCode, string said) = await HuoqiProcess.RunAsync("status", "--shards", shards, "--data", data);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains($"--shards {shards} is not a number from 1 to 4096", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_one_sentence()
    {
        (int exitCode, string said) = await HuoqiProcess.RunAsync(
            "status", "--database", "Host=127.0.0.1;Port=1;Database=huoqi;Username=u;Password=secret");
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains("PostgreSQL at 127.0.0.1:1, database huoqi cannot be used", said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> WithTableAsync()
    {
        TestDatabase database = await postgres.CreateDatabaseAsync();
        await database.RunAsync("CREATE TABLE t (n int PRIMARY KEY); GRANT SELECT, INSERT ON t TO huoqi_app");
        return database;
    }

    // A deferred trigger runs inside COMMIT: the session is gone before it can answer.
    private static Task CommitEndsSessionAsync(TestDatabase database) => database.RunAsync("""
        CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_terminate_backend(pg_backend_pid());
            RETURN NULL;
        END
        $$;
        CREATE CONSTRAINT TRIGGER last_moment AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION end_session();
        """);

    private static Task<int> InsertAsync(Tx tx, int number, CancellationToken cancel) =>
        tx.ExecuteAsync(new Sql("INSERT INTO t VALUES ($1)"), [number], cancel);

    private static Task<int> RaiseAsync(Tx tx, string sqlState, CancellationToken cancel) =>
        tx.ExecuteAsync(new Sql($"DO $$ BEGIN RAISE SQLSTATE '{sqlState}'; END $$"), [], cancel);
}
