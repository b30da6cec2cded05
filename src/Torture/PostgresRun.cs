using System.Diagnostics;
using System.Globalization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>How a server of the rig is started.</summary>
/// <param name="Database">The folder that PostgreSQL calls its data directory; its owner runs it.</param>
/// <param name="SocketFolder">Where its socket goes, an existing folder that its owner may write to; always there,
/// also when it listens on an address.</param>
/// <param name="Port">Of the socket and of the address.</param>
/// <param name="Listen">Addresses for TCP; empty for none. The data directory's pg_hba.conf must then trust them, see
/// <see cref="PostgresRun.TrustAsync"/>.</param>
/// <param name="Settings">Put on its command line, where they win over every file: name and value.</param>
/// <param name="Wrapper">A program and its arguments before it, run as we are: <c>ip netns exec x</c>,
/// <c>strace …</c>.</param>
public sealed record PostgresRunOptions(
    string Database, string SocketFolder, int Port, string Listen = "",
    IReadOnlyDictionary<string, string>? Settings = null, IReadOnlyList<string>? Wrapper = null);

/// <summary>
/// A PostgreSQL of the rig on a copy of the template's database; started again when it ends by itself.
/// </summary>
public sealed class PostgresRun : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly PostgresRunOptions _options;
    private readonly string _program;
    private readonly string _user;
    private Process? _process;
    private volatile bool _stopping;
    private Task _keeping = Task.CompletedTask;

    private PostgresRun(PostgresRunOptions options, string program, string user)
    {
        (_options, _program, _user) = (options, program, user);
    }

    /// <summary>Where its log goes.</summary>
    public string Log => $"{_options.Database}.log";

    /// <summary>The postmaster, or 0.</summary>
    public int Postmaster => ServerProcesses.PostmasterOf(_options.Database);

    /// <summary>The owner's connection string over the socket.</summary>
    public string OwnerConnection => ConnectionTo(_options.SocketFolder);

    /// <summary>The owner's connection string by a host: a socket's folder or an address.</summary>
    public string ConnectionTo(string host) => new NpgsqlConnectionStringBuilder
    {
        Host = host,
        Port = _options.Port,
        Username = "huoqi_owner",
        Database = "huoqi",
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Timeout = 5,
    }.ConnectionString;

    /// <summary>Starts it and returns when it takes connections; from then on it is kept running.</summary>
    /// <param name="options">How.</param>
    /// <param name="keep">False when nobody shall start it again after its end.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<PostgresRun> StartAsync(PostgresRunOptions options, bool keep, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        string user = (await Programs.RunAsync("stat", ["-c", "%U", options.Database], cancel)).Trim();
        PostgresRun run = new(options, await ProgramOfAsync(options.Database), user);
        run.Start();
        try
        {
            await run.UntilReadyAsync(cancel);
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }

        if (keep)
        {
            run._keeping = run.KeepAsync();
        }

        return run;
    }

    /// <summary>Lets every address in without a password, for the owner and for replication: the rig's own copy
    /// only.</summary>
    public static Task TrustAsync(string database, CancellationToken cancel) => File.AppendAllTextAsync(
        Path.Combine(database, "pg_hba.conf"),
        "\nlocal all all trust\nlocal replication all trust\nhost all all all trust\nhost replication all all trust\n",
        cancel);

    /// <summary>Stops it, fast or, when it does not listen, by force.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (_process is null)
        {
            return;
        }

        int postmaster = Postmaster;
        if (postmaster != 0)
        {
            await ServerProcesses.SignalAsync("INT", [postmaster], CancellationToken.None);
        }

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            postmaster = Postmaster;
            int[] all = postmaster == 0 ? [] : [postmaster, .. ServerProcesses.ChildrenOf(postmaster)];
            await ServerProcesses.SignalAsync("KILL", [.. all, _process.Id], CancellationToken.None);
        }

        await _keeping;
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again after <see cref="ServerProcesses"/> or a power cut ended it and nobody keeps
    /// it.</summary>
    public async Task StartAgainAsync(CancellationToken cancel)
    {
        Start();
        await UntilReadyAsync(cancel);
    }

    // The postmaster writes its whole command line here at each start; the template had one.
    private static async Task<string> ProgramOfAsync(string database)
    {
        string line = await File.ReadAllTextAsync(Path.Combine(database, "postmaster.opts"));
        return line.Split(' ')[0];
    }

    private void Start()
    {
        // A pid that was given to another program since would stop the start; nobody else works on our copy.
        File.Delete(Path.Combine(_options.Database, "postmaster.pid"));
        string[] drop = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={_user}", $"--regid={_user}", "--init-groups", "--"]
            : [];
        List<string> command =
        [
            .. _options.Wrapper ?? [], .. drop, _program, "-D", _options.Database,
            "-c", $"listen_addresses={_options.Listen}", "-k", _options.SocketFolder,
            "-p", _options.Port.ToString(CultureInfo.InvariantCulture),
        ];
        foreach ((string name, string value) in _options.Settings ?? new Dictionary<string, string>())
        {
            command.AddRange(["-c", $"{name}={value}"]);
        }

        _process?.Dispose();
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", Log, .. command]);
        _process = Process.Start(start) ?? throw new InvariantBrokenException("a started program is a process");
    }

    private async Task UntilReadyAsync(CancellationToken cancel)
    {
        NpgsqlConnectionStringBuilder builder = new(OwnerConnection) { Pooling = false };
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(builder.ConnectionString);
                await connection.OpenAsync(cancel);
                return;
            }
            catch (NpgsqlException) when (!_process!.HasExited && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(LookAgain, time, cancel);
            }
            catch (NpgsqlException failure)
            {
                throw new UserErrorException(
                    $"PostgreSQL in {_options.Database} does not start ({failure.Message}); look into {Log}.", failure);
            }
        }
    }

    private async Task KeepAsync()
    {
        while (!_stopping)
        {
            await _process!.WaitForExitAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            if (!_stopping)
            {
                Start();
            }
        }
    }
}
