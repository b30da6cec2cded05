using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>What may be chosen about the private database.</summary>
internal sealed record PrivatePostgresOptions
{
    /// <summary>The folder with initdb and postgres; null to look for it.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>Null for a share of the machine's memory.</summary>
    public int? SharedBuffersMb { get; init; }

    /// <summary>A port on 127.0.0.1 with a password instead of a private socket: the only way on Windows.</summary>
    public bool Loopback { get; init; } = OperatingSystem.IsWindows();

    /// <summary>Where it says what a person may want to know while it works; never a result.</summary>
    public Action<string> Report { get; init; } = _ => { };
}

/// <summary>
/// PostgreSQL as a part of the program: made in the data folder, started, kept running while we live, stopped with us.
/// When we are killed it lives on, and the next process adopts it.
/// </summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string SystemDatabase = "postgres";
    private const int MostVainStarts = 8;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);

    private readonly PrivatePostgresFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly PostgresUser _user;
    private readonly PrivatePostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<UserErrorException> _failed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PostgresServer? _server;
    private Task _supervision = Task.CompletedTask;
    private string _host = "";
    private int _port;
    private string? _secret;

    private PrivatePostgres(
        PrivatePostgresFolder folder,
        PostgresBinaries binaries,
        PostgresUser user,
        PrivatePostgresOptions options,
        TimeProvider time)
    {
        (_folder, _binaries, _user, _options, _time) = (folder, binaries, user, options, time);
    }

    public int ProcessId => _server?.Pid ?? 0;

    /// <summary>Completes when the server could not be kept running any longer, with the sentence for it.</summary>
    public Task<UserErrorException> Failed => _failed.Task;

    /// <summary>Ready to be connected to when it returns, with roles and database made.</summary>
    public static async Task<PrivatePostgres> StartAsync(
        DataFolder data, PrivatePostgresOptions options, TimeProvider time, CancellationToken cancel)
    {
        PostgresBinaries binaries = PostgresBinaries.Find(options.BinariesFolder, PrivatePostgresFolder.MadeBy(data));
        PostgresUser user = PostgresUser.Choose();
        PrivatePostgresFolder folder = new(data, binaries, user, options.Loopback);
        PrivatePostgres postgres = new(folder, binaries, user, options, time);
        try
        {
            await folder.PrepareAsync(cancel);
            await postgres.AdoptOrStartAsync(cancel);
            await PrivateDatabase.MakeAsync(
                postgres.ConnectionString(PrivatePostgresFolder.OwnerRole, SystemDatabase), postgres._secret, cancel);
        }
        catch (IOException failure) when (FullDisk.Is(failure))
        {
            await postgres.DisposeAsync();
            throw FullDisk.Sentence(data.Path, failure);
        }
        catch (UnauthorizedAccessException failure)
        {
            await postgres.DisposeAsync();
            throw new UserErrorException(
                $"This user may not work in {data.Path} ({failure.Message}); run huoqi as the user who owns it, or as "
                + "an ordinary user in a folder of their own.", failure);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
        postgres._supervision = Task.Run(postgres.SuperviseAsync, CancellationToken.None);
        return postgres;
    }

    /// <summary>How to reach a database as a role; no password where the socket's folder is the protection.</summary>
    public string ConnectionString(string role, string database = PrivateDatabase.Name)
    {
        NpgsqlConnectionStringBuilder builder = new()
        {
            Host = _host,
            Port = _port,
            Username = role,
            Password = _secret,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        return builder.ConnectionString;
    }

    /// <summary>Stops the server with a fast shutdown.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }
        await _stopping.CancelAsync();
        await _supervision;
        if (_server is not null)
        {
            await _server.StopAsync(_binaries, _user, _time);
            _server.Dispose();
        }
        if (Path.IsPathRooted(_host) && Directory.Exists(_host))
        {
            Directory.Delete(_host, recursive: true);
        }
        _stopping.Dispose();
    }

    private async Task AdoptOrStartAsync(CancellationToken cancel)
    {
        int buffers = _options.SharedBuffersMb
            ?? PostgresConfig.SharedBuffersMb(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        string config = PostgresConfig.Text(_binaries, buffers);
        PostgresServer? left = PostgresServer.Left(_folder.Database);
        if (left is not null)
        {
            if (_folder.HasConfig(config) && TryAddressOf())
            {
                _options.Report($"Taking over the PostgreSQL of an earlier run (process {left.Pid}).");
                _server = left;
                _secret = _folder.Secret();
                await WaitUntilReadyAsync(left, logOffset: 0, cancel);
                return;
            }
            _options.Report($"Stopping the PostgreSQL of an earlier run with other settings (process {left.Pid}).");
            await left.StopAsync(_binaries, _user, _time);
        }
        _folder.WriteConfig(config);
        _secret = _folder.Secret();
        if (_options.Loopback)
        {
            (_host, _port) = (IPAddress.Loopback.ToString(), FreePort());
        }
        else
        {
            (_host, _port) = (_folder.MakeSocketFolder(), 5432);
        }
        await StartServerAsync(cancel);
    }

    // Where the server that is already running listens; false when it is stopping or not of the kind we want.
    private bool TryAddressOf()
    {
        string? socket = PostgresServer.PidFileLine(_folder.Database, 4);
        string? state = PostgresServer.PidFileLine(_folder.Database, 7);
        bool socketWanted = !_options.Loopback;
        if (state == "stopping"
            || socketWanted == string.IsNullOrEmpty(socket)
            || !int.TryParse(PostgresServer.PidFileLine(_folder.Database, 3), CultureInfo.InvariantCulture, out _port))
        {
            return false;
        }
        _host = socketWanted ? socket! : IPAddress.Loopback.ToString();
        return !socketWanted || Directory.Exists(_host);
    }

    private async Task StartServerAsync(CancellationToken cancel)
    {
        await _folder.ClearRemainsAsync(_time, cancel);
        string[] address = _options.Loopback
            ? ["-c", $"listen_addresses={_host}", "-c", "unix_socket_directories=", "-p", $"{_port}"]
            : ["-c", "listen_addresses=", "-k", _host, "-p", $"{_port}"];
        if (Path.IsPathRooted(_host))
        {
            foreach (string remains in Directory.EnumerateFiles(_host, ".s.PGSQL.*"))
            {
                File.Delete(remains);
            }
        }
        long offset = File.Exists(_folder.Log) ? new FileInfo(_folder.Log).Length : 0;
        _server?.Dispose();
        _server = PostgresServer.Start(_user, _binaries, _folder.Database, _folder.Log, address);
        await WaitUntilReadyAsync(_server, offset, cancel);
    }

    // Recovery after a crash may take minutes and answers 57P03 all the while: there is no limit but the server's life.
    private async Task WaitUntilReadyAsync(PostgresServer server, long logOffset, CancellationToken cancel)
    {
        NpgsqlConnectionStringBuilder builder =
            new(ConnectionString(PrivatePostgresFolder.OwnerRole, SystemDatabase)) { Pooling = false, Timeout = 5 };
        long started = _time.GetTimestamp();
        bool reported = false;
        while (true)
        {
            if (server.IsGone)
            {
                throw _folder.WhyNotStarted(logOffset);
            }
            try
            {
                await using NpgsqlConnection connection = new(builder.ConnectionString);
                await connection.OpenAsync(cancel);
                return;
            }
            catch (NpgsqlException failure) when (MayComeUp(failure))
            {
                if (!reported && _time.GetElapsedTime(started) > TimeSpan.FromSeconds(5))
                {
                    _options.Report("PostgreSQL is recovering from its log; waiting for it.");
                    reported = true;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(30), _time, cancel);
            }
        }
    }

    private static bool MayComeUp(NpgsqlException failure) =>
        failure is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow }
        && failure.InnerException is not SocketException { SocketErrorCode: SocketError.AccessDenied };

    private async Task SuperviseAsync()
    {
        // However often it is killed, it comes back; what counts against it is only a start that got nowhere.
        int vainStarts = 0;
        UserErrorException? reason = null;
        try
        {
            while (_server is not null && vainStarts < MostVainStarts)
            {
                await _server.WaitUntilGoneAsync(_time, _stopping.Token);
                _options.Report("PostgreSQL ended by itself; starting it again.");
                await Task.Delay(FirstBackoff * (1 << vainStarts), _time, _stopping.Token);
                reason = await TryStartAsync();
                vainStarts = reason is null ? 0 : vainStarts + 1;
            }
            _failed.TrySetResult(
                reason ?? new UserErrorException($"PostgreSQL in {_folder.Database} was not started."));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // We are being stopped.
        }
        catch (Exception failure)
        {
            _failed.TrySetResult(
                failure as UserErrorException
                ?? new UserErrorException($"PostgreSQL could not be kept running ({failure.Message}).", failure));
        }
    }

    // Null when it runs again, else why it does not.
    private async Task<UserErrorException?> TryStartAsync()
    {
        try
        {
            await StartServerAsync(_stopping.Token);
            return null;
        }
        catch (UserErrorException failure)
        {
            _options.Report(failure.Message);
            return failure;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
