using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>The business clock of a replay: it stands where the replay puts it. Timers are the real ones.</summary>
public sealed class ReplayClock : TimeProvider
{
    private DateTimeOffset _now;

    /// <summary>Puts the clock to an hour of a Beijing date.</summary>
    public void Set(DateOnly date, int hour) => Set(date, new TimeOnly(hour, 0));

    /// <summary>Puts the clock to a time of day of a Beijing date.</summary>
    public void Set(DateOnly date, TimeOnly time) => _now = BeijingTime.At(date, time);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;
}
