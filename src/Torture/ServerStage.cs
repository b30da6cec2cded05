using Npgsql;

namespace Huoqi.Torture;

/// <summary>
/// A server that the rig starts itself (see <see cref="PostgresRun"/>), which app processes reach by a connection
/// string. For faults that need other settings, an address, a wrapper, or two servers.
/// </summary>
/// <param name="folder">For what an app process keeps beside the database.</param>
public abstract class ServerStage(string folder) : Stage
{
    /// <summary>
    /// The connection string that app processes get, now: the owner's, by the way that the fault cuts.
    /// </summary>
    protected abstract string AppConnection();

    /// <summary>A program before the app process; see <see cref="AppLaunch"/>.</summary>
    protected virtual IReadOnlyList<string> AppWrapper => [];

    /// <summary>Added to the environment of app processes.</summary>
    protected virtual IReadOnlyDictionary<string, string> AppEnvironment => new Dictionary<string, string>();

    /// <inheritdoc/>
    public override AppLaunch Launch(int index) =>
        new(["--data", folder, "--database", AppConnection()], AppWrapper, AppEnvironment);

    /// <summary>
    /// Makes a folder with the template's database in it, as <c>name</c>, and a folder <c>name-socket</c> beside it
    /// that the owner of the database may write to; returns both.
    /// </summary>
    protected static async Task<(string Database, string Socket)> DatabaseFromAsync(
        StagePlan plan, string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string database = Path.Combine(plan.Folder, name);
        string socket = Path.Combine(plan.Folder, $"{name}-socket");
        await Programs.RunAsync("cp", ["-a", Path.Combine(plan.Template, "postgres"), database], cancel);
        Directory.CreateDirectory(socket);
        if (Environment.IsPrivilegedProcess)
        {
            await Programs.RunAsync("chown", [$"--reference={database}", socket], cancel);
        }

        return (database, socket);
    }

    /// <summary>Runs one statement as the owner on a server: settings, replication slots, promotions.</summary>
    protected static async Task ExecuteAsync(string connection, string statement, CancellationToken cancel)
    {
        NpgsqlConnectionStringBuilder builder = new(connection) { Pooling = false };
        await using NpgsqlConnection open = new(builder.ConnectionString);
        await open.OpenAsync(cancel);
        await using NpgsqlCommand command = new(statement, open);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
