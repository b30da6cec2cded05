using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// One process of the platform: the real ledger with its queues, the real acts and workers. Nothing of it outlives a
/// crash; what it promised lies in the store.
/// </summary>
internal sealed class SimProcess
{
    private static readonly LedgerOptions Options = new()
    {
        Queues = 2,
        Deadline = TimeSpan.FromSeconds(5),
        GroupsThatLookUpKeys = 3,
    };

    private static readonly TimeSpan RequestsEvery = TimeSpan.FromSeconds(10);

    private readonly SimWorld _world;
    private readonly int _slot;
    private long? _stepsToLive;

    public SimProcess(SimWorld world, int slot)
    {
        _world = world;
        _slot = slot;
        Context = new(world.Time) { BeforeStep = CountDown };
        GeneralLedger? ledger = null;
        SimStore store = new(world);
        Context.Run(() => ledger = new(store, SimWorld.Shards, Options, world.Time));
        Parts = new(ledger!, store, world.Time, RuleBook.Default, world.Fund, world.Mode);
        Paying = new(Parts, new SimRequestStore(world, store), world.Time);
        BankPort = PlantedSagas.Port(world.Bug, new SimBankPort(world.Bank, new(world, "bank")));
        BankWorker = new(Parts, BankPort);
        Context.Run(StartWorkers);
    }

    public SimContext Context { get; }

    public WalletParts Parts { get; }

    public PayingParts Paying { get; }

    public IBankPort BankPort { get; }

    public SettleBankOrders BankWorker { get; }

    /// <summary>Does something here; its answer reaches <paramref name="answered"/> unless the process dies before.
    /// </summary>
    public void Ask<T>(string what, Func<Task<T>> act, Action<T> answered, Action failed) =>
        Context.Run(() => _ = DoAsync(what, act, answered, failed));

    /// <summary>The bank calls.</summary>
    public void Hear(BankAnswer answer) => Ask("callback", () => HearAsync(answer), _ => { }, () => { });

    private async Task DoAsync<T>(string what, Func<Task<T>> act, Action<T> answered, Action failed)
    {
        try
        {
            answered(await act());
        }
#pragma warning disable CA1031 // Whatever an act throws is looked at.
        catch (Exception failure)
        {
            _world.Caught(what, failure);
            failed();
        }
#pragma warning restore CA1031
    }

    private async Task<bool> HearAsync(BankAnswer answer)
    {
        Invariant.Holds(OrderNo.TryParse(answer.OrderNo, out OrderNo no));
        IReadOnlyList<OpenBankOrder> open =
            await Parts.Reads.AllAsync(new BankOrders.Open(new(no.Shard, no.Entry - 1), Limit: 1));
        if (open.Count == 0 || open[0].No != no)
        {
            return false;
        }

        return await PlantedSagas.SettleAsync(_world.Bug, Parts, BankWorker, open[0], answer);
    }

    /// <summary>The operator ends a business date in every shard; nothing of it may be posted any more.</summary>
    public async Task<bool> CloseDateAsync(DateOnly date)
    {
        PostResult[] closed = await Task.WhenAll(Enumerable.Range(0, SimWorld.Shards).Select(shard =>
            Parts.Ledger.PostAsync(new()
            {
                Shard = (short)shard,
                Owner = Party.Platform,
                Act = LedgerActs.CloseBusinessDay,
                Key = $"{date:yyyy-MM-dd}",
                BusinessDate = date,
                ByPlatform = true,
            })));
        return closed.All(result => result.Status != PostStatus.Unknown);
    }

    /// <summary>The workers that may just be at work when a date ends.</summary>
    public async Task<bool> WorkAsync()
    {
        await Task.WhenAll(
            BankAsync(), new SettleMerchants(Parts).RunAsync(),
            new Deliveries(Parts.Ledger, Parts.Reads).DeliverAsync(_world.Today));
        return true;
    }

    private void StartWorkers()
    {
        Deliveries deliveries = new(Parts.Ledger, Parts.Reads);
        _ = EveryAsync(_world.Scenario.BankEvery, "bank", BankAsync);
        _ = EveryAsync(_world.Scenario.DeliverEvery, "deliveries", () => deliveries.DeliverAsync(_world.Today));
        if (_world.Scenario.Requests > 0)
        {
            RequestUpkeep upkeep = new(Paying);
            _ = EveryAsync(RequestsEvery, "requests", () => upkeep.RunAsync());
        }

        if (_world.Scenario.DayEvery is { } dayEvery)
        {
            SimDay day = new(_world, Parts);
            _ = EveryAsync(dayEvery, "day", day.RunAsync);
        }
    }

    private Task BankAsync() => _world.Bug == PlantedSaga.SplitTransaction
        ? PlantedSagas.SettleSplitAsync(Parts, BankPort)
        : BankWorker.RunAsync();

    private async Task EveryAsync(TimeSpan pause, string what, Func<Task> work)
    {
        while (true)
        {
            await Task.Delay((pause / 2) + (pause * _world.Random.Next(100) / 100), _world.Time);
            await DoAsync(what, async () =>
            {
                await work();
                return true;
            }, _ => { }, () => { });
        }
    }

    /// <summary>A process dies at the step that was drawn for it: between any two awaits.</summary>
    private void CountDown()
    {
        if (!_world.Faults.AreOn)
        {
            return;
        }

        _stepsToLive = (_stepsToLive ?? _world.StepsToLive()) - 1;
        if (_stepsToLive == 0)
        {
            _world.Crash(_slot);
        }
    }
}
