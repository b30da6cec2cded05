using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Huoqi.RulesTests.House;
using Xunit;

namespace Huoqi.RulesTests.Simulation;

/// <summary>The acts on money under every fault we know, thousands of seeds each; see docs/simulation.md.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const long SeedsForABug = 2_000;

    /// <summary>A simulation that never comes to these proves nothing about them.</summary>
    private static readonly string[] Met =
    [
        "Done", "Pending", "InsufficientBalance", "AdvanceExhausted", "MerchantFundsShort", "RefundExceedsPayment",
        "AccountClosed", "AccountNotEmpty", "OrdersOpen", "TopUp done", "TopUp refused",
        "Withdrawal done", "Withdrawal refused", "Subscription done", "AdvanceForPayment done",
        "AdvanceForPayment refused", "AdvanceToCard done", "AdvanceToWallet refused", "RedemptionPayout done",
        "RedemptionPayout refused", "MerchantSettlement done", "MerchantSettlement refused", "delivery Arrived",
        "delivery Returned", "HeadMovedException", "TimeoutException", "StepUnfinishedException", "AlreadyPaid",
        "BeingPaid", "Expired", "Cancelled", "StateChanged", "claim void", "paid after all", "request Paid",
        "request Expired", "request Cancelled",
    ];

    private static readonly long Seeds = Number("HUOQI_SIMULATION_SEEDS", otherwise: 2_000);
    private static readonly long FirstSeed = Number("HUOQI_SIMULATION_FIRST_SEED", otherwise: 1);

    public static TheoryData<string> Scenarios => [.. SimScenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_promise_is_kept_whatever_goes_wrong(string name)
    {
        string? wanted = Environment.GetEnvironmentVariable("HUOQI_SIMULATION_SCENARIO");
        Assert.SkipUnless(wanted is null || wanted == name, $"only {wanted} was asked for");
        SimScenario scenario = SimScenario.Of(name);
        ConcurrentBag<(long Seed, string Broken)> failures = [];
        (long ticks, long crashes, long commits) = (0, 0, 0);
        long started = Stopwatch.GetTimestamp();
        Parallel.For(FirstSeed, FirstSeed + Seeds, seed =>
        {
            SimResult result = SimRun.Of(scenario, seed);
            Interlocked.Add(ref ticks, result.Passed.Ticks);
            Interlocked.Add(ref crashes, result.Crashes);
            Interlocked.Add(ref commits, result.Commits);
            if (result.Broken is not null)
            {
                failures.Add((seed, result.Broken));
            }
        });
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        string line = $"simulation {name}: {Seeds} seeds from {FirstSeed}, {failures.Count} failures, "
            + $"{(long)new TimeSpan(ticks).TotalHours} virtual hours, {crashes} crashes, {commits} commits, "
            + $"{Seeds * 1_000 / Math.Max(1, (long)took.TotalMilliseconds)} seeds/s";
        output.WriteLine(line);
        Console.WriteLine(line);
        if (!failures.IsEmpty)
        {
            Assert.Fail($"{failures.Count} of {Seeds} seeds: {string.Join(' ', failures.Select(f => f.Seed).Order()
                .Take(20))}\n{failures.MinBy(failure => failure.Seed).Broken}");
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_same_seed_is_the_same_run(string name)
    {
        for (long seed = FirstSeed; seed < FirstSeed + 20; seed++)
        {
            SimResult first = SimRun.Of(SimScenario.Of(name), seed);
            Assert.True(first.IsSameAs(SimRun.Of(SimScenario.Of(name), seed)), $"{name}, seed {seed}");
        }
    }

    [Fact]
    public void What_must_be_met_is_met()
    {
        HashSet<string> seen = [.. SimScenario.All.SelectMany(scenario =>
            Enumerable.Range(1, 100).SelectMany(seed => SimRun.Of(scenario, seed).Seen))];
        Found.None(Met.Where(what => !seen.Contains(what)));
    }

    [Theory]
    [InlineData(PlantedSaga.TimeoutIsFailure, "top-up")]
    [InlineData(PlantedSaga.SplitTransaction, "top-up")]
    [InlineData(PlantedSaga.CheckThenAct, "top-up")]
    [InlineData(PlantedSaga.CheckThenClaim, "payment-requests")]
    [InlineData(PlantedSaga.TimeEndsClaims, "payment-requests")]
    public void A_planted_bug_is_found(PlantedSaga bug, string name)
    {
        SimScenario scenario = SimScenario.Of(name);
        for (long seed = 1; seed <= SeedsForABug; seed++)
        {
            if (SimRun.Of(scenario, seed, bug).Broken is { } broken)
            {
                string line = $"{bug} was found at seed {seed}: {broken.Split('\n')[0]}";
                output.WriteLine(line);
                Console.WriteLine(line);
                return;
            }
        }

        Assert.Fail($"{bug} was not found within {SeedsForABug} seeds");
    }

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out long number)
            ? number
            : otherwise;
}
