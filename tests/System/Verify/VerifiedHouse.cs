using Huoqi.Verify;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Books that the acts of the wallet and the funds wrote.</summary>
public sealed class VerifiedHouse(PostgresFixture postgres) : IAsyncLifetime
{
    private WalletHouse? _house;
    private KeptBooks? _books;

    /// <summary>The columns of the modules' tables, as <c>schema.table.column</c>.</summary>
    public IEnumerable<string> Columns =>
        _books!.Columns.Where(column => !column.StartsWith("ledger.", StringComparison.Ordinal));

    public async ValueTask InitializeAsync()
    {
        _house = await WalletHouse.StartAsync(postgres, HouseBooks.FirstMorning);
        await new HouseBooks(_house).WriteAsync();
        _books = await KeptBooks.KeepAsync(_house.Database);
    }

    /// <summary>The one value of a query.</summary>
    public Task<T> ValueAsync<T>(string query) => _house!.Database.ValueAsync<T>(query);

    /// <summary>Verifies the books after a corruption; see <see cref="KeptBooks"/>.</summary>
    public Task<VerifyReport> AfterAsync(string corruption) => _books!.AfterAsync(corruption);

    /// <summary>Verifies the books as they are.</summary>
    public Task<VerifyReport> VerifyAsync() => _books!.VerifyAsync();

    public async ValueTask DisposeAsync()
    {
        if (_house is not null)
        {
            await _house.DisposeAsync();
        }
    }
}
