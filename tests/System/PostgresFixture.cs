using Huoqi.Host;
using Huoqi.Kernel;
using Huoqi.SystemTests;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Huoqi.SystemTests;

/// <summary>
/// One private PostgreSQL for the whole run, started as the program starts its own. A test class takes it in its
/// constructor and asks for a database of its own: a copy of a migrated one, made in some 0.2 s.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Template = "huoqi_template";

    private readonly SemaphoreSlim _oneCopyAtATime = new(1);
    private TestFolder? _folder;
    private DataFolder? _data;
    private PrivatePostgres? _postgres;
    private NpgsqlDataSource? _system;
    private int _count;

    public async ValueTask InitializeAsync()
    {
        _folder = new TestFolder();
        _data = DataFolder.Open(_folder.Path);
        PrivatePostgresOptions options = new() { SharedBuffersMb = 128 };
        _postgres = await PrivatePostgres.StartAsync(_data, options, TimeProvider.System, CancellationToken.None);
        _system = DbConnections.Owner(OwnerConnection("postgres"));
        await RunAsync($"CREATE DATABASE {Template}");
        await using NpgsqlDataSource owner = DbConnections.Owner(OwnerConnection(Template));
        await Migrations.ApplyAsync(owner, Modules.Migrations, TimeProvider.System, runChecks: true);
    }

    /// <summary>A fresh migrated database, dropped when the result is disposed of.</summary>
    public Task<TestDatabase> CreateDatabaseAsync() => CreateAsync(Template);

    /// <summary>A fresh database with nothing in it, for tests of migrations themselves.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateAsync("template0");

    /// <summary>The connection string of the role that owns everything, to a database of this server.</summary>
    public string OwnerConnection(string database) =>
        _postgres!.ConnectionString(PrivatePostgresFolder.OwnerRole, database);

    /// <summary>The connection string of the role the program works as.</summary>
    public string AppConnection(string database) => _postgres!.ConnectionString(DbConnections.AppRole, database);

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
        _data?.Dispose();
        _folder?.Dispose();
        _oneCopyAtATime.Dispose();
    }

    internal async Task RunAsync(string statement)
    {
        await using NpgsqlCommand command = _system!.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<TestDatabase> CreateAsync(string template)
    {
        string name = $"test_{Interlocked.Increment(ref _count)}";
        // A template may not be in use while it is copied, also not by another copy of it.
        await _oneCopyAtATime.WaitAsync();
        try
        {
            await RunAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        }
        finally
        {
            _oneCopyAtATime.Release();
        }
        return new TestDatabase(this, name);
    }
}

/// <summary>A database of one test, with the connections the program would have.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresFixture _server;

    internal TestDatabase(PostgresFixture server, string name)
    {
        _server = server;
        Name = name;
        Owner = DbConnections.Owner(server.OwnerConnection(name));
        App = DbConnections.App(server.AppConnection(name));
        Db = new Db(App, TimeProvider.System, new Random(1));
    }

    public string Name { get; }

    /// <summary>As the owner of the tables: may do everything, so only for making and looking.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>As the program.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>Transactions of the program.</summary>
    public Db Db { get; }

    /// <summary>Runs statements as the owner.</summary>
    public async Task RunAsync(string statements)
    {
        await using NpgsqlCommand command = Owner.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The one value of a query, as the owner.</summary>
    public async Task<T> ValueAsync<T>(string query)
    {
        await using NpgsqlCommand command = Owner.CreateCommand(query);
        object? value = await command.ExecuteScalarAsync();
        return Assert.IsType<T>(value);
    }

    /// <summary>This database as an installation, as a verb of the command line gets it.</summary>
    public Task<Installation> OpenAsync(int? shards = null, TimeProvider? time = null)
    {
        InstallationPlace place = new(
            Path.GetTempPath(),
            "the test database",
            _server.OwnerConnection(Name),
            _server.AppConnection(Name),
            shards);
        return Installation.OpenAsync(place, Modules.Migrations, time ?? TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
        await _server.RunAsync($"DROP DATABASE {Name} WITH (FORCE)");
    }
}
