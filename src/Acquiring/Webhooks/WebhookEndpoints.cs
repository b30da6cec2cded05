namespace Huoqi.Acquiring;

/// <summary>How an endpoint stands; stored.</summary>
public enum EndpointState : short
{
    Active = 1,

    /// <summary>Switched off by the merchant.</summary>
    Off = 2,

    /// <summary>Switched off after failing for longer than the schedule of retries.</summary>
    Failed = 3,
}

/// <summary>Where a merchant wants its events, without its secrets.</summary>
public sealed record WebhookEndpoint(
    string Id, long Merchant, string Url, EndpointState State, DateTimeOffset CreatedAt, DateTimeOffset? FailingSince);

/// <summary>An endpoint and the secret just made for it, "whsec_…", shown this once.</summary>
/// <param name="Status">Done, InvalidAddress, MerchantNotFound, TooMany or NotFound.</param>
/// <param name="Endpoint">The endpoint; null when it was refused.</param>
/// <param name="Secret">The new secret.</param>
public sealed record IssuedEndpoint(AcquiringStatus Status, WebhookEndpoint? Endpoint, string? Secret)
{
    /// <summary>Without the secret: this may stand in a log.</summary>
    public override string ToString() => $"{Status} {Endpoint?.Id}";
}

/// <summary>How far the delivery of an event to an endpoint is; stored.</summary>
public enum DeliveryState : short
{
    Waiting = 1,
    Delivered = 2,

    /// <summary>Given up after the last retry; it can be replayed by hand.</summary>
    GivenUp = 3,
}

/// <summary>The delivery of one event to one endpoint.</summary>
/// <param name="EventId">The webhook-id.</param>
/// <param name="Type">payment.paid, payment.refunded, payment.expired, payment.cancelled or settlement.paid.</param>
/// <param name="EndpointId">Where to.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAt">When it is tried next; null when it is at its end.</param>
/// <param name="LastAnswer">What the last try came to: an HTTP status, or a word of ours.</param>
/// <param name="HappenedAt">When the event happened.</param>
public sealed record DeliveryView(
    string EventId, string Type, string EndpointId, DeliveryState State, int Attempts, DateTimeOffset? NextAt,
    string? LastAnswer, DateTimeOffset HappenedAt);

/// <summary>Where a merchant's events go: endpoints, their secrets (two hold while one is rotated), and what was
/// delivered.</summary>
public sealed class WebhookEndpoints(AcquiringParts parts, OutboundGuard guard)
{
    /// <summary>How many endpoints a merchant may have.</summary>
    public const int Most = 5;

    /// <summary>Takes an endpoint in: https, a host name or a public address.</summary>
    public Task<IssuedEndpoint> AddAsync(long merchant, string url) =>
        throw new NotImplementedException($"{parts} {guard} {merchant} {url}");

    /// <summary>A new secret; the old one signs too for <paramref name="overlap"/>.</summary>
    public Task<IssuedEndpoint> RotateAsync(long merchant, string endpointId, TimeSpan overlap) =>
        throw new NotImplementedException($"{parts} {merchant} {endpointId} {overlap}");

    /// <summary>Switches an endpoint on or off; false when the merchant has none of that id.</summary>
    public Task<bool> SwitchAsync(long merchant, string endpointId, bool on) =>
        throw new NotImplementedException($"{parts} {merchant} {endpointId} {on}");

    /// <summary>The merchant's endpoints.</summary>
    public Task<IReadOnlyList<WebhookEndpoint>> ListAsync(long merchant, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {merchant} {cancel}");

    /// <summary>The newest deliveries of a merchant's events.</summary>
    public Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(
        long merchant, int limit, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {merchant} {limit} {cancel}");

    /// <summary>Has an event delivered again to an endpoint, whatever became of it; false when there is no such
    /// delivery.</summary>
    public Task<bool> ReplayAsync(long merchant, string eventId, string endpointId) =>
        throw new NotImplementedException($"{parts} {merchant} {eventId} {endpointId}");
}
