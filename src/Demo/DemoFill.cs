using Huoqi.Kernel;
using Huoqi.Replay;
using Huoqi.Workers;

namespace Huoqi.Demo;

/// <summary>How far a filling is.</summary>
/// <param name="DaysDone">Days that are over.</param>
/// <param name="Days">Days in all.</param>
/// <param name="Acts">Acts answered in this run.</param>
public readonly record struct DemoProgress(int DaysDone, int Days, long Acts);

/// <summary>A planned act was refused, or the day would not go on: the books no longer follow the plan.</summary>
public sealed class DemoStoppedException(string why) : Exception(why);

/// <summary>
/// Fills an installation with the demo: its own clock walks through the days, the business day's steps and the real
/// acts do the rest. What was cut off goes on where it stopped, because the plan is the same and every act has a key.
/// </summary>
public sealed class DemoFill
{
    /// <summary>In the last days everybody's income is posted each morning, so that bills and messages have
    /// it.</summary>
    private const int DaysPosted = 14;

    private const int EnrolledAtOnce = 12;

    private static readonly TimeOnly DayBegins = new(0, 5);
    private static readonly TimeOnly AfterCutoff = new(15, 5);

    // Behind whatever happened on a date before the demo stood still.
    private static readonly TimeOnly LateEvening = new(23, 30);

    private readonly ReplayClock _clock;
    private readonly DemoPlan _plan;
    private readonly BusinessDay _day;
    private readonly DemoWaves _waves;
    private readonly DateOnly? _filledThrough;
    private DateOnly _last = DateOnly.MaxValue;

    /// <param name="parts">The parts, with <paramref name="clock"/> as their business clock.</param>
    /// <param name="clock">The clock of the filling.</param>
    /// <param name="plan">What is done.</param>
    public DemoFill(WorkersParts parts, ReplayClock clock, DemoPlan plan)
        : this(parts, clock, plan, filledThrough: null)
    {
        // Settled week by week, as these merchants have agreed.
        _day = new(parts with
        {
            MerchantsAreSettledOn = date => date.DayOfWeek == DayOfWeek.Monday,
            Evening = [],
            HoldersPostedOn = date => date > _last.AddDays(-DaysPosted) ? long.MaxValue : 0,
        });
    }

    private DemoFill(WorkersParts parts, ReplayClock clock, DemoPlan plan, DateOnly? filledThrough)
    {
        Invariant.Holds(ReferenceEquals(parts.Wallet.Time, clock));
        _clock = clock;
        _plan = plan;
        _filledThrough = filledThrough;
        _day = new(parts);
        _waves = new(parts.Wallet, parts.Bank, plan.People, mustSucceed: filledThrough is null);
    }

    /// <summary>
    /// Goes on with a demo that stood still: people live through the dates since as through any, without the visitor,
    /// and may be refused by now.
    /// </summary>
    /// <param name="parts">The parts as the running platform has them, but for the clock.</param>
    /// <param name="clock">The clock that walks through the dates.</param>
    /// <param name="plan">The plan by which the demo was filled.</param>
    /// <param name="filledThrough">The last day that was filled.</param>
    public static DemoFill GoingOn(WorkersParts parts, ReplayClock clock, DemoPlan plan, DateOnly filledThrough) =>
        new(parts, clock, plan, filledThrough);

    /// <summary>
    /// Fills the days from <paramref name="first"/> to <paramref name="last"/>; the last one stays open, as a day does
    /// in the evening.
    /// </summary>
    /// <param name="first">The first day; the same in every run.</param>
    /// <param name="last">The last day.</param>
    /// <param name="enrol">Makes a person known to the rest of the platform, beside the account; may repeat.</param>
    /// <param name="evening">Called at the end of every day that is filled, after its last act; may repeat.</param>
    /// <param name="progress">Told after every day.</param>
    /// <param name="cancel">Stops after the day under way.</param>
    public async Task RunAsync(
        DateOnly first, DateOnly last, Func<DemoPerson, CancellationToken, Task> enrol,
        Func<DateOnly, CancellationToken, Task> evening, Action<DemoProgress> progress, CancellationToken cancel)
    {
        _last = last;
        _clock.Set(first, DayBegins);
        await _day.OpenAsync(Money.FromYuan(1_000_000), cancel);
        DateOnly open = (await _day.AdvanceAsync(cancel)).Date ?? first;
        if (open == first)
        {
            await BeginAsync(first, enrol, cancel);
        }

        DateOnly from = _filledThrough is null ? first : open;
        int days = last.DayNumber - from.DayNumber + 1;
        long acts = 0;
        foreach (DemoDay day in _plan.Run(first, last, visitorThrough: _filledThrough ?? last))
        {
            if (cancel.IsCancellationRequested)
            {
                throw new StoppedException("stopped while the demo was filled; the same command goes on there.");
            }

            if (day.Date >= open)
            {
                acts += await RunAsync(day, notBefore: day.Date == from && from > first ? LateEvening : DayBegins);
                await evening(day.Date, cancel);
                progress(new(day.Date.DayNumber - from.DayNumber + 1, days, acts));
            }
        }
    }

    /// <summary>Everybody's account is opened, units held already come in, merchants are registered.</summary>
    private async Task BeginAsync(
        DateOnly first, Func<DemoPerson, CancellationToken, Task> enrol, CancellationToken cancel)
    {
        foreach (DemoPerson[] some in _plan.People.Chunk(EnrolledAtOnce))
        {
            await Task.WhenAll(some.Select(person => enrol(person, cancel)));
        }

        await _waves.Acts.OpenAsync(_plan.Openings, first);
        await _waves.Acts.RegisterMerchantsAsync(DemoCast.Merchants);
    }

    private async Task<int> RunAsync(DemoDay day, TimeOnly notBefore)
    {
        _clock.Set(day.Date, DayBegins);
        await AdvanceAsync();
        bool isCut = false;
        int acts = 0;
        foreach (DemoWave wave in day.Waves)
        {
            TimeOnly at = wave.At > notBefore ? wave.At : notBefore;
            if (at > AfterCutoff && !isCut)
            {
                await CutAsync();
            }

            _clock.Set(day.Date, at);
            _ = await _waves.DoAsync(day.Date, wave);
            acts += wave.Acts.Count;
        }

        if (!isCut)
        {
            await CutAsync();
        }

        return acts;

        Task CutAsync()
        {
            isCut = true;
            _clock.Set(day.Date, AfterCutoff);
            return AdvanceAsync();
        }
    }

    private async Task AdvanceAsync()
    {
        DayProgress progress = await _day.AdvanceAsync();
        if (progress.Waits.Length > 0 && _filledThrough is null)
        {
            throw new DemoStoppedException($"{progress.Date:yyyy-MM-dd}, {progress.Waits}");
        }
    }
}
