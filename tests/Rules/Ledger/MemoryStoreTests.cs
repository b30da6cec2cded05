using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>The contract over the store in memory.</summary>
public sealed class MemoryStoreTests : StoreContract
{
    internal override Task<(ILedgerStore Store, IReads Reads)> OpenAsync()
    {
        MemoryLedgerStore store = new(shards: 3);
        return Task.FromResult<(ILedgerStore, IReads)>((store, store));
    }
}
