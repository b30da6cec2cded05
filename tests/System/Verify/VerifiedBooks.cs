using Huoqi.Verify;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The sample journal with a copy of every table, so that what a test plants can be taken out again.</summary>
public sealed class VerifiedBooks(PostgresFixture postgres) : IAsyncLifetime
{
    private TestDatabase? _database;
    private string[] _tables = [];

    /// <summary>The columns of the ledger's tables, as <c>table.column</c>.</summary>
    public string[] Columns { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        await SampleBooks.WriteAsync(_database);
        Columns = await _database.ValueAsync<string[]>("""
            SELECT array_agg(c.table_name || '.' || c.column_name ORDER BY c.table_name, c.column_name)
            FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = 'ledger' AND t.table_type = 'BASE TABLE'
            """);
        _tables = [.. Columns.Select(column => column.Split('.')[0]).Distinct()];
        await _database.RunAsync("CREATE SCHEMA kept; "
            + string.Concat(_tables.Select(table => $"CREATE TABLE kept.{table} AS TABLE ledger.{table}; ")));
    }

    /// <summary>
    /// Verifies the books after <paramref name="corruption"/>, which changes rows; then puts all back.
    /// </summary>
    public async Task<VerifyReport> AfterAsync(string corruption)
    {
        await using (NpgsqlCommand planting = _database!.Owner.CreateCommand(corruption))
        {
            int rows = await planting.ExecuteNonQueryAsync();
            Assert.True(rows > 0, $"nothing was planted by: {corruption}");
        }

        try
        {
            return await VerifyAsync();
        }
        finally
        {
            await _database.RunAsync(string.Concat(_tables.Select(
                table => $"DELETE FROM ledger.{table}; INSERT INTO ledger.{table} TABLE kept.{table}; ")));
        }
    }

    /// <summary>Verifies the books as they are.</summary>
    public Task<VerifyReport> VerifyAsync() =>
        new Verifier(_database!.App, TimeProvider.System).RunAsync(cancel: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
