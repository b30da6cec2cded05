using Huoqi.Kernel;

namespace Huoqi.Workers;

/// <summary>One thing that is done again and again.</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Pause">How long it rests between two rounds.</param>
/// <param name="RoundAsync">One round; safe to run in two processes at once.</param>
public sealed record LoopOf(string Name, TimeSpan Pause, Func<CancellationToken, Task> RoundAsync);

/// <summary>
/// The rounds that run beside the pages. A round that fails is told and tried again after a growing pause; nothing ends
/// a loop but the stop. One process owns a loop at a time, by an advisory lock, which saves work and decides nothing.
/// </summary>
public sealed class Loops : IAsyncDisposable
{
    private readonly WorkersParts _parts;
    private readonly Action<string, Exception> _failed;

    /// <param name="parts">What the own loops work with.</param>
    /// <param name="more">Rounds of other modules: sweeps, savings, inbox, webhooks.</param>
    /// <param name="failed">Told of a round that failed, by the loop's name.</param>
    public Loops(WorkersParts parts, IReadOnlyList<LoopOf> more, Action<string, Exception> failed)
    {
        _parts = parts;
        _failed = failed;
        All = more;
    }

    /// <summary>Every loop, in the order in which they are started; they stop in reverse.</summary>
    public IReadOnlyList<LoopOf> All { get; }

    /// <summary>Starts them all.</summary>
    public void Start() => throw new NotImplementedException($"{_parts} {_failed}");

    /// <summary>Wakes a loop that rests: what it waits for may be there.</summary>
    public void Wake(string name) => throw new NotImplementedException(name);

    /// <summary>Lets the rounds under way end, then stops.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
