namespace Huoqi.Identity;

/// <summary>
/// The same for a hot path: a process takes a block from the common counter and spends it in memory, so that most
/// requests write nothing. The limit is never passed; what a process did not spend of its last block is lost.
/// </summary>
/// <param name="counters">Where the blocks come from.</param>
/// <param name="time">The security clock.</param>
/// <param name="scope">What is limited, in one word.</param>
/// <param name="limit">How much a window has.</param>
/// <param name="window">How long it is.</param>
/// <param name="block">How much is taken at once: a tenth of the limit or less.</param>
public sealed class LeasedCounter(
    Counters counters, TimeProvider time, string scope, long limit, TimeSpan window, int block)
{
    // Bounded: an attacker with many addresses must not fill our memory. What is dropped only costs a write.
    private const int KeysMost = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lease> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _renewing = new(StringComparer.Ordinal);

    /// <summary>Takes one.</summary>
    public ValueTask<CounterAnswer> TryTakeAsync(string key, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            if (FromLease(key) is { } answer)
            {
                return new(answer);
            }
        }

        return new(RenewAsync(key, cancel));
    }

    private CounterAnswer? FromLease(string key)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!_leases.TryGetValue(key, out Lease? lease) || lease.Until <= now)
        {
            return null;
        }

        if (lease.Left > 0)
        {
            lease.Left--;
            return new CounterAnswer(Taken: true, lease.Left, TimeSpan.Zero);
        }

        return lease.IsDry ? new CounterAnswer(Taken: false, 0, lease.Until - now) : null;
    }

    // One renewal of a key at a time: many requests at once would else take a block each, and the limit with them.
    private async Task<CounterAnswer> RenewAsync(string key, CancellationToken cancel)
    {
        while (true)
        {
            TaskCompletionSource own = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource? other;
            lock (_gate)
            {
                if (FromLease(key) is { } answer)
                {
                    return answer;
                }

                if (!_renewing.TryGetValue(key, out other))
                {
                    _renewing.Add(key, own);
                }
            }

            if (other is null)
            {
                return await TakeBlockAsync(key, own, cancel);
            }

            await other.Task.WaitAsync(cancel);
        }
    }

    private async Task<CounterAnswer> TakeBlockAsync(string key, TaskCompletionSource own, CancellationToken cancel)
    {
        try
        {
            CounterAnswer answer = await counters.TryTakeAsync(scope, key, limit, window, block, cancel);
            int got = answer.Taken ? block : 0;
            if (!answer.Taken && answer.Left > 0)
            {
                // Less than a block is left: one at a time until it is dry.
                answer = await counters.TryTakeAsync(scope, key, limit, window, 1, cancel);
                got = answer.Taken ? 1 : 0;
            }

            Keep(key, got, answer.RetryAfter);
            return answer;
        }
        finally
        {
            lock (_gate)
            {
                _renewing.Remove(key);
            }

            own.SetResult();
        }
    }

    private void Keep(string key, int got, TimeSpan retryAfter)
    {
        // A block is spent within a tenth of a window, or it would be carried into the next one.
        bool dry = got == 0;
        DateTimeOffset until = time.GetUtcNow() + (dry ? retryAfter : window / 10);
        lock (_gate)
        {
            if (_leases.Count >= KeysMost)
            {
                _leases.Clear();
            }

            _leases[key] = new() { Left = Math.Max(0, got - 1), IsDry = dry, Until = until };
        }
    }

    private sealed class Lease
    {
        public required int Left { get; set; }

        public required bool IsDry { get; init; }

        public required DateTimeOffset Until { get; init; }
    }
}
