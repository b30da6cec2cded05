using System.Data;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>
/// Streams the rows of every holder of a fund out of PostgreSQL: the table is cut by its pages into as many pieces as
/// there are connections, in one snapshot with the heads and the published days, and rows come as they lie. Sorting
/// them is left to memory, where the shards are sorted side by side.
/// </summary>
internal static class HolderCopy
{
    private const int MostConnections = 4;

    // Held as long as it takes; the pages are read from first to last, which is no plan of the program's own sessions.
    private const string Settings = """
        SET TRANSACTION READ ONLY;
        SET LOCAL idle_in_transaction_session_timeout = 0;
        SET LOCAL enable_indexscan = off;
        SET LOCAL enable_bitmapscan = off
        """;

    private static readonly Sql Snapshot = new("""
        SELECT pg_export_snapshot(), pg_relation_size('ledger.holder') / current_setting('block_size')::bigint
        """);

    /// <summary>The columns of every shard, by shard.</summary>
    public static Task<EarningColumns[]> ReadAsync(
        Db database, Asset asset, PassSizes sizes, CancellationToken cancel) =>
        database.InTransactionAsync(
            (tx, token) => ReadAsync(database.Source, tx.Connection, asset, sizes, token),
            isolation: IsolationLevel.RepeatableRead,
            cancel: cancel);

    private static async Task<EarningColumns[]> ReadAsync(
        NpgsqlDataSource source, NpgsqlConnection first, Asset asset, PassSizes sizes, CancellationToken cancel)
    {
        await ExecuteAsync(first, Settings, cancel);
        (string snapshot, long pages) =
            (await RowsAsync(first, Snapshot, row => (row.GetString(0), row.GetInt64(1)), cancel))[0];
        List<EarningQueries.HeadOf> heads = await AllAsync(first, new EarningQueries.Heads(), cancel);
        List<LedgerQueries.FundProgress> progress =
            await AllAsync(first, new LedgerQueries.FundProgressOf(asset), cancel);
        LedgerQueries.FundProgress furthest = progress.MaxBy(p => p.PublishedThrough)!;
        List<LedgerQueries.DayInShard> days = await AllAsync(
            first, new LedgerQueries.DaysAfter(furthest.Shard, asset, furthest.FirstDay.AddDays(-1)), cancel);
        EarningCalendar calendar = EarningCalendar.Of(asset, days.Select(day => day.Numbers));

        int[] through = new int[heads.Max(head => head.Shard) + 1];
        foreach (LedgerQueries.FundProgress shard in progress)
        {
            through[shard.Shard] = shard.PublishedThrough.DayNumber;
        }

        int pieces = (int)Math.Clamp(pages / 256, 1, Math.Min(MostConnections, Environment.ProcessorCount));
        HolderPile[] piles = await Task.WhenAll(Enumerable.Range(0, pieces).Select(piece => ReadPieceAsync(
            source, snapshot, asset, Piece(pages, piece, pieces), new HolderPile(calendar, through), cancel)));
        EarningColumns[] columns = [.. progress.Select(shard => new EarningColumns(
            shard.Shard, asset, heads.First(head => head.Shard == shard.Shard).Head, shard.PublishedThrough, sizes))];
        Cores.Each(columns.Length, i => HolderPile.Fill(columns[i], piles));
        return columns;
    }

    /// <summary>The rows on some pages; the last piece is open, for the table may have grown.</summary>
    private static string Piece(long pages, int piece, int pieces)
    {
        string from = $"ctid >= '({pages * piece / pieces},0)'::tid";
        return piece == pieces - 1 ? from : $"{from} AND ctid < '({pages * (piece + 1) / pieces},0)'::tid";
    }

    private static async Task<HolderPile> ReadPieceAsync(
        NpgsqlDataSource source, string snapshot, Asset asset, string piece, HolderPile pile, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction =
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await ExecuteAsync(connection, $"SET TRANSACTION SNAPSHOT '{snapshot}'; {Settings}", cancel);

        // COPY takes no parameters; all that is put in are numbers. Nearly nobody has pending changes: null is cheaper
        // to send than an empty array.
        await using Stream stream = await connection.BeginRawBinaryCopyAsync($"""
            COPY (SELECT shard, owner, posted_through, units,
                         CASE WHEN cardinality(change_days) > 0 THEN change_days END,
                         CASE WHEN cardinality(change_days) > 0 THEN change_units END
                  FROM ledger.holder WHERE asset = {asset.Number} AND {piece}) TO STDOUT (FORMAT BINARY)
            """, cancel);
        await pile.ReadAsync(stream, cancel);
        return pile;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(statements, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static Task<List<TRow>> AllAsync<TRow>(
        NpgsqlConnection connection, Query<TRow> query, CancellationToken cancel) =>
        RowsAsync(connection, query.Statement, query.Read, cancel, query.Bind);

    private static async Task<List<TRow>> RowsAsync<TRow>(
        NpgsqlConnection connection, Sql statement, Func<NpgsqlDataReader, TRow> read, CancellationToken cancel,
        Action<NpgsqlParameterCollection>? bind = null)
    {
        await using NpgsqlCommand command = new(statement.Text, connection);
        bind?.Invoke(command.Parameters);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancel);
        List<TRow> rows = [];
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
