using Huoqi.Funds;
using Huoqi.Kernel;

namespace Huoqi.RulesTests.Simulation;

/// <summary>What a run came to.</summary>
/// <param name="Broken">The promise that was broken, with the last events; null when all were kept.</param>
/// <param name="TraceHash">Everything that happened, as one number.</param>
/// <param name="Crashes">How many times a process died.</param>
/// <param name="Passed">How much virtual time passed.</param>
/// <param name="Commits">How many groups were committed.</param>
/// <param name="Seen">What happened how often, in words.</param>
internal sealed record SimResult(
    string? Broken, ulong TraceHash, int Crashes, TimeSpan Passed, int Commits, IReadOnlyList<string> Seen)
{
    /// <summary>Whether another run was the same, event for event.</summary>
    public bool IsSameAs(SimResult other) => TraceHash == other.TraceHash && Crashes == other.Crashes
        && Passed == other.Passed && Commits == other.Commits && Broken == other.Broken;
}

/// <summary>One seed of one scenario, from the first account to the oracle.</summary>
internal static class SimRun
{
    public static SimResult Of(SimScenario scenario, long seed, PlantedSaga bug = PlantedSaga.None)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        using SimWorld world = new(scenario, seed, bug);
        SimPeople people = new(world);
        world.Context.Run(() => Begin(world, people));
        Go(world, people);
        SynchronizationContext.SetSynchronizationContext(before);
        return new(world.Broken is null ? null : Report(world, scenario, seed), world.TraceHash, world.Crashes,
            world.Time.GetUtcNow() - scenario.Start, world.Watch.Commits, [.. world.Seen.Keys]);
    }

    private static void Begin(SimWorld world, SimPeople people)
    {
        world.Faults.AreOn = false;
        world.StartProcesses();
        world.PushCallbacks();
    }

    private static void Go(SimWorld world, SimPeople people)
    {
        bool settledIn = false;
        SimProcess first = world.Somebody()!;
        first.Ask("settling in", async () =>
        {
            await people.SettleInAsync(first.Parts);
            return true;
        }, _ => settledIn = true, () => { });
        DateTimeOffset start = world.Scenario.Start;
        Await(world, start.AddMinutes(5), () => settledIn, "people settle in");
        world.Faults.AreOn = true;
        world.Context.Run(people.Plan);
        world.Context.Run(() => EndDate(world));
        DateTimeOffset end = start + world.Scenario.Span + TimeSpan.FromMinutes(10);
        _ = world.Time.RunUntil(end, () => world.Broken is not null);

        // From here on nothing goes wrong any more: everything must come to rest by itself.
        world.Faults.AreOn = false;
        world.Trace("the faults are over");
        Await(world, end + world.Scenario.Patience, () => IsAtRest(world, people), "everything comes to rest");
        if (world.Scenario.DayEvery is not null && world.Broken is null)
        {
            bool swept = false;
            SimProcess sweeper = world.Somebody()!;
            sweeper.Ask("sweep", async () =>
            {
                await new SimDay(world, sweeper.Parts).SweepAsync();
                return true;
            }, _ => swept = true, () => { });
            Await(world, world.Time.GetUtcNow().AddMinutes(5), () => swept, "a sweep ends");
        }

        if (world.Broken is null)
        {
            world.Context.Run(() => new SimOracle(world, people).Check());
            world.Context.Run(() => new SimRequestOracle(world, people).Check());
        }
    }

    /// <summary>A business date ends while people ask and workers work.</summary>
    private static void EndDate(SimWorld world)
    {
        TimeSpan midnight = world.Scenario.Midnight;
        for (int i = 0; i < 2; i++)
        {
            world.After(midnight - world.Latency(15), () =>
            {
                SimProcess? worker = world.Somebody();
                worker?.Ask("work at midnight", worker.WorkAsync, _ => { }, () => { });
            });
        }

        DateOnly date = BeijingTime.DateOf(world.Scenario.Start);
        world.After(midnight + world.Latency(4), () => Close(world, date));
    }

    private static void Close(SimWorld world, DateOnly date)
    {
        SimProcess? closer = world.Somebody();
        bool closed = false;
        closer?.Ask("end of a date", () => closer.CloseDateAsync(date), done => closed = done, () => { });
        world.After(TimeSpan.FromSeconds(30), () =>
        {
            if (!closed)
            {
                Close(world, date);
            }
        });
    }

    private static void Await(SimWorld world, DateTimeOffset limit, Func<bool> done, string what)
    {
        if (!world.Time.RunUntil(limit, () => world.Broken is not null || done()))
        {
            world.Break($"{what}: not by {limit:yyyy-MM-dd HH:mm}");
        }
    }

    private static bool IsAtRest(SimWorld world, SimPeople people) =>
        people.AreContent
        && world.Somebody() is not null
        && world.Wallet.BankOrders.All.All(order => order.State != 1)
        && world.Requests.AreAtRest
        && world.Store.Deliveries.Values.All(sent => sent.State != Ledger.Deliveries.State.UnderWay)
        && world.Funds.Orders.All.All(order => !order.IsOpen || order.Order.Kind == FundOrderKind.BankRedemption);

    private static string Report(SimWorld world, SimScenario scenario, long seed)
    {
        string repeat = $"HUOQI_SIMULATION_SCENARIO={scenario.Name} HUOQI_SIMULATION_FIRST_SEED={seed} "
            + "HUOQI_SIMULATION_SEEDS=1 dotnet tests/Rules/bin/Release/net10.0/Huoqi.RulesTests.dll "
            + $"-class {typeof(SimulationTests).FullName}";
        return $"""
            scenario {scenario.Name}, seed {seed}: {world.Broken}
            last events:
            {string.Join('\n', world.LastEvents)}
            repeat it: {repeat}
            """;
    }
}
