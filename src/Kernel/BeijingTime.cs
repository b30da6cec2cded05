namespace Huoqi.Kernel;

/// <summary>Date and time of day in Asia/Shanghai, in which every business day, cut-off and limit is counted.</summary>
public static class BeijingTime
{
    /// <summary>15:00: orders given before it on a dealing day belong to that day.</summary>
    public static readonly TimeOnly Cutoff = new(15, 0);

    /// <summary>22:00: what is done every evening begins.</summary>
    public static readonly TimeOnly Evening = new(22, 0);

    /// <summary>Eight hours ahead of UTC, without summer time since September 1991.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    // The fixed offset holds from here on; no business of ours is older.
    private static readonly DateTimeOffset FirstInstant = new(1992, 1, 1, 0, 0, 0, Offset);

    /// <summary>The date in Beijing at an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) =>
        DateOnly.FromDayNumber((int)(Ticks(instant) / TimeSpan.TicksPerDay));

    /// <summary>The time of day in Beijing at an instant.</summary>
    public static TimeOnly TimeOfDay(DateTimeOffset instant) => new(Ticks(instant) % TimeSpan.TicksPerDay);

    /// <summary>The instant, in UTC, at which Beijing's clocks show the time on the date.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time) =>
        new DateTimeOffset(date, time, Offset).ToUniversalTime();

    private static long Ticks(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, FirstInstant);
        return instant.UtcTicks + Offset.Ticks;
    }
}
