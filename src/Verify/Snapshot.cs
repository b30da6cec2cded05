using System.Data;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Verify;

/// <summary>
/// One state of the database, read over several connections: the first exports its snapshot, the others take it. So
/// the whole verification sees one instant, while the program goes on writing.
/// </summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private static readonly Sql Export = new("SELECT pg_export_snapshot()");

    // Journal tables are read in the order of their primary key: no sort, and one pass over the pages. A snapshot is
    // held for as long as it takes.
    private const string Settings = """
        SET TRANSACTION READ ONLY;
        SET LOCAL idle_in_transaction_session_timeout = 0;
        SET LOCAL lock_timeout = 0;
        SET LOCAL enable_seqscan = off;
        SET LOCAL enable_hashjoin = on;
        SET LOCAL enable_mergejoin = on;
        SET LOCAL work_mem = '64MB';
        """;

    // Checks in SQL go over whole tables and join them by their keys. Right after a great load there are no statistics,
    // and a planner that believes in one row would loop over all of them: it hashes instead. Dates become text as the
    // journal writes them.
    private const string CheckSettings = """
        SET LOCAL enable_seqscan = on;
        SET LOCAL enable_mergejoin = off;
        SET LOCAL enable_nestloop = off;
        SET LOCAL enable_memoize = off;
        SET LOCAL datestyle = 'ISO';
        """;

    private readonly NpgsqlDataSource _source;
    private readonly SnapshotReader _first;
    private readonly string _name;

    private Snapshot(NpgsqlDataSource source, SnapshotReader first, string name)
    {
        _source = source;
        _first = first;
        _name = name;
    }

    /// <summary>Takes the snapshot of this moment.</summary>
    public static async Task<Snapshot> TakeAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        SnapshotReader first = await OpenAsync(source, "", cancel);
        List<string> names = await first.RowsAsync(Export.Text, row => row.GetString(0), cancel);
        return new(source, first, names[0]);
    }

    /// <summary>The connection that took the snapshot.</summary>
    public SnapshotReader First => _first;

    /// <summary>Another connection that sees the same.</summary>
    public Task<SnapshotReader> JoinAsync(CancellationToken cancel) =>
        OpenAsync(_source, $"SET TRANSACTION SNAPSHOT '{_name}';", cancel);

    /// <summary>A connection that sees the same, for statements over whole tables.</summary>
    public Task<SnapshotReader> JoinForChecksAsync(CancellationToken cancel) =>
        OpenAsync(_source, $"SET TRANSACTION SNAPSHOT '{_name}';", cancel, CheckSettings);

    public ValueTask DisposeAsync() => _first.DisposeAsync();

    private static async Task<SnapshotReader> OpenAsync(
        NpgsqlDataSource source, string join, CancellationToken cancel, string more = "")
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        SnapshotReader reader = new(connection, transaction);
        await using NpgsqlCommand command = new(join + Settings + more, connection);
        await command.ExecuteNonQueryAsync(cancel);
        return reader;
    }
}

/// <summary>A connection of a snapshot: one query at a time.</summary>
internal sealed class SnapshotReader(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>Streams a query about one shard, which is its <c>$1</c>.</summary>
    public Task<CopyRows> CopyAsync(Sql select, short shard, CancellationToken cancel) =>
        // COPY takes no parameters; a shard is a number.
        CopyRows.StartAsync(
            connection, select.Text.Replace("$1", $"{shard}::smallint", StringComparison.Ordinal), cancel);

    /// <summary>All rows of a query that has few.</summary>
    public async Task<List<T>> RowsAsync<T>(string select, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(select, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        List<T> rows = [];
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A question about one name.</summary>
    public async Task<bool> IsTrueAsync(Sql question, string name, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(question.Text, connection);
        command.Parameters.With(name);
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
