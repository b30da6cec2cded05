using Xunit;

namespace Huoqi.RulesTests;

/// <summary>The first cases of the comparison with the naive model, for whoever has to ask often: the mutation
/// run.</summary>
public sealed class IncomeCasesTests
{
    private const int Cases = 60;

    [Fact]
    public async Task Every_balance_of_the_first_cases_is_what_the_naive_model_gives()
    {
        for (int seed = 1; seed <= Cases; seed++)
        {
            await new IncomeSimulation(IncomeCase.Of(seed), PlantedBug.None).RunAsync();
        }
    }
}
