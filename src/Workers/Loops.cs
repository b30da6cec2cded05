using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Workers;

/// <summary>One thing that is done again and again.</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Pause">How long it rests between two rounds.</param>
/// <param name="RoundAsync">One round; safe to run in two processes at once.</param>
/// <param name="EveryProcess">Whether each process does it for itself, and not one for all.</param>
public sealed record LoopOf(
    string Name, TimeSpan Pause, Func<CancellationToken, Task> RoundAsync, bool EveryProcess = false);

/// <summary>
/// The rounds that run beside the pages. A round that fails is told and tried again after a growing pause; nothing ends
/// a loop but the stop. One process owns a loop at a time, by an advisory lock, which saves work and decides nothing.
/// </summary>
public sealed class Loops : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How long a round under way may take to end when everything stops; then it is cut off.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    private readonly LoopLocks _locks;
    private readonly TimeProvider _real;
    private readonly Action<string, Exception> _failed;
    private readonly List<Running> _running = [];

    /// <param name="all">The loops, in the order in which they are started; they stop in reverse.</param>
    /// <param name="source">Connections for the locks.</param>
    /// <param name="real">The clock of pauses.</param>
    /// <param name="failed">Told of a round that failed, by the loop's name.</param>
    public Loops(
        IReadOnlyList<LoopOf> all, NpgsqlDataSource source, TimeProvider real, Action<string, Exception> failed)
    {
        All = all;
        _locks = new(source);
        _real = real;
        _failed = failed;
    }

    /// <summary>Every loop.</summary>
    public IReadOnlyList<LoopOf> All { get; }

    /// <summary>The platform's own loops; those of other modules are added behind.</summary>
    public static IReadOnlyList<LoopOf> Own(WorkersParts parts, BusinessDay day)
    {
        SettleBankOrders bankOrders = new(parts.Wallet, parts.Bank);
        Deliveries deliveries = new(parts.Wallet.Ledger, parts.Wallet.Reads);
        PayRedemptions payouts = new(parts.Wallet);
        return
        [
            new("business day", TimeSpan.FromMilliseconds(500), day.AdvanceAsync),
            new("bank orders", TimeSpan.FromMilliseconds(200), cancel => bankOrders.RunAsync(cancel)),
            new("deliveries", TimeSpan.FromMilliseconds(200), cancel => deliveries.DeliverAsync(
                BeijingTime.DateOf(parts.Wallet.Time.GetUtcNow()), cancel)),
            new("payouts", TimeSpan.FromSeconds(5), cancel => payouts.RunAsync(cancel)),
        ];
    }

    /// <summary>Starts them all.</summary>
    public void Start()
    {
        Invariant.Holds(_running.Count == 0);
        foreach (LoopOf loop in All)
        {
            Running running = new(loop);
            running.Task = RunAsync(running);
            _running.Add(running);
        }
    }

    /// <summary>Wakes a loop that rests: what it waits for may be there.</summary>
    public void Wake(string name)
    {
        foreach (Running running in _running.Where(running => running.Loop.Name == name))
        {
            running.Wake();
        }
    }

    /// <summary>Stops one after the other, the last first; a round under way ends.</summary>
    public async ValueTask DisposeAsync()
    {
        for (int i = _running.Count - 1; i >= 0; i--)
        {
            using Running running = _running[i];
            await running.StopAsync(EndsWithin, _real);
        }

        _running.Clear();
        await _locks.DisposeAsync();
    }

    private async Task RunAsync(Running running)
    {
        LoopOf loop = running.Loop;
        TimeSpan pause = loop.Pause;
        while (await running.RestAsync(pause, _real))
        {
            try
            {
                if (loop.EveryProcess || await _locks.OwnsAsync(loop.Name, running.Cut))
                {
                    await loop.RoundAsync(running.Cut);
                }

                pause = loop.Pause;
            }
            catch (OperationCanceledException) when (running.Cut.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                _failed(loop.Name, failure);
                TimeSpan longer = pause < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : pause * 2;
                pause = longer < LongestPause ? longer : LongestPause;
            }
        }
    }

    /// <summary>A loop that runs.</summary>
    private sealed class Running(LoopOf loop) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly CancellationTokenSource _cut = new();
        private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LoopOf Loop => loop;

        public Task Task { get; set; } = Task.CompletedTask;

        /// <summary>Cancelled when a round did not end in time.</summary>
        public CancellationToken Cut => _cut.Token;

        public void Wake() => Volatile.Read(ref _woken).TrySetResult();

        /// <summary>Rests; false when the loop is to stop.</summary>
        public async Task<bool> RestAsync(TimeSpan pause, TimeProvider real)
        {
            using CancellationTokenSource rested = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task rest = Task.Delay(pause, real, rested.Token);
            Task first = await Task.WhenAny(rest, _woken.Task);
            if (first != rest)
            {
                Volatile.Write(ref _woken, new(TaskCreationOptions.RunContinuationsAsynchronously));
                await rested.CancelAsync();
            }

            return !_stop.IsCancellationRequested;
        }

        public async Task StopAsync(TimeSpan endsWithin, TimeProvider real)
        {
            await _stop.CancelAsync();
            using CancellationTokenSource ended = new();
            Task patience = Task.Delay(endsWithin, real, ended.Token);
            if (await Task.WhenAny(Task, patience) == patience)
            {
                await _cut.CancelAsync();
            }

            await Task;
            await ended.CancelAsync();
        }

        public void Dispose()
        {
            _stop.Dispose();
            _cut.Dispose();
        }
    }
}
