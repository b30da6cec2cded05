namespace Huoqi.Torture;

/// <summary>What all finished pieces of a seed come to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Pieces">Everything finished, in its order.</param>
/// <param name="Skipped">Faults that this machine cannot do, with the reason.</param>
public sealed record TortureReport(
    long Seed, IReadOnlyList<Finished> Pieces, IReadOnlyDictionary<string, string> Skipped)
{
    /// <summary>All verdicts on the program itself together.</summary>
    public Verdict Verdict => Pieces.Select(piece => piece.Verdict).OfType<Verdict>()
        .Aggregate(new Verdict(), (sum, verdict) => sum + verdict);

    /// <summary>Strikes of one fault.</summary>
    public int StrikesOf(string fault) =>
        Pieces.Where(piece => piece.What == fault).Sum(piece => piece.Strikes);

    /// <summary>Strikes of a group of faults.</summary>
    public int StrikesOf(FaultGroup group) =>
        FaultList.All.Where(fault => fault.Group == group).Sum(fault => StrikesOf(fault.Name));

    /// <summary>Of those faults of which each counts, the number of strikes of the one struck least.</summary>
    public int FewestOfOthers => FaultList.All.Where(fault => fault.Group == FaultGroup.Other)
        .Select(fault => StrikesOf(fault.Name)).DefaultIfEmpty(0).Min();

    /// <summary>For every strike of a fault the milliseconds until every client was served again, sorted.</summary>
    public IReadOnlyList<int> BackMsOf(string fault) =>
        [.. Pieces.Where(piece => piece.What == fault).SelectMany(piece => piece.BackMs).Order()];

    /// <summary>The longest of all; null when there was no strike.</summary>
    public int? LongestBackMs => Pieces.SelectMany(piece => piece.BackMs).Select(ms => (int?)ms).Max();

    /// <summary>Attempts at double spending.</summary>
    public long Attempts => Pieces.Sum(piece => piece.Attempts);

    /// <summary>Requests with one key in parallel.</summary>
    public long SameKey => Pieces.Sum(piece => piece.SameKey);

    /// <summary>Rounds without exactly one winner.</summary>
    public int NotOneWinner => Pieces.Sum(piece => piece.NotOneWinner);

    /// <summary>Controls of which every run was found.</summary>
    public int ControlsFound => Pieces.Where(piece => piece.IsFound is not null).GroupBy(piece => piece.What)
        .Count(runs => runs.All(run => run.IsFound is true));

    /// <summary>Whether nothing at all was wrong in what ran; says nothing about how much ran.</summary>
    public bool IsSound =>
        Verdict.Wrong == 0 && NotOneWinner == 0 && !Pieces.Any(piece => piece.IsFound is false);
}
