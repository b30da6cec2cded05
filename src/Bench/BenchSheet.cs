using System.Text.Json;
using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>
/// The figures of the benches under their fixed names (docs/figures.md), each not measured until set. What was measured
/// is kept in a file, so that a run that was stopped goes on where it was.
/// </summary>
public sealed class BenchSheet
{
    private readonly List<Figure> _figures = [];

    /// <summary>All figures of <paramref name="benches"/>, not measured.</summary>
    public BenchSheet(IEnumerable<IBench> benches)
    {
        foreach (IBench bench in benches)
        {
            _figures.AddRange(bench.Figures);
        }
    }

    /// <summary>The figures, in the order of docs/figures.md.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Enters what was measured, in the figure's unit, rounded to four decimals.</summary>
    public void Set(string name, double value)
    {
        int at = _figures.FindIndex(figure => figure.Name == name);
        Invariant.Holds(at >= 0, $"a figure is called {name}");
        if (!double.IsFinite(value))
        {
            throw new UserErrorException(
                $"{name} came to no number, because nothing was done within a window; measure longer with --seconds, "
                + "or on a machine with less else to do.");
        }

        _figures[at] = _figures[at] with { Value = Math.Round((decimal)value, 4) };
    }

    /// <summary>Takes in the values of an earlier run of a bench; false when there is none.</summary>
    public bool Load(BenchRun run, IBench bench)
    {
        string path = PathOf(run, bench);
        if (!File.Exists(path))
        {
            return false;
        }

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonElement figure in json.RootElement.EnumerateArray())
        {
            string name = figure.GetProperty("name").GetString()!;
            if (figure.GetProperty("value").ValueKind == JsonValueKind.Number
                && _figures.Exists(known => known.Name == name))
            {
                Set(name, figure.GetProperty("value").GetDouble());
            }
        }

        return true;
    }

    /// <summary>Keeps what a bench measured.</summary>
    public void Keep(BenchRun run, IBench bench) => FiguresJson.Write(
        PathOf(run, bench), [.. _figures.Where(figure => bench.Figures.Any(own => own.Name == figure.Name))]);

    private static string PathOf(BenchRun run, IBench bench) => Path.Combine(run.Folder, $"bench-{bench.Name}.json");
}

/// <summary>One bench: what it measures, and how.</summary>
public interface IBench
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    string What { get; }

    /// <summary>Its figures with their targets, not measured.</summary>
    IReadOnlyList<Figure> Figures { get; }

    /// <summary>Measures, and enters the figures.</summary>
    Task RunAsync(BenchRun run, CancellationToken cancel);
}

/// <summary>What a bench works with.</summary>
/// <param name="Server">The installation whose server all of it runs on; its own books are not touched.</param>
/// <param name="Sheet">Where figures go.</param>
/// <param name="Output">Where lines for people go.</param>
/// <param name="Window">How long one measurement lasts.</param>
/// <param name="Rounds">How often it is repeated; the median counts.</param>
/// <param name="Scale">Size of the data against the promised one, 1 for all of it.</param>
public sealed record BenchRun(
    Installation Server, BenchSheet Sheet, TextWriter Output, TimeSpan Window, int Rounds, double Scale)
{
    /// <summary>Prints a line.</summary>
    public void Say(string line) => Output.WriteLine(line);

    /// <summary>A count of the promised data, scaled.</summary>
    public long Scaled(long count) => Math.Max(1, (long)(count * Scale));

    /// <summary>The folder of this run's own files.</summary>
    public string Folder => Server.DataFolder;
}
