using Huoqi.Kernel;
using Huoqi.Workers;

namespace Huoqi.Demo;

/// <summary>What people did in one call.</summary>
/// <param name="Acts">Acts that were asked for, also such as had been done before.</param>
/// <param name="Refused">Of these, refused ones.</param>
public readonly record struct DemoLived(int Acts, int Refused);

/// <summary>
/// The people of a demo from the day on to which it was filled: they do what the plan says of each date at its time, or
/// as soon after it as the platform runs. The visitor's own account is left to the visitor. Any number of processes may
/// do the same date, and one that is cut off does it again: nothing is done twice.
/// </summary>
public sealed class DemoLife : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly BusinessDay _day;
    private readonly DemoWaves _waves;
    private readonly IEnumerator<DemoDay> _plan;
    private readonly DateOnly _filledThrough;

    // One call at a time: the page that moves the clock on and the loop do the same date.
    private readonly SemaphoreSlim _inTurn = new(1);
    private DemoDay? _today;
    private int _done;

    /// <param name="parts">The parts of the running platform.</param>
    /// <param name="plan">The plan by which the demo was filled.</param>
    /// <param name="first">The first day of the books.</param>
    /// <param name="filledThrough">The last day that was filled.</param>
    public DemoLife(WorkersParts parts, DemoPlan plan, DateOnly first, DateOnly filledThrough)
    {
        _clock = parts.Wallet.Time;
        _day = new(parts);
        _waves = new(parts.Wallet, parts.Bank, plan.People, mustSucceed: false);
        _plan = plan.Run(first, DateOnly.MaxValue, visitorThrough: filledThrough).GetEnumerator();
        _filledThrough = filledThrough;
    }

    /// <summary>Does what is due by the business clock, once the morning of its date is over.</summary>
    public Task<DemoLived> LiveAsync(CancellationToken cancel)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        TimeOnly time = BeijingTime.TimeOfDay(now);
        return DoAsync(BeijingTime.DateOf(now), wave => wave.At <= time, afterMorning: true, cancel);
    }

    /// <summary>Does the rest of a date, because the clock is about to be moved on.</summary>
    public Task<DemoLived> EndDayAsync(DateOnly date, CancellationToken cancel) =>
        DoAsync(date, _ => true, afterMorning: false, cancel);

    public void Dispose()
    {
        _plan.Dispose();
        _inTurn.Dispose();
    }

    private async Task<DemoLived> DoAsync(
        DateOnly date, Func<DemoWave, bool> isDue, bool afterMorning, CancellationToken cancel)
    {
        if (date <= _filledThrough)
        {
            return default;
        }

        await _inTurn.WaitAsync(cancel);
        try
        {
            return FindDay(date) is { } today ? await DoAsync(today, isDue, afterMorning, cancel) : default;
        }
        finally
        {
            _inTurn.Release();
        }
    }

    private async Task<DemoLived> DoAsync(
        DemoDay today, Func<DemoWave, bool> isDue, bool afterMorning, CancellationToken cancel)
    {
        DemoLived lived = default;
        while (_done < today.Waves.Count && isDue(today.Waves[_done]))
        {
            if (afterMorning && lived.Acts == 0 && !await IsMorningOverAsync(today.Date))
            {
                return lived;
            }

            cancel.ThrowIfCancellationRequested();
            DemoWave wave = today.Waves[_done];
            int refused = await _waves.DoAsync(today.Date, wave);
            _done++;
            lived = new(lived.Acts + wave.Acts.Count, lived.Refused + refused);
        }

        return lived;
    }

    /// <summary>The plan of a date; null when the business clock is ahead of it already. Days in between were another
    /// start's, or nobody's.</summary>
    private DemoDay? FindDay(DateOnly date)
    {
        while (_today is null || _today.Date < date)
        {
            Invariant.Holds(_plan.MoveNext(), "the plan has no end");
            _today = _plan.Current;
            _done = 0;
        }

        return _today.Date == date ? _today : null;
    }

    private async Task<bool> IsMorningOverAsync(DateOnly date) =>
        (await _day.DoneOnAsync(date)).Any(step => step.Name == BusinessDay.MorningOver);
}
