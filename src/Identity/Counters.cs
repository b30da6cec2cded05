using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A take's answer.</summary>
/// <param name="Taken">Whether there was enough left.</param>
/// <param name="Left">What is left of the limit.</param>
/// <param name="RetryAfter">When the window ends.</param>
public readonly record struct CounterAnswer(bool Taken, long Left, TimeSpan RetryAfter);

/// <summary>Limits that hold over any number of processes: one atomic statement counts and decides.</summary>
public sealed class Counters(IdentityParts parts)
{
    /// <summary>Takes <paramref name="amount"/> of the limit of a key in a window of fixed length.</summary>
    /// <param name="scope">What is limited, in one word; shown in metrics.</param>
    /// <param name="key">Whose; stored as a keyed hash.</param>
    /// <param name="limit">How much a window has.</param>
    /// <param name="window">How long it is.</param>
    /// <param name="amount">How much is taken.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<CounterAnswer> TryTakeAsync(
        string scope, string key, long limit, TimeSpan window, int amount = 1, CancellationToken cancel = default) => throw new NotImplementedException();

    /// <summary>Forgets windows that are long over.</summary>
    public Task<int> SweepAsync(CancellationToken cancel = default) => throw new NotImplementedException();
}

/// <summary>
/// The same for a hot path: a process takes a block from the common counter and spends it in memory, so that most
/// requests write nothing. The limit is never passed; what a process did not spend of its last block is lost.
/// </summary>
public sealed class LeasedCounter(
    Counters counters, TimeProvider time, string scope, long limit, TimeSpan window, int block)
{
    /// <summary>Takes one.</summary>
    public ValueTask<CounterAnswer> TryTakeAsync(string key, CancellationToken cancel = default) => throw new NotImplementedException();
}
