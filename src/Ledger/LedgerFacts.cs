namespace Huoqi.Ledger;

/// <summary>How the writer queues of one process are doing, for whoever watches it.</summary>
/// <param name="Waiting">Drafts that wait to be looked at.</param>
/// <param name="Groups">Groups committed since the start.</param>
/// <param name="Drafts">Drafts in them.</param>
/// <param name="LastGroup">Drafts in the largest of the last groups of the queues.</param>
/// <param name="CommitP99">The 99th percentile of the last commits; zero before the first.</param>
public sealed record LedgerFacts(int Waiting, long Groups, long Drafts, int LastGroup, TimeSpan CommitP99)
{
    private const int Percent = 99;

    internal static LedgerFacts Of(IReadOnlyList<(int Waiting, CommitTimes Commits)> queues)
    {
        List<long> ticks = [];
        foreach ((_, CommitTimes commits) in queues)
        {
            commits.CopyTo(ticks);
        }

        ticks.Sort();
        long p99 = ticks.Count == 0 ? 0 : ticks[((ticks.Count * Percent) + 99) / 100 - 1];
        return new(
            queues.Sum(queue => queue.Waiting), queues.Sum(queue => queue.Commits.Groups),
            queues.Sum(queue => queue.Commits.Drafts), queues.Max(queue => queue.Commits.Last), new(p99));
    }
}

/// <summary>What the last commits of a queue took; one writer, any number of readers.</summary>
internal sealed class CommitTimes
{
    private const int Kept = 512;

    private readonly long[] _ticks = new long[Kept];
    private long _groups;
    private long _drafts;
    private int _last;

    /// <summary>Groups committed.</summary>
    public long Groups => Interlocked.Read(ref _groups);

    /// <summary>Drafts in them.</summary>
    public long Drafts => Interlocked.Read(ref _drafts);

    /// <summary>Drafts in the last one.</summary>
    public int Last => Volatile.Read(ref _last);

    public void Note(int drafts, TimeSpan took)
    {
        Volatile.Write(ref _ticks[(int)(_groups % Kept)], took.Ticks);
        Volatile.Write(ref _last, drafts);
        Interlocked.Add(ref _drafts, drafts);
        Interlocked.Increment(ref _groups);
    }

    public void CopyTo(List<long> ticks)
    {
        long groups = Groups;
        for (int i = 0; i < Math.Min(groups, Kept); i++)
        {
            ticks.Add(Volatile.Read(ref _ticks[i]));
        }
    }
}
