using System.Globalization;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>
/// An installation as people run it: the first app process starts, adopts and supervises the private PostgreSQL in its
/// data folder; a second one reaches the same server by its socket.
/// </summary>
/// <param name="dataFolder">A copy of the template.</param>
/// <param name="environment">For the app process, and so also for its PostgreSQL (which keeps only a few variables,
/// LD_PRELOAD among them).</param>
public sealed class PrivateStage(string dataFolder, IReadOnlyDictionary<string, string>? environment = null) : Stage
{
    /// <summary>What PostgreSQL calls its data directory.</summary>
    public string Database { get; } = Path.Combine(dataFolder, "postgres");

    /// <summary>The installation's folder.</summary>
    public string DataFolder => dataFolder;

    /// <inheritdoc/>
    public override AppLaunch Launch(int index) => new(
        index == 0 || OwnerConnection() is not { } connection
            ? ["--data", dataFolder]
            : ["--data", dataFolder, "--database", connection],
        Environment: environment);

    /// <inheritdoc/>
    public override string? OwnerConnection()
    {
        try
        {
            string[] lines = File.ReadAllLines(Path.Combine(Database, "postmaster.pid"));
            return lines.Length < 5 || lines[4].Length == 0 || Postmaster() == 0
                ? null
                : new NpgsqlConnectionStringBuilder
                {
                    Host = lines[4].Trim(),
                    Port = int.Parse(lines[3], CultureInfo.InvariantCulture),
                    Username = "huoqi_owner",
                    Database = "huoqi",
                    SslMode = SslMode.Disable,
                    GssEncryptionMode = GssEncryptionMode.Disable,
                    Timeout = 5,
                }.ConnectionString;
        }
        catch (Exception gone) when (gone is IOException or FormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override int Postmaster() => ServerProcesses.PostmasterOf(Database);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        KillApps();
        if (Postmaster() != 0)
        {
            await KillServerAsync(CancellationToken.None);
        }

        await ServerProcesses.SweepAsync(Database);
    }
}
