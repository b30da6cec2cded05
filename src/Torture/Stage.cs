using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Torture;

/// <summary>How one app process is started: a program before it, what it is told, what is in its environment.</summary>
/// <param name="Arguments">Which installation: <c>--data …</c>, and <c>--database …</c> where the server is
/// ours.</param>
/// <param name="Wrapper">A program and its arguments put before it, such as <c>ip netns exec x</c>; it must replace
/// itself by the app (exec), so that killing it kills the app.</param>
/// <param name="Environment">Added to its environment, such as LD_PRELOAD.</param>
public sealed record AppLaunch(
    IReadOnlyList<string> Arguments, IReadOnlyList<string>? Wrapper = null,
    IReadOnlyDictionary<string, string>? Environment = null);

/// <summary>
/// A server with the prepared house on it, and how app processes and the rig itself reach it. Whatever changes in
/// mid-run (a failover) is asked anew each time an app process is started or a connection is opened.
/// </summary>
public abstract class Stage : IAsyncDisposable
{
    private IReadOnlyList<IKillable> _apps = [];

    /// <summary>How app process number <paramref name="index"/> is started, now.</summary>
    public abstract AppLaunch Launch(int index);

    /// <summary>
    /// A connection string of the owner for the auditor and the oracle, now; null while there is no server. It must go
    /// a way that a partition between app and server does not cut.
    /// </summary>
    public abstract string? OwnerConnection();

    /// <summary>The postmaster of the server that takes writes, now; 0 while there is none.</summary>
    public abstract int Postmaster();

    /// <summary>
    /// kill -9 of app process number <paramref name="index"/>; the rig starts it again at once, as
    /// <see cref="Launch"/> says by then.
    /// </summary>
    public void KillApp(int index) => _apps[index].Kill();

    /// <summary>The same for all of them.</summary>
    public void KillApps()
    {
        foreach (IKillable app in _apps)
        {
            app.Kill();
        }
    }

    /// <summary>
    /// Every process of the server at once, as in a crash: stopped first, so that none sees another die.
    /// </summary>
    public Task KillServerAsync(CancellationToken cancel) => ServerProcesses.KillAsync(Postmaster, cancel);

    /// <summary>The server processes that serve app processes, as the server itself lists them.</summary>
    public async Task<IReadOnlyList<int>> BackendsAsync(CancellationToken cancel)
    {
        // Not from a pool, which may hold connections that an earlier strike has cut.
        NpgsqlConnectionStringBuilder builder = new(OwnerConnection()) { Pooling = false };
        await using NpgsqlConnection connection = new(builder.ConnectionString);
        List<int> pids = [];
        try
        {
            await connection.OpenAsync(cancel);
            await using NpgsqlCommand command = new(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'huoqi' ORDER BY pid", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                pids.Add(reader.GetInt32(0));
            }
        }
        catch (NpgsqlException)
        {
            // No server to ask just now: there is nothing to choose from.
            return [];
        }

        return pids;
    }

    /// <summary>How many app processes there are.</summary>
    public int AppCount => _apps.Count;

    /// <summary>
    /// Ends the server and takes away what the stage was made of; also after half a set-up or strike.
    /// </summary>
    public abstract ValueTask DisposeAsync();

    internal void Own(IReadOnlyList<IKillable> apps)
    {
        Invariant.Holds(_apps.Count == 0, "a stage has one cast");
        _apps = apps;
    }
}

/// <summary>An app process as faults see it.</summary>
internal interface IKillable
{
    void Kill();
}
