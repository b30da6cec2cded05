using Huoqi.Kernel;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// Time that passes only when nothing is left to do: one thread runs what is ready, in an order drawn from the seed,
/// then the clock jumps to the next timer. Everything of a run happens here, so that a seed repeats it exactly.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start, SeededRandom random) : TimeProvider
{
    // Among so many of the oldest ready callbacks the next one is drawn: a thread pool promises no order either.
    private const int Reordered = 4;

    private readonly List<(SimContext Context, SendOrPostCallback Callback, object? State)> _ready = [];
    private readonly PriorityQueue<(SimContext Context, Action Act), (long Ticks, long Order)> _later = new();
    private long _now = start.UtcTicks;
    private long _order;

    /// <summary>How many callbacks have run.</summary>
    public long Steps { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_now, TimeSpan.Zero);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Invariant.Holds(period == Timeout.InfiniteTimeSpan, "no timer of the platform repeats by itself");
        VirtualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Runs <paramref name="act"/> later, unless its context is dead by then.</summary>
    public void After(SimContext context, TimeSpan delay, Action act)
    {
        Invariant.Holds(delay >= TimeSpan.Zero);
        _later.Enqueue((context, act), (_now + delay.Ticks, ++_order));
    }

    /// <summary>Makes a callback ready.</summary>
    public void Post(SimContext context, SendOrPostCallback callback, object? state) =>
        _ready.Add((context, callback, state));

    /// <summary>Runs until <paramref name="done"/>, or until a time; false when the time came first. It is asked before
    /// the clock moves, never between two callbacks.</summary>
    public bool RunUntil(DateTimeOffset limit, Func<bool> done)
    {
        while (true)
        {
            if (_ready.Count > 0)
            {
                int place = (int)random.Next(Math.Min(_ready.Count, Reordered));
                (SimContext context, SendOrPostCallback callback, object? state) = _ready[place];
                _ready.RemoveAt(place);
                Steps++;
                context.Run(callback, state);
                continue;
            }

            if (done())
            {
                return true;
            }

            if (!_later.TryPeek(out (SimContext Context, Action Act) next, out (long Ticks, long Order) due)
                || due.Ticks > limit.UtcTicks)
            {
                _now = Math.Max(_now, limit.UtcTicks);
                return false;
            }

            _ = _later.Dequeue();
            _now = due.Ticks;
            Steps++;
            next.Context.Run(Invoke, next.Act);
        }
    }

    private static void Invoke(object? act) => ((Action)act!)();

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        private long _set;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            long set = ++_set;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.After(SimContext.Current, dueTime, () =>
                {
                    if (set == _set)
                    {
                        callback();
                    }
                });
            }

            return true;
        }

        public void Dispose() => _set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>
/// Where the code of one process runs. A dead one runs nothing any more: what it awaited is never continued, as after a
/// kill.
/// </summary>
internal sealed class SimContext(VirtualTime time) : SynchronizationContext
{
    /// <summary>The context of the code that runs now.</summary>
    public static new SimContext Current => (SimContext)SynchronizationContext.Current!;

    public bool IsDead { get; private set; }

    /// <summary>Called before each of its callbacks: the place for a kill at any await.</summary>
    public Action? BeforeStep { get; set; }

    public void Kill() => IsDead = true;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsDead)
        {
            time.Post(this, d, state);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Run(d, state);

    /// <summary>Runs something here and now, if it lives.</summary>
    public void Run(Action act) => Run(run => ((Action)run!)(), act);

    /// <summary>Runs a callback here and now, if it lives.</summary>
    public void Run(SendOrPostCallback callback, object? state)
    {
        if (!IsDead)
        {
            BeforeStep?.Invoke();
        }

        if (IsDead)
        {
            return;
        }

        SynchronizationContext? before = SynchronizationContext.Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
