using Huoqi.Kernel;

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

    /// <summary>How many deliveries are shown.</summary>
    public const int LongestList = 100;

    private const string Prefix = "we_";

    private static readonly Sql Insert = new("""
        INSERT INTO acquiring.endpoint (shard, endpoint, merchant, url, secret, created_at, state)
        SELECT $1, $2, $3, $4, $5, $6, 1
        WHERE (SELECT count(*) FROM acquiring.endpoint WHERE shard = $1 AND merchant = $3) < $7
        """);

    private static readonly Sql Rotate = new("""
        UPDATE acquiring.endpoint SET old_secret = secret, old_secret_until = $5, secret = $4
        WHERE shard = $1 AND endpoint = $2 AND merchant = $3
        """);

    private static readonly Sql Switch = new("""
        UPDATE acquiring.endpoint SET state = $4, failing_since = NULL
        WHERE shard = $1 AND endpoint = $2 AND merchant = $3
        """);

    private static readonly Sql Replay = new("""
        UPDATE acquiring.delivery SET state = 1, attempts = 0, next_at = $5, leased_until = NULL
        WHERE shard = $1 AND event = $2 AND endpoint = $3 AND merchant = $4
        """);

    private readonly SecretBox _box = new(parts.SecretKey);

    /// <summary>Takes an endpoint in: https, a host name or a public address.</summary>
    public async Task<IssuedEndpoint> AddAsync(long merchant, string url)
    {
        if (await parts.Wallet.Merchants.FindAsync(merchant) is null)
        {
            return new(AcquiringStatus.MerchantNotFound, null, null);
        }

        if (!guard.MayCall(url))
        {
            return new(AcquiringStatus.InvalidAddress, null, null);
        }

        short shard = parts.HomeOf(merchant);
        string id = ShardedId.New(Prefix, shard);
        byte[] secret = WebhookSignature.NewSecret();
        DateTimeOffset now = parts.Time.GetUtcNow();
        int made = await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(
            Insert, [shard, id, merchant, url, _box.Close(id, secret), now, Most], token));
        return made == 0
            ? new(AcquiringStatus.TooMany, null, null)
            : new(AcquiringStatus.Done, new(id, merchant, url, EndpointState.Active, now, null),
                WebhookSignature.Write(secret));
    }

    /// <summary>A new secret; the old one signs too for <paramref name="overlap"/>.</summary>
    public async Task<IssuedEndpoint> RotateAsync(long merchant, string endpointId, TimeSpan overlap)
    {
        byte[] secret = WebhookSignature.NewSecret();
        int rotated = await ChangeAsync(
            Rotate, merchant, endpointId, _box.Close(endpointId, secret), parts.Time.GetUtcNow() + overlap);
        return rotated == 0
            ? new(AcquiringStatus.NotFound, null, null)
            : new(AcquiringStatus.Done, (await ListAsync(merchant)).First(endpoint => endpoint.Id == endpointId),
                WebhookSignature.Write(secret));
    }

    /// <summary>Switches an endpoint on or off; false when the merchant has none of that id.</summary>
    public async Task<bool> SwitchAsync(long merchant, string endpointId, bool on) =>
        await ChangeAsync(Switch, merchant, endpointId, (short)(on ? EndpointState.Active : EndpointState.Off)) == 1;

    /// <summary>The merchant's endpoints.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(long merchant, CancellationToken cancel = default) =>
        [.. (await parts.Db.AllAsync(new EndpointRows.OfMerchants([parts.HomeOf(merchant)], [merchant]), cancel))
            .Select(row => row.Endpoint)];

    /// <summary>The newest deliveries of a merchant's events.</summary>
    public Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(
        long merchant, int limit, CancellationToken cancel = default)
    {
        Invariant.Holds(limit is > 0 and <= LongestList);
        short[] shards = [.. Enumerable.Range(0, parts.Wallet.Ledger.Shards).Select(shard => (short)shard)];
        return parts.Db.AllAsync(new EndpointRows.DeliveriesOf(shards, merchant, limit), cancel);
    }

    /// <summary>Has an event delivered again to an endpoint, whatever became of it; false when there is no such
    /// delivery.</summary>
    public async Task<bool> ReplayAsync(long merchant, string eventId, string endpointId) =>
        MerchantEvents.ShardOf(eventId) is { } shard
        && await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Replay, [shard, eventId, endpointId, merchant, parts.Time.GetUtcNow()], token),
            idempotent: true) == 1;

    private Task<int> ChangeAsync(Sql sql, long merchant, string endpointId, params object?[] values) =>
        ShardedId.ShardOf(Prefix, endpointId, parts.Wallet.Ledger.Shards) is { } shard
            ? parts.Db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(sql, [shard, endpointId, merchant, .. values], token))
            : Task.FromResult(0);
}
