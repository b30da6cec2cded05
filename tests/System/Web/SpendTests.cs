using System.Text.Json;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>One balance of 100.00, two hundred acts of 100.00 at once over HTTP through two web processes: the rounds
/// of
/// <c>huoqi bench spend</c>, fifty of its thousand.</summary>
public sealed class SpendTests
{
    private const int Rounds = 50;

    [Fact]
    public async Task One_balance_is_spent_once_however_many_try_at_two_processes()
    {
        using TestFolder folder = new();
        string json = Path.Combine(folder.Path, "figures.json");
        await using HuoqiProcess bench = HuoqiProcess.Start(
            "bench", "spend", "--data", Path.Combine(folder.Path, "data"), "--json", json, "--scale", "0.05");
        // Fewer rounds than a thousand are not what the figure promises: the program says so with its code.
        Assert.Equal(ExitCodes.CheckFailed, await bench.EndAsync(TimeSpan.FromMinutes(10)));
        TestContext.Current.TestOutputHelper?.WriteLine(bench.Said);
        using JsonDocument figures = JsonDocument.Parse(await File.ReadAllTextAsync(
            json, TestContext.Current.CancellationToken));
        Dictionary<string, decimal> values = figures.RootElement.EnumerateArray().ToDictionary(
            figure => figure.GetProperty("name").GetString()!, figure => figure.GetProperty("value").GetDecimal());
        Assert.True(values["web_spend_wrong"] == 0, bench.Said);
        Assert.Equal(Rounds, values["web_spend_rounds"]);
    }
}
