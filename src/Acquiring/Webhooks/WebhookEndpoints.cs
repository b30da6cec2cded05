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

    /// <summary>Taken away by the merchant: shown nowhere any more.</summary>
    Removed = 4,
}

/// <summary>Where a merchant wants its events, without its secrets.</summary>
public sealed record WebhookEndpoint(
    string Id, Shop Shop, string Url, EndpointState State, DateTimeOffset CreatedAt, DateTimeOffset? FailingSince);

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
/// <param name="Sandbox">Whether it was played.</param>
public sealed record DeliveryView(
    string EventId, string Type, string EndpointId, DeliveryState State, int Attempts, DateTimeOffset? NextAt,
    string? LastAnswer, DateTimeOffset HappenedAt, bool Sandbox);

/// <summary>A place in the list of deliveries: it goes on behind it.</summary>
/// <param name="HappenedAt">When the event of the last one seen happened.</param>
/// <param name="EventId">That event.</param>
/// <param name="EndpointId">Where it went.</param>
public readonly record struct DeliveryPlace(DateTimeOffset HappenedAt, string EventId, string EndpointId)
{
    /// <summary>Before the newest.</summary>
    public static DeliveryPlace Top { get; } = new(DateTimeOffset.MaxValue.AddDays(-1), "", "");
}

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
        INSERT INTO acquiring.endpoint (shard, endpoint, merchant, sandbox, url, secret, created_at, state)
        SELECT $1, $2, $3, $8, $4, $5, $6, 1
        WHERE (SELECT count(*) FROM acquiring.endpoint
               WHERE shard = $1 AND merchant = $3 AND sandbox = $8 AND state <> 4) < $7
        """);

    private static readonly Sql Rotate = new("""
        UPDATE acquiring.endpoint SET old_secret = secret, old_secret_until = $6, secret = $5
        WHERE shard = $1 AND endpoint = $2 AND merchant = $3 AND sandbox = $4 AND state <> 4
        """);

    private static readonly Sql Switch = new("""
        UPDATE acquiring.endpoint SET state = $5, failing_since = NULL
        WHERE shard = $1 AND endpoint = $2 AND merchant = $3 AND sandbox = $4 AND state <> 4
        """);

    private static readonly Sql Replay = new("""
        UPDATE acquiring.delivery d SET state = 1, attempts = 0, next_at = $5, leased_until = NULL
        FROM acquiring.event e
        WHERE d.shard = $1 AND d.event = $2 AND d.endpoint = $3 AND d.merchant = $4
          AND e.shard = d.shard AND e.event = d.event AND e.sandbox = $6
        """);

    private readonly SecretBox _box = new(parts.SecretKey);

    /// <summary>Takes an endpoint in: https, a host name or a public address; in a demo's sandbox also a program on
    /// this machine.</summary>
    public async Task<IssuedEndpoint> AddAsync(Shop shop, string url)
    {
        if (await parts.Wallet.Merchants.FindAsync(shop.Merchant) is null)
        {
            return new(AcquiringStatus.MerchantNotFound, null, null);
        }

        if (!guard.MayCall(url, shop.Sandbox))
        {
            return new(AcquiringStatus.InvalidAddress, null, null);
        }

        short shard = parts.HomeOf(shop.Merchant);
        string id = ShardedId.New(Prefix, shard);
        byte[] secret = WebhookSignature.NewSecret();
        DateTimeOffset now = parts.Time.GetUtcNow();
        int made = await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(
            Insert, [shard, id, shop.Merchant, url, _box.Close(id, secret), now, Most, shop.Sandbox], token));
        return made == 0
            ? new(AcquiringStatus.TooMany, null, null)
            : new(AcquiringStatus.Done, new(id, shop, url, EndpointState.Active, now, null),
                WebhookSignature.Write(secret));
    }

    /// <summary>A new secret; the old one signs too for <paramref name="overlap"/>.</summary>
    public async Task<IssuedEndpoint> RotateAsync(Shop shop, string endpointId, TimeSpan overlap)
    {
        byte[] secret = WebhookSignature.NewSecret();
        int rotated = await ChangeAsync(
            Rotate, shop, endpointId, _box.Close(endpointId, secret), parts.Time.GetUtcNow() + overlap);
        return rotated == 0
            ? new(AcquiringStatus.NotFound, null, null)
            : new(AcquiringStatus.Done, (await ListAsync(shop)).First(endpoint => endpoint.Id == endpointId),
                WebhookSignature.Write(secret));
    }

    /// <summary>Switches an endpoint on or off; false when the shop has none of that id.</summary>
    public async Task<bool> SwitchAsync(Shop shop, string endpointId, bool on) =>
        await ChangeAsync(Switch, shop, endpointId, (short)(on ? EndpointState.Active : EndpointState.Off)) == 1;

    /// <summary>Takes an endpoint away: nothing is sent there any more. What waits for it stays in the line as switched
    /// off until its schedule is over. False when there is none.</summary>
    public async Task<bool> RemoveAsync(Shop shop, string endpointId) =>
        await ChangeAsync(Switch, shop, endpointId, (short)EndpointState.Removed) == 1;

    /// <summary>The shop's endpoints.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(Shop shop, CancellationToken cancel = default) =>
        [.. (await parts.Db.AllAsync(
                new EndpointRows.OfMerchants([parts.HomeOf(shop.Merchant)], [shop.Merchant]), cancel))
            .Select(row => row.Endpoint).Where(endpoint => endpoint.Shop == shop)];

    /// <summary>The deliveries of a shop's events behind a place, newest first.</summary>
    public Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(
        Shop shop, int limit, DeliveryPlace? after = null, CancellationToken cancel = default) =>
        DeliveriesAsync(shop.Merchant, [shop.Sandbox], limit, after, cancel);

    /// <summary>The deliveries of a merchant's events behind a place, newest first, in earnest and played.</summary>
    public Task<IReadOnlyList<DeliveryView>> AllDeliveriesAsync(
        long merchant, int limit, DeliveryPlace? after = null, CancellationToken cancel = default) =>
        DeliveriesAsync(merchant, [false, true], limit, after, cancel);

    private Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(
        long merchant, bool[] sandbox, int limit, DeliveryPlace? after, CancellationToken cancel)
    {
        Invariant.Holds(limit is > 0 and <= LongestList);
        DeliveryPlace place = after ?? DeliveryPlace.Top;
        short[] shards = [.. Enumerable.Range(0, parts.Wallet.Ledger.Shards).Select(shard => (short)shard)];
        return parts.Db.AllAsync(
            new EndpointRows.DeliveriesOf(
                shards, merchant, sandbox, place with { HappenedAt = place.HappenedAt.ToUniversalTime() }, limit),
            cancel);
    }

    /// <summary>Has an event delivered again to an endpoint, whatever became of it; false when there is no such
    /// delivery.</summary>
    public async Task<bool> ReplayAsync(Shop shop, string eventId, string endpointId) =>
        MerchantEvents.ShardOf(eventId) is { } shard
        && await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Replay,
                [shard, eventId, endpointId, shop.Merchant, parts.Time.GetUtcNow(), shop.Sandbox], token),
            idempotent: true) == 1;

    private Task<int> ChangeAsync(Sql sql, Shop shop, string endpointId, params object?[] values) =>
        ShardedId.ShardOf(Prefix, endpointId, parts.Wallet.Ledger.Shards) is { } shard
            ? parts.Db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(
                    sql, [shard, endpointId, shop.Merchant, shop.Sandbox, .. values], token))
            : Task.FromResult(0);
}
