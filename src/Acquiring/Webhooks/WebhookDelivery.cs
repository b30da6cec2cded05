namespace Huoqi.Acquiring;

/// <summary>
/// Takes events from the outbox to the merchants' endpoints: at least once, in no promised order, after the schedule of
/// Standard Webhooks. Any number of processes may run it; each takes rows that no other has.
/// </summary>
public sealed class WebhookDelivery(AcquiringParts parts, OutboundGuard guard) : IDisposable
{
    /// <summary>Delivers what is due until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => throw new NotImplementedException($"{parts} {guard} {cancel}");

    /// <summary>Delivers what is due now; returns how many attempts were made.</summary>
    public Task<int> RunOnceAsync(CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {guard} {cancel}");

    /// <summary>Closes its connections.</summary>
    public void Dispose() => throw new NotImplementedException();
}
