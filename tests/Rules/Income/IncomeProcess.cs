using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>What one process holds in memory: a ledger, and the income of every fund. Restarting it loses all
/// that.</summary>
internal sealed class IncomeProcess : IAsyncDisposable
{
    private static readonly LedgerOptions Options = new() { Queues = 2, Deadline = TimeSpan.FromMilliseconds(200) };

    // So small that every border is met: of chunks, of newcomers merged in, of candidates narrowed down.
    private static readonly PassSizes Sizes = new() { Chunk = 7, Newcomers = 3, Candidates = 2, BucketBits = 3 };

    public IncomeProcess(ILedgerStore store, IReads reads, int shards, TimeProvider clock, IReadOnlyList<Fund> funds)
    {
        Ledger = new(store, shards, Options, clock);
        Incomes = [.. funds.Select(fund => new DailyIncome(Ledger, reads, fund, Sizes))];
        Corrections = new(Ledger, reads);
        Sweep = new(Ledger, reads);
    }

    public GeneralLedger Ledger { get; }

    public IReadOnlyList<DailyIncome> Incomes { get; }

    public CorrectIncome Corrections { get; }

    public SweepIncome Sweep { get; }

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();
}
