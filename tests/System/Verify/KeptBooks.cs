using Huoqi.Verify;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// Written books with a copy of every table, so that what a test plants can be taken out again. It plants as superuser,
/// past foreign keys.
/// </summary>
internal sealed class KeptBooks
{
    private readonly TestDatabase _database;

    private KeptBooks(TestDatabase database, string[] columns)
    {
        _database = database;
        Columns = columns;
    }

    /// <summary>The columns of all tables that are verified, as <c>schema.table.column</c>.</summary>
    public string[] Columns { get; }

    private IEnumerable<string> Tables => Columns.Select(column => column[..column.LastIndexOf('.')]).Distinct();

    /// <summary>Keeps the books as they are in <paramref name="database"/>.</summary>
    public static async Task<KeptBooks> KeepAsync(TestDatabase database)
    {
        string[] columns = await database.ValueAsync<string[]>("""
            SELECT array_agg(c.table_schema || '.' || c.table_name || '.' || c.column_name
                             ORDER BY c.table_schema, c.table_name, c.column_name)
            FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE t.table_type = 'BASE TABLE' AND (c.table_schema IN ('ledger', 'funds', 'wallet')
                OR (c.table_schema, c.table_name) = ('huoqi', 'installation'))
            """);
        KeptBooks kept = new(database, columns);
        await database.RunAsync("CREATE SCHEMA kept; " + string.Concat(kept.Tables.Select(
            table => $"CREATE TABLE kept.{NameOf(table)} AS TABLE {table}; ")));
        return kept;
    }

    /// <summary>
    /// Verifies the books after <paramref name="corruption"/>, which changes rows; then puts all back.
    /// </summary>
    public async Task<VerifyReport> AfterAsync(string corruption)
    {
        int rows = await PlantAsync(corruption);
        Assert.True(rows > 0, $"nothing was planted by: {corruption}");
        try
        {
            return await VerifyAsync();
        }
        finally
        {
            await PlantAsync(string.Concat(Tables
                .Where(table => corruption.Contains(table, StringComparison.Ordinal))
                .Select(table => $"DELETE FROM {table}; INSERT INTO {table} TABLE kept.{NameOf(table)}; ")));
        }
    }

    /// <summary>Verifies the books as they are.</summary>
    public Task<VerifyReport> VerifyAsync() =>
        new Verifier(_database.App, TimeProvider.System).RunAsync(cancel: TestContext.Current.CancellationToken);

    private async Task<int> PlantAsync(string statements)
    {
        await using NpgsqlConnection connection = await _database.Owner.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlCommand command = new(
            $"SET LOCAL session_replication_role = replica; {statements}", connection);
        int rows = await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return rows;
    }

    private static string NameOf(string table) => table.Replace('.', '_');
}
