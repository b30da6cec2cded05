namespace Huoqi.Acquiring;

/// <summary>When a delivery that failed is tried again: the schedule of Standard Webhooks, each time counted from the
/// try before.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14),
        TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after so many tries; null after the last.</summary>
    public static TimeSpan? After(int tries) => tries < Delays.Length ? Delays[tries] : null;

    /// <summary>How long an endpoint that never answers is tried: no endpoint is switched off earlier.</summary>
    public static TimeSpan Whole { get; } = TimeSpan.FromTicks(Delays.Sum(delay => delay.Ticks));
}
