using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// PostgreSQL's own TPC-B-like load on the same server: scale 50, 32 clients, prepared statements. What everybody can
/// repeat, and what "fast" is held against.
/// </summary>
internal sealed partial class Pgbench
{
    private const string Database = "bench_tpcb";
    private const int Scale = 50;
    private const int Clients = 32;

    private readonly string _program;
    private readonly NpgsqlConnectionStringBuilder _address;

    private Pgbench(string program, NpgsqlConnectionStringBuilder address)
    {
        _program = program;
        _address = address;
    }

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tps { get; }

    /// <summary>Makes the tables, unless they are there.</summary>
    public static async Task<Pgbench> PrepareAsync(BenchRun run, ServerProcess? server, CancellationToken cancel)
    {
        string program = server is null ? "pgbench" : Path.Combine(server.Binaries, "pgbench");
        if (server is not null && !File.Exists(program))
        {
            throw new UserErrorException(
                $"pgbench is not in {server.Binaries}; install PostgreSQL's client and contrib programs, for the bench "
                + "measures against it.");
        }

        await run.Server.MakeDatabaseAsync(Database, cancel);
        NpgsqlConnectionStringBuilder address = new(run.Server.Owner.ConnectionString) { Database = Database };
        Pgbench made = new(program, address);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(address.ConnectionString);
        await using NpgsqlCommand ready = source.CreateCommand(
            "SELECT to_regclass('pgbench_accounts') IS NOT NULL AND to_regclass('bench_ready') IS NOT NULL");
        if (await ready.ExecuteScalarAsync(cancel) is not true)
        {
            long scale = run.Scaled(Scale);
            run.Say($"pgbench: making scale {scale} …");
            await made.RunAsync(cancel, "-i", "-q", "-s", scale.ToString(CultureInfo.InvariantCulture));
            await using NpgsqlCommand mark = source.CreateCommand("CREATE TABLE IF NOT EXISTS bench_ready ()");
            await mark.ExecuteNonQueryAsync(cancel);
        }

        return made;
    }

    /// <summary>Transactions per second over <paramref name="window"/>.</summary>
    public async Task<double> TransactionsPerSecondAsync(TimeSpan window, CancellationToken cancel)
    {
        // It prints no rate when no transaction ended, which a second on a machine whose disk is busy can come to.
        for (double seconds = Math.Max(1, window.TotalSeconds); ; seconds *= 4)
        {
            string output = await RunAsync(cancel,
                "-n", "-M", "prepared", "-c", Clients.ToString(CultureInfo.InvariantCulture), "-j", "2",
                "-T", ((int)seconds).ToString(CultureInfo.InvariantCulture));
            Match tps = Tps.Match(output);
            if (tps.Success)
            {
                return double.Parse(tps.Groups["tps"].Value, CultureInfo.InvariantCulture);
            }

            if (seconds > 16 * window.TotalSeconds)
            {
                throw new UserErrorException(
                    $"pgbench ended no transaction in {seconds:N0} s; look at what else the server's disk is doing.");
            }
        }
    }

    private async Task<string> RunAsync(CancellationToken cancel, params string[] arguments)
    {
        ProcessStartInfo start = new(_program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])
            ["-h", _address.Host!, "-p", $"{_address.Port}", "-U", _address.Username!, .. arguments, Database])
        {
            start.ArgumentList.Add(argument);
        }

        if (_address.Password is { } password)
        {
            start.Environment["PGPASSWORD"] = password;
        }

        using Process process = Process.Start(start)
            ?? throw new UserErrorException($"{_program} cannot be started; install PostgreSQL's client programs.");
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        string output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0
            ? output
            : throw new UserErrorException($"pgbench failed: {(await errors).Trim()}");
    }
}
