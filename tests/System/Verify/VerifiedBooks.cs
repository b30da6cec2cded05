using Huoqi.Verify;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The sample journal that the ledger wrote by itself.</summary>
public sealed class VerifiedBooks(PostgresFixture postgres) : IAsyncLifetime
{
    private TestDatabase? _database;
    private KeptBooks? _books;

    /// <summary>The columns of the ledger's tables, as <c>schema.table.column</c>.</summary>
    public IEnumerable<string> Columns =>
        _books!.Columns.Where(column => column.StartsWith("ledger.", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        await SampleBooks.WriteAsync(_database);
        _books = await KeptBooks.KeepAsync(_database);
    }

    /// <summary>Verifies the books after a corruption; see <see cref="KeptBooks"/>.</summary>
    public Task<VerifyReport> AfterAsync(string corruption) => _books!.AfterAsync(corruption);

    /// <summary>Verifies the books as they are.</summary>
    public Task<VerifyReport> VerifyAsync() => _books!.VerifyAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
