using System.Globalization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>What a backup asks of the server, and tells it.</summary>
internal static class BackupServerQueries
{
    private const string Facts = """
        SELECT (SELECT system_identifier::text FROM pg_control_system()), clock_timestamp(),
               (SELECT sum(pg_database_size(oid))::bigint FROM pg_database)
        """;

    // A slot that was too far behind is "lost": the log it stood for is gone.
    private const string Slot = """
        SELECT coalesce(active_pid, 0), coalesce(wal_status, '') = 'lost' FROM pg_replication_slots
        WHERE slot_name = $1
        """;

    private const string Progress = """
        SELECT clock_timestamp(), pg_current_wal_flush_lsn()::text,
               (SELECT r.flush_lsn::text FROM pg_replication_slots s
                JOIN pg_stat_replication r ON r.pid = s.active_pid WHERE s.slot_name = $1)
        """;

    public static async Task<(string SystemIdentifier, DateTimeOffset Now, long Bytes)> FactsAsync(
        SourceServer server, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = new(server.Owner);
        await connection.OpenAsync(cancel);
        await using NpgsqlCommand command = new(Facts, connection);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        Invariant.Holds(await row.ReadAsync(cancel));
        return (row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt64(2));
    }

    /// <summary>Whether the server keeps an unbroken log for the slot, and which session reads it (0 none).</summary>
    public static async Task<(bool IsThere, bool IsLost, int ActivePid)> SlotAsync(
        SourceServer server, string slot, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = new(server.Owner);
        await connection.OpenAsync(cancel);
        await using NpgsqlCommand command = new(Slot, connection) { Parameters = { new() { Value = slot } } };
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (true, row.GetBoolean(1), row.GetInt32(0)) : (false, false, 0);
    }

    /// <summary>From now on the server keeps its log until the slot's reader has it.</summary>
    public static Task MakeSlotAsync(SourceServer server, string slot, CancellationToken cancel) =>
        RunAsync(server, "SELECT pg_create_physical_replication_slot($1, true)", slot, cancel);

    public static Task DropSlotAsync(SourceServer server, string slot, CancellationToken cancel) =>
        RunAsync(server, """
            SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1
            """, slot, cancel);

    /// <summary>Ends the session of a reader that an earlier process of ours left behind.</summary>
    public static Task EndReaderAsync(SourceServer server, string slot, CancellationToken cancel) =>
        RunAsync(server, """
            SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots
            WHERE slot_name = $1 AND active_pid IS NOT NULL
            """, slot, cancel);

    /// <summary>The server's clock, how far its log is flushed, and how far the slot's reader has flushed it.</summary>
    public static async Task<(DateTimeOffset Now, Lsn Server, Lsn? Reader)> ProgressAsync(
        NpgsqlConnection connection, string slot, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(Progress, connection) { Parameters = { new() { Value = slot } } };
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        Invariant.Holds(await row.ReadAsync(cancel));
        return (
            row.GetFieldValue<DateTimeOffset>(0),
            Lsn.Parse(row.GetString(1)),
            await row.IsDBNullAsync(2, cancel) ? null : Lsn.Parse(row.GetString(2)));
    }

    /// <summary>A moment in the form that PostgreSQL's settings take.</summary>
    public static string Moment(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00";

    private static async Task RunAsync(SourceServer server, string sql, string slot, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = new(server.Owner);
        await connection.OpenAsync(cancel);
        await using NpgsqlCommand command = new(sql, connection) { Parameters = { new() { Value = slot } } };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
