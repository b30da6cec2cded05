using System.CommandLine;
using Huoqi.Cli;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>The options that every verb has: which installation it works on.</summary>
internal sealed class GlobalOptions
{
    private const string DefaultDataFolder = ".huoqi";

    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of the installation: its database and its files.",
        HelpName = "folder",
        DefaultValueFactory = _ => DefaultDataFolder,
        Recursive = true,
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "Connection string of a PostgreSQL to use instead of a private one.",
        HelpName = "connection",
        Recursive = true,
    };

    private readonly Option<string?> _postgres = new("--postgres")
    {
        Description = "Folder with the programs initdb and postgres (else HUOQI_POSTGRES, PATH, the usual places).",
        HelpName = "folder",
        Recursive = true,
    };

    private readonly Option<int?> _shards = new("--shards")
    {
        Description = $"Number of shards of a new installation (else {Installation.DefaultShardCount}).",
        HelpName = "N",
        Recursive = true,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (int.TryParse(text, out int shards) && shards is >= 1 and <= Installation.MaxShardCount)
            {
                return shards;
            }
            argument.AddError($"--shards {text} is not a number from 1 to {Installation.MaxShardCount}.");
            return null;
        },
    };

    /// <summary>Options of the root command, valid after each verb.</summary>
    public IEnumerable<Option> All => [_data, _database, _postgres, _shards];

    /// <summary>The installation's folder as it was named.</summary>
    public string Folder(ParseResult parsed) => parsed.GetRequiredValue(_data);

    /// <summary>The folder of PostgreSQL's programs as it was named; null when it was not.</summary>
    public string? BinariesFolder(ParseResult parsed) => parsed.GetValue(_postgres);

    /// <summary>A sentence when a verb for private databases is asked to work on another one.</summary>
    public void RequirePrivate(ParseResult parsed, string verb, string instead)
    {
        if (parsed.GetValue(_database) is not null)
        {
            throw new UserErrorException(
                $"{verb} works on a private database (--data); for the one that --database names {instead}.");
        }
    }

    /// <summary>Starts or reaches the database, migrates it, and says what it found.</summary>
    public async Task<Installation> OpenAsync(
        ParseResult parsed, CancellationToken cancel, NewInstallation? ifNew = null)
    {
        string folder = parsed.GetRequiredValue(_data);
        string? database = parsed.GetValue(_database);
        int? shards = parsed.GetValue(_shards);
        if (database is not null)
        {
            return await OpenOtherAsync(Path.GetFullPath(folder), database, shards, ifNew, cancel);
        }
        PrivatePostgresOptions options = new()
        {
            BinariesFolder = parsed.GetValue(_postgres),
            Report = parsed.InvocationConfiguration.Error.WriteLine,
        };
        return await OpenPrivateAsync(folder, options, shards, cancel, ifNew);
    }

    /// <summary>An installation with a database of its own in <paramref name="folder"/>.</summary>
    public static async Task<Installation> OpenPrivateAsync(
        string folder, PrivatePostgresOptions options, int? shards, CancellationToken cancel,
        NewInstallation? ifNew = null)
    {
        PrivateServer server = await PrivateServer.StartAsync(folder, options, cancel);
        InstallationPlace place = new(
            server.Data.Path,
            $"private PostgreSQL in {server.Data.At("postgres")}",
            server.Postgres.ConnectionString(PrivatePostgresFolder.OwnerRole),
            server.Postgres.ConnectionString(DbConnections.AppRole),
            shards,
            ifNew?.Profile,
            ServerLife: server,
            ServerFailed: server.Postgres.Failed,
            ShardsIfNew: ifNew?.Shards);
        return await Installation.OpenAsync(place, Modules.Migrations, TimeProvider.System, cancel);
    }

    private static Task<Installation> OpenOtherAsync(
        string folder, string database, int? shards, NewInstallation? ifNew, CancellationToken cancel)
    {
        InstallationPlace place = new(
            folder, DbConnections.Describe(database), database, database, shards, ifNew?.Profile,
            ShardsIfNew: ifNew?.Shards);
        return Installation.OpenAsync(place, Modules.Migrations, TimeProvider.System, cancel);
    }

    /// <summary>The data folder and the server in it, let go of in that order's reverse.</summary>
    private sealed class PrivateServer(DataFolder data, PrivatePostgres postgres) : IAsyncDisposable
    {
        public DataFolder Data => data;

        public PrivatePostgres Postgres => postgres;

        public static async Task<PrivateServer> StartAsync(
            string folder, PrivatePostgresOptions options, CancellationToken cancel)
        {
            DataFolder data = DataFolder.Open(folder);
            try
            {
                return new PrivateServer(
                    data, await PrivatePostgres.StartAsync(data, options, TimeProvider.System, cancel));
            }
            catch
            {
                data.Dispose();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await postgres.DisposeAsync();
            data.Dispose();
        }
    }
}
