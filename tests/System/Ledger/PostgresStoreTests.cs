using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.RulesTests;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The contract of the ledger's store over a real PostgreSQL.</summary>
public sealed class PostgresStoreTests(PostgresFixture postgres) : StoreContract, IAsyncLifetime
{
    private TestDatabase? _database;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    internal override async Task<(ILedgerStore Store, IReads Reads)> OpenAsync()
    {
        // Starting a ledger writes the heads of its shards.
        GeneralLedger ledger =
            await GeneralLedger.StartAsync(_database!.App, shards: 3, new LedgerOptions(), TimeProvider.System);
        await ledger.DisposeAsync();
        return (new PostgresLedgerStore(_database.App), _database.Db);
    }
}
