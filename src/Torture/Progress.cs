using System.Text.Json;
using System.Text.Json.Serialization;

namespace Huoqi.Torture;

/// <summary>One finished piece of a run: a stage of a fault, rounds, or a control.</summary>
public sealed record Finished
{
    /// <summary>The fault's name, "rounds", or "control …".</summary>
    public required string What { get; init; }

    /// <summary>The number of the stage, from 0.</summary>
    public int Round { get; init; }

    /// <summary>How often the fault struck.</summary>
    public int Strikes { get; init; }

    /// <summary>For each strike the milliseconds until every client was served again.</summary>
    public IReadOnlyList<int> BackMs { get; init; } = [];

    /// <summary>Attempts at double spending.</summary>
    public long Attempts { get; init; }

    /// <summary>Requests with one key in parallel.</summary>
    public long SameKey { get; init; }

    /// <summary>Rounds without exactly one winner.</summary>
    public int NotOneWinner { get; init; }

    /// <summary>Of a control: whether it was found.</summary>
    public bool? IsFound { get; init; }

    /// <summary>What the oracle found; of a control it is not the program's.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>In words.</summary>
    public string Says { get; init; } = "";
}

/// <summary>What was finished so far: one line of JSON each, appended when it is done, so that a run that was stopped
/// goes on.</summary>
internal sealed class Progress
{
    private readonly string _file;
    private readonly List<Finished> _all = [];

    private Progress(string file)
    {
        _file = file;
    }

    public IReadOnlyList<Finished> All => _all;

    /// <summary>Opens the progress of a seed; that of another seed is another run.</summary>
    public static Progress Open(string folder, long seed, bool fresh)
    {
        Progress progress = new(Path.Combine(folder, $"progress-{seed}.jsonl"));
        if (fresh)
        {
            File.Delete(progress._file);
        }

        if (File.Exists(progress._file))
        {
            // A last line that a crash cut short is a stage that has to be run again.
            if (!File.ReadAllText(progress._file).EndsWith('\n'))
            {
                File.AppendAllText(progress._file, "\n");
            }

            progress._all.AddRange(File.ReadLines(progress._file)
                .Where(line => line.EndsWith('}'))
                .Select(line => JsonSerializer.Deserialize(line, FinishedJson.Default.Finished))
                .OfType<Finished>());
        }

        return progress;
    }

    public void Add(Finished finished)
    {
        _all.Add(finished);
        File.AppendAllText(_file, JsonSerializer.Serialize(finished, FinishedJson.Default.Finished) + "\n");
    }

    public int NextRound(string what) => _all.Count(finished => finished.What == what);
}

[JsonSerializable(typeof(Finished))]
internal sealed partial class FinishedJson : JsonSerializerContext;
