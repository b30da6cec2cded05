using System.Text.Json;
using Huoqi.Kernel;
using Huoqi.Replay;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The replay as a person runs it, small: to its end, stopped, killed, on a full disk.</summary>
public sealed class ReplayTests
{
    private const string People = "300";
    private const string Days = "20";

    /// <summary>Measured by something else than a replay.</summary>
    private static readonly string[] NotOfAReplay = [FigureSheet.KillRunsIdentical, FigureSheet.TestTime];

    [Theory]
    [InlineData("1")]
    [InlineData("20130613")]
    public async Task Every_figure_that_applies_is_met_and_the_report_is_whole(string seed)
    {
        using TestFolder folder = new();
        (int exitCode, string said) = await HuoqiProcess.RunAsync([.. Command(folder), "--seed", seed]);
        Assert.True(exitCode == ExitCodes.Done, said);

        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(JsonOf(folder), Cancel));
        List<JsonElement> figures = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(
            NotOfAReplay,
            figures.Where(figure => !figure.GetProperty("met").GetBoolean())
                .Select(figure => $"{figure.GetProperty("name")}"));
        string page = await File.ReadAllTextAsync(Path.Combine(OutOf(folder), ReplayReport.HtmlFile), Cancel);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        string[] tables = Directory.GetFiles(OutOf(folder), "*.csv");
        Assert.NotEmpty(tables);
        Assert.All(tables, IsTable);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_goes_on_but_not_as_another_plan()
    {
        using TestFolder folder = new();

        // More days than a machine with other work gets through between the line and the signal.
        string[] command = Command(folder, days: "100");
        await using HuoqiProcess first = HuoqiProcess.Start(command);
        await first.UntilSaidAsync("day 3 of 100");
        Assert.Equal(ExitCodes.Stopped, await first.InterruptAsync());
        Assert.Contains("the same command goes on there", first.Said, StringComparison.Ordinal);

        (int exitCode, string said) = await HuoqiProcess.RunAsync([.. command, "--seed", "2"]);
        Assert.Equal(ExitCodes.BadInput, exitCode);
        Assert.Contains(
            "holds a replay of 300 people, 100 days, seed 1; give these numbers", said, StringComparison.Ordinal);

        (exitCode, said) = await HuoqiProcess.RunAsync(command);
        Assert.True(exitCode == ExitCodes.Done, said);
        Assert.Contains("was interrupted; it goes on", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_kills_of_app_and_database_in_mid_run_change_nothing()
    {
        using TestFolder folder = new();
        (int exitCode, string said) = await HuoqiProcess.RunAsync([.. Command(folder), "--kills", "4"]);
        Assert.True(exitCode == ExitCodes.Done, said);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(JsonOf(folder), Cancel));
        JsonElement figure = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(FigureSheet.KillRunsIdentical, figure.GetProperty("name").GetString());
        Assert.True(figure.GetProperty("met").GetBoolean());
    }

    [Fact]
    public async Task A_disk_that_fills_up_in_mid_run_is_one_sentence_and_with_space_the_run_goes_on()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root may mount a disk");
        using TestFolder folder = new();
        using SmallDisk disk = new(Path.Combine(folder.Path, "data"), sizeMb: 400);
        string[] command = Command(folder);
        string filler = Path.Combine(disk.Path, "filler");
        await using (HuoqiProcess full = HuoqiProcess.Start(command))
        {
            await full.UntilSaidAsync("day 2 of 20");
            Fill(filler);
            int ended = await full.EndAsync();
            Assert.True(ended == ExitCodes.BadInput, full.Said);
            Assert.Contains(
                $"The disk of {disk.Path} is full; free some space there", full.Said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", full.Said, StringComparison.Ordinal);
        }

        File.Delete(filler);
        (int exitCode, string said) = await HuoqiProcess.RunAsync(command);
        Assert.True(exitCode == ExitCodes.Done, said);
        Assert.Contains("was interrupted; it goes on", said, StringComparison.Ordinal);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string[] Command(TestFolder folder, string days = Days) =>
    [
        "replay", "--data", Path.Combine(folder.Path, "data"), "--out", OutOf(folder), "--json", JsonOf(folder),
        "--people", People, "--days", days,
    ];

    private static string OutOf(TestFolder folder) => Path.Combine(folder.Path, "out");

    private static string JsonOf(TestFolder folder) => Path.Combine(folder.Path, "figures.json");

    private static void IsTable(string file)
    {
        string[] lines = File.ReadAllLines(file);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Equal(Fields(lines[0]), Fields(line)));
    }

    // A comma between quotes belongs to a text.
    private static int Fields(string line) =>
        1 + line.Split('"').Where((_, part) => part % 2 == 0).Sum(part => part.Count(c => c == ','));

    private static void Fill(string file)
    {
        using FileStream filler = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[64 * 1024];
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException failure) when (FullDisk.Is(failure))
        {
            return;
        }
    }
}
