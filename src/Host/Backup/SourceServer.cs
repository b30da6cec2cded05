using System.Globalization;
using System.Net;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>
/// The private server of a data folder, seen from outside: mostly another huoqi works on it meanwhile, so the folder
/// is not taken. Where nobody runs it, it is started for as long as this lives.
/// </summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DataFolder? _data;
    private readonly PrivatePostgres? _own;

    private SourceServer(
        string dataFolder, PostgresBinaries binaries, string owner, DataFolder? data = null,
        PrivatePostgres? own = null)
    {
        DataFolder = dataFolder;
        Binaries = binaries;
        Owner = owner;
        _data = data;
        _own = own;
    }

    public string DataFolder { get; }

    public PostgresBinaries Binaries { get; }

    /// <summary>The connection string of the owner, for Npgsql.</summary>
    public string Owner { get; }

    /// <summary>Whether it was started here, and ends with this.</summary>
    public bool IsOwn => _own is not null;

    public string? Secret => new NpgsqlConnectionStringBuilder(Owner).Password;

    /// <summary>How PostgreSQL's own programs reach it; without the password.</summary>
    public string ForTools(string applicationName)
    {
        NpgsqlConnectionStringBuilder builder = new(Owner);
        string host = (builder.Host ?? "").Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("'", "\\'", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture,
            $"host='{host}' port={builder.Port} user={builder.Username} application_name={applicationName}");
    }

    /// <summary>Where a person's installation is; a sentence when there is none.</summary>
    public static string Require(string folder, string option)
    {
        string full = Path.GetFullPath(folder);
        full = OperatingSystem.IsWindows() || !Directory.Exists(full) ? full : Posix.Canonical(full);
        if (!File.Exists(Path.Combine(full, "postgres", "PG_VERSION")))
        {
            throw new UserErrorException(
                $"There is no private database in {full}; name the folder of an installation with {option}.");
        }
        return full;
    }

    /// <summary>The programs that fit the database of a folder.</summary>
    public static PostgresBinaries BinariesFor(string dataFolder, string? named)
    {
        string made = File.ReadAllText(Path.Combine(dataFolder, "postgres", "PG_VERSION")).Trim();
        PostgresBinaries binaries = PostgresBinaries.Find(named, int.Parse(made, CultureInfo.InvariantCulture));
        return binaries.Version.ToString(CultureInfo.InvariantCulture) == made
            ? binaries
            : throw new UserErrorException(
                $"The database in {dataFolder} was made by PostgreSQL {made}, but {binaries.Folder} is version "
                + $"{binaries.Version}; install PostgreSQL {made}, or name its bin folder with --postgres.");
    }

    /// <summary>The server that runs now and lets us in; null when there is none (yet).</summary>
    public static async Task<SourceServer?> RunningAsync(
        string dataFolder, PostgresBinaries binaries, CancellationToken cancel)
    {
        string database = Path.Combine(dataFolder, "postgres");
        using PostgresServer? left = PostgresServer.Left(database);
        if (left is null
            || !int.TryParse(PostgresServer.PidFileLine(database, 3), CultureInfo.InvariantCulture, out int port))
        {
            return null;
        }
        string? socket = PostgresServer.PidFileLine(database, 4);
        string secretFile = Path.Combine(dataFolder, BaseBackup.Secret);
        NpgsqlConnectionStringBuilder builder = new()
        {
            Host = string.IsNullOrEmpty(socket) ? IPAddress.Loopback.ToString() : socket,
            Port = port,
            Username = PrivatePostgresFolder.OwnerRole,
            Password = string.IsNullOrEmpty(socket) && File.Exists(secretFile)
                ? (await File.ReadAllTextAsync(secretFile, cancel)).Trim()
                : null,
            Database = PrivateDatabase.Name,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Timeout = 5,
        };
        try
        {
            await using NpgsqlConnection connection = new(builder.ConnectionString);
            await connection.OpenAsync(cancel);
            return new SourceServer(dataFolder, binaries, builder.ConnectionString);
        }
        catch (NpgsqlException)
        {
            // Starting, recovering, or stopping: asked again.
            return null;
        }
    }

    /// <summary>The running server, or one started here.</summary>
    public static async Task<SourceServer> OpenAsync(
        string dataFolder, PostgresBinaries binaries, Action<string> report, CancellationToken cancel)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        while (true)
        {
            if (await RunningAsync(dataFolder, binaries, cancel) is { } running)
            {
                return running;
            }
            bool patient = time.GetElapsedTime(started) < Patience;
            using PostgresServer? left = PostgresServer.Left(Path.Combine(dataFolder, "postgres"));
            // Another huoqi that holds the folder is about to start its server, or starts it again.
            bool inUse = Huoqi.Host.DataFolder.IsHeld(dataFolder);
            if (!inUse)
            {
                return await StartAsync(dataFolder, binaries, report, cancel);
            }
            if (!patient)
            {
                throw new UserErrorException(
                    $"The PostgreSQL in {dataFolder} does not answer, and another huoqi holds the folder; look into "
                    + $"{Path.Combine(dataFolder, "postgres.log")}.");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
        _data?.Dispose();
    }

    private static async Task<SourceServer> StartAsync(
        string dataFolder, PostgresBinaries binaries, Action<string> report, CancellationToken cancel)
    {
        DataFolder data = Huoqi.Host.DataFolder.Open(dataFolder);
        try
        {
            PrivatePostgresOptions options = new()
            {
                BinariesFolder = binaries.Folder,
                Report = report,
                Loopback = OperatingSystem.IsWindows(),
            };
            PrivatePostgres own = await PrivatePostgres.StartAsync(data, options, TimeProvider.System, cancel);
            NpgsqlConnectionStringBuilder builder =
                new(own.ConnectionString(PrivatePostgresFolder.OwnerRole)) { Pooling = false };
            return new SourceServer(dataFolder, binaries, builder.ConnectionString, data, own);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }
}
