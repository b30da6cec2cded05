using Huoqi.Kernel;
using Huoqi.Replay;
using Huoqi.Workers;

namespace Huoqi.Demo;

/// <summary>
/// The fourteen real months moved forward by whole weeks, so that weekdays keep their meaning. What lies after the day
/// they were moved for is the income of the days to come; after the end the last seven days repeat.
/// </summary>
public sealed class DemoSeries
{
    private const int Week = 7;

    private readonly IReadOnlyList<YuebaoDay> _real;

    /// <param name="real">The real days, in order and without gap, at least a week.</param>
    /// <param name="shiftDays">By how many days they are moved, a multiple of seven.</param>
    public DemoSeries(IReadOnlyList<YuebaoDay> real, int shiftDays)
    {
        Invariant.Holds(real.Count >= Week && shiftDays >= 0 && shiftDays % Week == 0);
        _real = real;
        ShiftDays = shiftDays;
    }

    /// <summary>By how many days the real days are moved.</summary>
    public int ShiftDays { get; }

    /// <summary>The first day of the moved series.</summary>
    public DateOnly First => _real[0].Date.AddDays(ShiftDays);

    /// <summary>Its last real day, moved.</summary>
    public DateOnly Last => _real[^1].Date.AddDays(ShiftDays);

    /// <summary>The series moved by as few weeks as make it reach <paramref name="yesterday"/>.</summary>
    public static DemoSeries Covering(IReadOnlyList<YuebaoDay> real, DateOnly yesterday)
    {
        int lacking = yesterday.DayNumber - real[^1].Date.DayNumber;
        return new(real, Math.Max(0, (lacking + Week - 1) / Week * Week));
    }

    /// <summary>The real day behind a day of the demo, from <see cref="First"/> on.</summary>
    public YuebaoDay RealOf(DateOnly day)
    {
        int index = day.DayNumber - First.DayNumber;
        Invariant.Holds(index >= 0, "the series has begun");
        return index < _real.Count ? _real[index] : _real[_real.Count - Week + ((index - _real.Count) % Week)];
    }

    /// <summary>The published figures of a day of the demo.</summary>
    public DayFigures FiguresOf(DateOnly day)
    {
        YuebaoDay real = RealOf(day);
        return new(new(real.IncomePer10k), new(real.SevenDayYield));
    }
}
