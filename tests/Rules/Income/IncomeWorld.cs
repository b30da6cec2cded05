using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>Two processes on one store, and what goes wrong with the server.</summary>
internal sealed class IncomeWorld : IAsyncDisposable
{
    public static readonly DateOnly FirstDay = new(2026, 1, 1);

    private readonly PlantedBug _bug;
    private readonly IncomeProcess[] _processes = new IncomeProcess[2];
    private readonly Random _forgetting;

    public IncomeWorld(IncomeCase size, PlantedBug bug)
    {
        _bug = bug;
        _forgetting = new(size.Seed);
        Store = new(size.Shards);
        Funds = [.. Enumerable.Range(1, size.Funds).Select(n =>
            new Fund(new((short)n), $"00000{n}", $"fund {n}", FundDays.AsRecorded))];
        Store.AnswerWith<SweepIncome.HoldersBehind, SweepIncome.Behind>(HoldersBehind);
        Store.OnCommit = FaultOf;
        _processes[0] = Start();
        _processes[1] = Start();
    }

    public MemoryLedgerStore Store { get; }

    public IReadOnlyList<Fund> Funds { get; }

    public SteppingClock Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>From this shard on the server is lost whenever a day is published; none if null.</summary>
    public short? PublishesLostFrom { get; set; }

    /// <summary>How many of the next answers are lost though the commit stands.</summary>
    public int AnswersToLose { get; set; }

    public IncomeProcess Process(int number) => _processes[number];

    public async Task RestartAsync(int number)
    {
        await _processes[number].DisposeAsync();
        _processes[number] = Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _processes[0].DisposeAsync();
        await _processes[1].DisposeAsync();
    }

    private IncomeProcess Start() => new(
        _bug == PlantedBug.TouchBeforePublication ? new HastyStore(Store) : Store,
        _bug == PlantedBug.StaleColumn ? new ForgetfulReads(Store, _forgetting) : Store,
        Store.Shards.Count, Clock, Funds);

    private Fault FaultOf(PostingGroup group)
    {
        if (_bug == PlantedBug.CutOffByOne)
        {
            CutOffByOne.PlantIn(group);
        }

        if (PublishesLostFrom is { } lost && group.Shards.Any(s => s.Shard >= lost && s.EarningDays.Count > 0))
        {
            return Fault.LostBeforeCommit;
        }

        if (AnswersToLose > 0)
        {
            AnswersToLose--;
            return Fault.LostAfterCommit;
        }

        return Fault.None;
    }

    private IEnumerable<SweepIncome.Behind> HoldersBehind(SweepIncome.HoldersBehind query)
    {
        MemoryShard shard = Store.Shards[query.Shard];
        int published = shard.Funds[query.Asset].PublishedThrough;
        return shard.Holders.Values
            .Where(h => h.Asset == query.Asset && h.Owner > query.AfterOwner && h.PostedThrough < published)
            .OrderBy(h => h.Owner).Take(query.Limit)
            .Select(h => new SweepIncome.Behind(query.Shard, h.Owner, DateOnly.FromDayNumber(published)));
    }
}
