using Xunit;
using Xunit.Sdk;

namespace Huoqi.RulesTests;

/// <summary>
/// The heart of the module: for any order of deposits, redemptions, late publications, corrections and touches, every
/// holder's balance is on every day what a naive model gives that credits every holder every day.
/// </summary>
public sealed class IncomePropertyTests(ITestOutputHelper output)
{
    private const int Cases = 10_000;
    private const int CasesForABug = 2_000;

    /// <summary>One seed is one case: set HUOQI_INCOME_SEED to run that one alone.</summary>
    private static readonly string? OneSeed = Environment.GetEnvironmentVariable("HUOQI_INCOME_SEED");

    [Fact]
    public async Task Every_balance_is_on_every_day_what_the_naive_model_gives()
    {
        IEnumerable<int> seeds = OneSeed is null ? Enumerable.Range(1, Cases) : [int.Parse(OneSeed)];
        string? failure = await FirstFailureAsync(seeds, PlantedBug.None);
        Assert.True(failure is null, failure);
    }

    [Theory]
    [InlineData(PlantedBug.CutOffByOne)]
    [InlineData(PlantedBug.TouchBeforePublication)]
    [InlineData(PlantedBug.StaleColumn)]
    public async Task A_planted_bug_is_caught(PlantedBug bug)
    {
        for (int seed = 1; seed <= CasesForABug; seed++)
        {
            // What the program itself notices (a broken invariant, a refusal) does not count: the comparison must see
            // it.
            if (await FirstFailureAsync([seed], bug) is { } failure
                && failure.Contains("model", StringComparison.Ordinal))
            {
                output.WriteLine($"caught by case {seed}: {failure}");
                return;
            }
        }

        Assert.Fail($"{CasesForABug} cases did not see {bug}");
    }

    [Fact]
    public async Task A_seed_fails_the_same_way_again()
    {
        for (int seed = 1; seed <= CasesForABug; seed++)
        {
            if (await FirstFailureAsync([seed], PlantedBug.CutOffByOne) is { } failure)
            {
                Assert.Equal(failure, await FirstFailureAsync([seed], PlantedBug.CutOffByOne));
                return;
            }
        }
    }

    /// <summary>Runs the cases side by side and tells of the failed one with the lowest seed; null when all
    /// hold.</summary>
    private static async Task<string?> FirstFailureAsync(IEnumerable<int> seeds, PlantedBug bug)
    {
        SortedDictionary<int, string> failures = [];
        ParallelOptions sideBySide = new()
        {
            MaxDegreeOfParallelism = Environment.ProcessorCount,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForEachAsync(seeds, sideBySide, async (seed, _) =>
        {
            IncomeCase size = IncomeCase.Of(seed);
            try
            {
                await new IncomeSimulation(size, bug).RunAsync();
            }
            catch (Exception failure)
            {
                lock (failures)
                {
                    failures.Add(seed, $"{size}: {(failure is XunitException ? failure.Message : failure.ToString())}");
                }
            }
        });
        return failures.Count == 0
            ? null
            : $"{failures.Count} cases failed; run HUOQI_INCOME_SEED={failures.First().Key}: {failures.First().Value}";
    }
}
