using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// One opened installation: a database that is migrated, safe to write to and of a known number of shards, and the
/// connections to it. The host opens it; every verb works on it and disposes of it.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    /// <summary>The number of shards of an installation that was not told another one.</summary>
    public const int DefaultShardCount = 64;

    /// <summary>The most shards an installation may have.</summary>
    public const int MaxShardCount = 4096;

    private static readonly Sql Found = new(
        "INSERT INTO huoqi.installation VALUES (true, $1, $2, $3) ON CONFLICT DO NOTHING");
    private static readonly Sql Known = new("SELECT shard_count, profile, created_at FROM huoqi.installation");

    private readonly IAsyncDisposable? _server;

    private readonly InstallationPlace _place;
    private readonly IReadOnlyList<MigrationModule> _modules;

    private Installation(
        InstallationPlace place, IReadOnlyList<MigrationModule> modules, NpgsqlDataSource owner, NpgsqlDataSource app,
        TimeProvider time)
    {
        _place = place;
        _modules = modules;
        DataFolder = place.DataFolder;
        Server = place.Server;
        _server = place.ServerLife;
        ServerFailed = place.ServerFailed ?? new TaskCompletionSource<UserErrorException>().Task;
        Owner = owner;
        App = app;
        Time = time;
        Db = new Db(app, time, new Random());
    }

    /// <summary>The folder of this installation's files, as an absolute path.</summary>
    public string DataFolder { get; }

    /// <summary>Where the database runs, in words for people.</summary>
    public string Server { get; }

    /// <summary>The connection string with which another process of this machine reaches the private server while
    /// this one runs it; null where it would tell a password.</summary>
    public string? ForOtherProcesses =>
        _server is null || new NpgsqlConnectionStringBuilder(_place.OwnerConnection).Password is { Length: > 0 }
            ? null
            : _place.OwnerConnection;

    /// <summary>The version of the PostgreSQL that runs it.</summary>
    public string ServerVersion { get; private set; } = "";

    /// <summary>Connections as the owner of the schema: migrations and maintenance only.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Connections of the program, which may not change what the journal says.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Transactions and reads over <see cref="App"/>.</summary>
    public Db Db { get; }

    /// <summary>The clock of the process.</summary>
    public TimeProvider Time { get; }

    /// <summary>N of <c>shard = hash(person) mod N</c>; fixed when the installation was made.</summary>
    public int ShardCount { get; private set; }

    /// <summary>What the installation was made for, in one word.</summary>
    public string Profile { get; private set; } = "";

    /// <summary>When the installation was made.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>
    /// Completes when our own server cannot be kept running any longer, with the sentence for it; never otherwise.
    /// </summary>
    public Task<UserErrorException> ServerFailed { get; }

    /// <summary>
    /// Connects, migrates, and makes or checks the row that says what this installation is. From here on the server
    /// belongs to the installation: it is stopped also when this fails.
    /// </summary>
    /// <exception cref="UserErrorException">The database cannot be used; the sentence says why.</exception>
    public static async Task<Installation> OpenAsync(
        InstallationPlace place,
        IReadOnlyList<MigrationModule> modules,
        TimeProvider time,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        Invariant.Holds(place.Shards is null or (>= 1 and <= MaxShardCount), "the number of shards was checked");
        Installation installation = new(
            place, modules, DbConnections.Owner(place.OwnerConnection), DbConnections.App(place.AppConnection), time);
        try
        {
            await Migrations.ApplyAsync(installation.Owner, modules, time, runChecks: false, cancel);
            await installation.LearnAsync(place, cancel);
            return installation;
        }
        catch (NpgsqlException failure) when (place.ServerLife is null && IsUnreachable(failure))
        {
            await installation.DisposeAsync();
            string reason = (failure as PostgresException)?.MessageText
                ?? failure.InnerException?.Message
                ?? failure.Message;
            throw new UserErrorException(
                $"{place.Server} cannot be used ({reason}); check --database, and that the server runs.", failure);
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Opens another installation in a database of its own on the same server, making the database when it is not
    /// there: a measurement and what it is measured against must share their server. It does not stop the server.
    /// </summary>
    /// <param name="database">Its name: lower-case letters, digits and underscores.</param>
    /// <param name="shards">Its number of shards.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<Installation> OpenBesideAsync(string database, int shards, CancellationToken cancel = default)
    {
        await MakeDatabaseAsync(database, cancel);
        InstallationPlace beside = _place with
        {
            Server = $"{_place.Server}, database {database}",
            OwnerConnection = InDatabase(_place.OwnerConnection, database),
            AppConnection = InDatabase(_place.AppConnection, database),
            Shards = shards,
            ServerLife = null,
        };
        return await OpenAsync(beside, _modules, Time, cancel);
    }

    /// <summary>
    /// The same installation over sessions that wait for no commit, for filling it before anybody is told anything.
    /// What they wrote is durable with the next ordinary commit; dispose of it before this one.
    /// </summary>
    public Installation ForFilling() =>
        new(_place with { ServerLife = null }, _modules, DbConnections.Owner(_place.OwnerConnection),
            DbConnections.Filling(_place.AppConnection), Time)
        {
            ServerVersion = ServerVersion,
            ShardCount = ShardCount,
            Profile = Profile,
            CreatedAt = CreatedAt,
        };

    /// <summary>Makes an empty database on the same server, unless it is there.</summary>
    public async Task MakeDatabaseAsync(string database, CancellationToken cancel = default)
    {
        Invariant.Holds(database.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'));
        await using NpgsqlCommand question =
            Owner.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        question.Parameters.Add(new NpgsqlParameter<string> { TypedValue = database });
        if (await question.ExecuteScalarAsync(cancel) is 0L)
        {
            await using NpgsqlCommand make = Owner.CreateCommand($"CREATE DATABASE {database}");
            await make.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Drops a database that was made beside this one, if it is there.</summary>
    public async Task DropDatabaseAsync(string database, CancellationToken cancel = default)
    {
        Invariant.Holds(database.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'));
        await using NpgsqlCommand drop = Owner.CreateCommand($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync(cancel);
    }

    private static string InDatabase(string connection, string database) =>
        new NpgsqlConnectionStringBuilder(connection) { Database = database }.ConnectionString;

    /// <summary>Closes the connections, then stops the server if it is our own.</summary>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    // Nobody there, or it does not let us in: no such user, password, database, or not allowed to become the program.
    private static bool IsUnreachable(NpgsqlException failure) =>
        failure is not PostgresException error
        || error.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege
        || error.SqlState.StartsWith("28", StringComparison.Ordinal);

    private async Task LearnAsync(InstallationPlace place, CancellationToken cancel)
    {
        Db ownerDb = new(Owner, Time, new Random());
        int shards = place.Shards ?? place.ShardsIfNew ?? DefaultShardCount;
        object?[] first = [shards, place.Profile ?? "default", Time.GetUtcNow()];
        await ownerDb.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Found, first, token), idempotent: true, cancel: cancel);
        (ShardCount, Profile, CreatedAt) = await Db.RowAsync(
            Known, [], row => (row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2)), cancel);
        await using NpgsqlConnection connection = await App.OpenConnectionAsync(cancel);
        ServerVersion = connection.ServerVersion;
        if (place.Shards is int asked && asked != ShardCount)
        {
            throw new UserErrorException(
                $"--shards {asked} cannot be had: {place.Server} was made with {ShardCount} shards, which never changes"
                + "; leave the option out, or make a new installation in another --data folder.");
        }
    }
}

/// <summary>Where an installation is and how to reach its database.</summary>
/// <param name="DataFolder">Its folder, as an absolute path.</param>
/// <param name="Server">The server in words for people, without a password.</param>
/// <param name="OwnerConnection">The connection string of the role that migrates.</param>
/// <param name="AppConnection">The connection string of a role that is or may become the program's role.</param>
/// <param name="Shards">The number of shards asked for; null for what there is, or the default.</param>
/// <param name="Profile">What a new installation is made for, in one word.</param>
/// <param name="ServerLife">Stops the server when the installation is closed; null when it is not ours.</param>
/// <param name="ServerFailed">Completes when our own server cannot be kept running.</param>
/// <param name="ShardsIfNew">The number of shards of a new installation for which none was asked.</param>
public sealed record InstallationPlace(
    string DataFolder,
    string Server,
    string OwnerConnection,
    string AppConnection,
    int? Shards = null,
    string? Profile = null,
    IAsyncDisposable? ServerLife = null,
    Task<UserErrorException>? ServerFailed = null,
    int? ShardsIfNew = null);
