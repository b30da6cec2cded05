using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>How much a run shall do.</summary>
public sealed record TortureOptions
{
    /// <summary>As much as fits into this time; null for exactly the counts of the table.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Names of faults, "rounds" and "controls"; empty for everything.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Forget what earlier runs of the seed have finished.</summary>
    public bool Fresh { get; init; }
}

/// <summary>
/// A run of the rig: first the positive controls, then stage after stage of whatever is least complete. What is
/// finished stands in a file, so that a run that was stopped goes on, and runs of some minutes add up to the whole.
/// </summary>
public sealed class Torturer(Rig rig)
{
    /// <summary>The name of the rounds beside those of the faults.</summary>
    public const string Rounds = "rounds";

    /// <summary>The name of the positive controls.</summary>
    public const string ControlNames = "controls";

    /// <summary>Attempts at double spending, and requests with one key, of a whole run.</summary>
    public const long WholeAttempts = 200_000;

    private const int SpendsOfStage = 50;
    private const int SameKeysOfStage = 200;

    /// <summary>Everything that <c>--only</c> may name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. FaultList.All.Select(fault => fault.Name), Rounds, ControlNames];

    /// <summary>
    /// Runs until the time is over or the counts are reached; stopping it loses the stage in work only.
    /// </summary>
    public async Task<TortureReport> RunAsync(TortureOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Only.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
        {
            throw new UserErrorException($"--only {unknown} is no fault; there are: {string.Join(", ", Names)}.");
        }

        Directory.CreateDirectory(rig.Folder);
        Progress progress = Progress.Open(rig.Folder, rig.Seed, options.Fresh);
        rig.Report(string.Create(CultureInfo.InvariantCulture, $"seed {rig.Seed}"));
        if (progress.All.Count > 0)
        {
            rig.Report($"going on after {progress.All.Count} finished pieces of earlier runs with this seed");
        }

        await rig.PrepareAsync(cancel);
        long started = TimeProvider.System.GetTimestamp();
        Dictionary<string, string> skipped = Skipped(options);
        if (Wants(options, ControlNames))
        {
            await ControlsAsync(progress, cancel);
        }

        while ((options.Time is not { } time || TimeProvider.System.GetElapsedTime(started) < time)
            && Next(options, progress, skipped) is { } next)
        {
            Finished finished = await PieceAsync(next.What, next.Left, progress.NextRound(next.What), cancel);
            progress.Add(finished);
            rig.Report(Line(finished));
            if (finished.Verdict is { Wrong: > 0 } wrong)
            {
                foreach (string found in wrong.Found)
                {
                    rig.Report($"    {found}");
                }
            }
        }

        return new(rig.Seed, progress.All, skipped);
    }

    /// <summary>One control, for who wants to see it fail.</summary>
    public Task<ControlResult> ControlAsync(Control control, CancellationToken cancel) =>
        new Controls(rig).RunAsync(control, cancel);

    /// <summary>One stage of a fault.</summary>
    public Task<StageResult> StageAsync(Fault fault, int strikes, int round, CancellationToken cancel) =>
        new FaultRun(rig, fault, Control.None).RunAsync(strikes, round, cancel);

    /// <summary>One stage of rounds.</summary>
    public Task<RoundsResult> RoundsAsync(int spends, int sameKeys, int round, CancellationToken cancel) =>
        new SpendRounds(rig).RunAsync(spends, sameKeys, round, cancel);

    private static bool Wants(TortureOptions options, string name) =>
        options.Only.Count == 0 || options.Only.Contains(name);

    private Dictionary<string, string> Skipped(TortureOptions options)
    {
        Dictionary<string, string> skipped = [];
        foreach (Fault fault in FaultList.All.Where(fault => Wants(options, fault.Name)))
        {
            if (fault.WhyNot() is { } why)
            {
                skipped[fault.Name] = why;
                rig.Report($"{fault.Name}: skipped: {why}");
            }
        }

        return skipped;
    }

    private async Task ControlsAsync(Progress progress, CancellationToken cancel)
    {
        foreach (Control control in Controls.All)
        {
            ControlResult result = await ControlAsync(control, cancel);
            Finished finished = new()
            {
                What = $"control {control}",
                Round = progress.NextRound($"control {control}"),
                Strikes = result.Strikes,
                IsFound = result.IsFound,
                Says = result.What,
            };
            progress.Add(finished);
            rig.Report(Line(finished));
        }
    }

    /// <summary>What is least complete, and how much of it is left; null when all is done and time does not
    /// count.</summary>
    private static (string What, int Left)? Next(
        TortureOptions options, Progress progress, Dictionary<string, string> skipped)
    {
        List<(string What, int Done, int Whole)> pieces = [.. FaultList.All
            .Where(fault => Wants(options, fault.Name) && !skipped.ContainsKey(fault.Name))
            .Select(fault => (fault.Name, progress.All.Where(f => f.What == fault.Name).Sum(f => f.Strikes),
                fault.Strikes.Whole))];
        if (Wants(options, Rounds))
        {
            pieces.Add((Rounds, progress.NextRound(Rounds),
                (int)(WholeAttempts / (SpendsOfStage * SpendRounds.AttemptsOfRound))));
        }

        if (pieces.Count == 0)
        {
            return null;
        }

        (string what, int done, int whole) = pieces.MinBy(piece => (long)piece.Done * 1_000 / piece.Whole);
        return done < whole ? (what, whole - done) : options.Time is null ? null : (what, int.MaxValue);
    }

    private async Task<Finished> PieceAsync(string what, int left, int round, CancellationToken cancel)
    {
        if (what == Rounds)
        {
            RoundsResult rounds = await RoundsAsync(SpendsOfStage, SameKeysOfStage, round, cancel);
            return new()
            {
                What = what,
                Round = round,
                Attempts = rounds.Attempts,
                SameKey = rounds.SameKey,
                NotOneWinner = rounds.NotOneWinner,
                Verdict = rounds.Verdict,
                Says = $"{rounds.Rounds} rounds, {rounds.NotOneWinner} without exactly one winner",
            };
        }

        Fault fault = FaultList.All.Single(one => one.Name == what);
        StageResult result = await StageAsync(fault, Math.Min(left, fault.StrikesPerStage), round, cancel);
        return new()
        {
            What = what,
            Round = round,
            Strikes = result.Strikes,
            BackMs = result.BackMs,
            Verdict = result.Verdict,
            Says = string.Create(CultureInfo.InvariantCulture,
                $"{result.Strikes} strikes, service back after at most {result.LongestMs / 1000m:N1} s"),
        };
    }

    private static string Line(Finished finished) => finished.IsFound is { } isFound
        ? $"{finished.What}: {(isFound ? "found" : "NOT FOUND")} after {finished.Strikes}: {finished.Says}"
        : $"{finished.What} {finished.Round}: {finished.Says}; {finished.Verdict}";
}
