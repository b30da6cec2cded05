using System.Text.Json;
using Huoqi.Bench;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Every bench runs, at a small part of its size, and writes its figures under their names. What they come to
/// is no matter here.</summary>
public sealed class BenchTests
{
    [Fact]
    public async Task All_benches_measure_all_of_their_figures()
    {
        using TestFolder folder = new();
        string json = Path.Combine(folder.Path, "figures.json");
        await using HuoqiProcess bench = HuoqiProcess.Start(
            "bench", "all", "--data", Path.Combine(folder.Path, "data"), "--json", json, "--seconds", "1", "--rounds",
            "1", "--scale", "0.002");
        int code = await bench.EndAsync(TimeSpan.FromMinutes(15));
        string said = bench.Said;

        Assert.True(code is ExitCodes.Done or ExitCodes.CheckFailed, said);
        using JsonDocument figures = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(
            BenchList.All.SelectMany(bench => bench.Figures).Select(figure => figure.Name),
            figures.RootElement.EnumerateArray().Select(figure => figure.GetProperty("name").GetString()));
        Assert.All(figures.RootElement.EnumerateArray(), figure =>
            Assert.True(figure.GetProperty("value").ValueKind == JsonValueKind.Number, said));
    }

    [Fact]
    public async Task A_scale_that_is_none_is_refused_with_a_sentence()
    {
        using TestFolder folder = new();
        (int code, string said) = await HuoqiProcess.RunAsync(
            "bench", "post", "--data", Path.Combine(folder.Path, "data"), "--scale", "7");
        Assert.Equal(ExitCodes.BadInput, code);
        Assert.Contains("--scale", said, StringComparison.Ordinal);
    }
}
