using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// The line of deliveries: events are put into it once, for each endpoint of their merchant; who takes a delivery holds
/// it for the time of a lease, and what a dead process held comes again when that is over.
/// </summary>
internal sealed class EventLine(AcquiringParts parts)
{
    /// <summary>Longer than a try may take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private const int EventsAtOnce = 200;

    /// <summary>Of one endpoint at once: as many as there are connections to it.</summary>
    private const int OfOneEndpoint = 8;

    private static readonly Sql Waiting = new("""
        SELECT shard, event, kind, merchant, request_shard, request, amount_fen, entry, subject, happened_at, sandbox
        FROM acquiring.event WHERE handed_out_at IS NULL ORDER BY shard, happened_at LIMIT $1
        FOR UPDATE SKIP LOCKED
        """);

    private static readonly Sql HandedOut = new("""
        UPDATE acquiring.event e SET handed_out_at = $3
        FROM unnest($1::smallint[], $2::text[]) AS u(shard, event) WHERE e.shard = u.shard AND e.event = u.event
        """);

    private static readonly Sql PutInLine = new("""
        INSERT INTO acquiring.delivery (shard, event, endpoint_shard, endpoint, merchant, happened_at, next_at,
                                        attempts, state)
        SELECT u.*, $7, 0, 1
        FROM unnest($1::smallint[], $2::text[], $3::smallint[], $4::text[], $5::bigint[], $6::timestamptz[]) AS u
        ON CONFLICT DO NOTHING
        """);

    // Endpoints take turns, and of each what was never tried comes first. A merchant of whom something is under way is
    // left to who has that: endpoints that keep us waiting hold up one line, and their own merchant. The conditions are
    // asked of the locked row once more, because another line may have taken it meanwhile.
    private static readonly Sql Take = new("""
        WITH due AS (
            SELECT d.shard, d.event, d.endpoint
            FROM (
                SELECT shard, event, endpoint,
                       row_number() OVER (PARTITION BY endpoint ORDER BY attempts, next_at) AS place,
                       bool_or(leased_until > $1) OVER (PARTITION BY merchant) AS is_under_way
                FROM acquiring.delivery WHERE state = 1 AND next_at <= $1
            ) w
            JOIN acquiring.delivery d ON d.shard = w.shard AND d.event = w.event AND d.endpoint = w.endpoint
            WHERE w.place <= $4 AND w.is_under_way IS NOT TRUE
                AND d.state = 1 AND d.next_at <= $1 AND (d.leased_until IS NULL OR d.leased_until <= $1)
            ORDER BY w.place, d.attempts, d.next_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED
        ), taken AS (
            UPDATE acquiring.delivery d SET leased_until = $3 FROM due
            WHERE d.shard = due.shard AND d.event = due.event AND d.endpoint = due.endpoint
            RETURNING d.shard, d.event, d.endpoint_shard, d.endpoint, d.attempts
        )
        SELECT e.shard, e.event, e.kind, e.merchant, e.request_shard, e.request, e.amount_fen, e.entry, e.subject,
               e.happened_at, e.sandbox, t.endpoint_shard, t.endpoint, t.attempts
        FROM taken t JOIN acquiring.event e ON e.shard = t.shard AND e.event = t.event
        """);

    private static readonly Sql Tried = new("""
        UPDATE acquiring.delivery
        SET state = $4, attempts = $5, next_at = $6, last_answer = $7, leased_until = NULL
        WHERE shard = $1 AND event = $2 AND endpoint = $3 AND state = 1 AND leased_until = $8
        """);

    private static readonly Sql Answers = new("""
        UPDATE acquiring.endpoint SET failing_since = NULL
        WHERE shard = $1 AND endpoint = $2 AND failing_since IS NOT NULL
        """);

    private static readonly Sql Fails = new("""
        UPDATE acquiring.endpoint
        SET failing_since = coalesce(failing_since, $3),
            state = CASE WHEN state = 1 AND (failing_since <= $4 OR $5) THEN 3 ELSE state END
        WHERE shard = $1 AND endpoint = $2
        """);

    /// <summary>Puts events that were not handed out yet into the line; returns how many.</summary>
    public async Task<int> HandOutAsync(CancellationToken cancel)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                List<MerchantEvent> events = await tx.RowsAsync(Waiting, [EventsAtOnce], EndpointRows.EventFrom, token);
                if (events.Count == 0)
                {
                    return 0;
                }

                (MerchantEvent Event, EndpointRow Endpoint)[] line = await WhereToAsync(events, token);
                _ = await tx.ExecuteAsync(
                    PutInLine,
                    [
                        line.Select(l => l.Event.Shard).ToArray(), line.Select(l => l.Event.Id).ToArray(),
                        line.Select(l => l.Endpoint.Shard).ToArray(),
                        line.Select(l => l.Endpoint.Endpoint.Id).ToArray(),
                        line.Select(l => l.Event.Merchant).ToArray(), line.Select(l => l.Event.HappenedAt).ToArray(),
                        now,
                    ],
                    token);
                return await tx.ExecuteAsync(
                    HandedOut,
                    [events.Select(e => e.Shard).ToArray(), events.Select(e => e.Id).ToArray(), now], token);
            },
            idempotent: true, cancel: cancel);
    }

    /// <summary>Takes deliveries that are due, and the time until when they are held.</summary>
    public async Task<(IReadOnlyList<LeasedDelivery> Deliveries, DateTimeOffset Until)> TakeAsync(
        int most, CancellationToken cancel)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        DateTimeOffset until = new(
            (now + Lease).UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        List<LeasedDelivery> taken = await parts.Db.InTransactionAsync(
            (tx, token) => tx.RowsAsync(
                Take, [now, most, until, OfOneEndpoint],
                row => new LeasedDelivery(
                    EndpointRows.EventFrom(row), row.GetInt16(11), row.GetString(12), row.GetInt32(13)),
                token),
            cancel: cancel);
        return (taken, until);
    }

    /// <summary>The endpoints of deliveries, by id.</summary>
    public async Task<Dictionary<string, EndpointRow>> EndpointsAsync(
        IReadOnlyList<LeasedDelivery> deliveries, CancellationToken cancel) =>
        (await parts.Db.AllAsync(
            new EndpointRows.ByIds(
                [.. deliveries.Select(d => d.EndpointShard).Distinct()],
                [.. deliveries.Select(d => d.EndpointId).Distinct()]),
            cancel)).ToDictionary(row => row.Endpoint.Id);

    /// <summary>Notes what a try came to.</summary>
    /// <param name="delivery">Which.</param>
    /// <param name="until">The lease it was held under: who has lost it notes nothing.</param>
    /// <param name="delivered">Whether the endpoint has taken it.</param>
    /// <param name="answer">What it said.</param>
    /// <param name="isGone">Whether the endpoint does not want any more.</param>
    public async Task NoteAsync(
        LeasedDelivery delivery, DateTimeOffset until, bool delivered, string answer, bool isGone)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        int tries = delivery.Attempts + 1;
        TimeSpan? pause = delivered || isGone ? null : RetrySchedule.After(tries);
        DeliveryState state = delivered
            ? DeliveryState.Delivered
            : pause is null ? DeliveryState.GivenUp : DeliveryState.Waiting;
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                _ = await tx.ExecuteAsync(
                    Tried,
                    [
                        delivery.Event.Shard, delivery.Event.Id, delivery.EndpointId, (short)state, tries,
                        pause is { } wait ? now + wait : null, answer, until,
                    ],
                    token);
                _ = delivered
                    ? await tx.ExecuteAsync(Answers, [delivery.EndpointShard, delivery.EndpointId], token)
                    : await tx.ExecuteAsync(
                        Fails,
                        [delivery.EndpointShard, delivery.EndpointId, now, now - RetrySchedule.Whole, isGone], token);
            },
            idempotent: true);
    }

    private async Task<(MerchantEvent Event, EndpointRow Endpoint)[]> WhereToAsync(
        IReadOnlyList<MerchantEvent> events, CancellationToken cancel)
    {
        long[] merchants = [.. events.Select(e => e.Merchant).Distinct()];
        ILookup<Shop, EndpointRow> endpoints = (await parts.Db.AllAsync(
                new EndpointRows.OfMerchants([.. merchants.Select(parts.HomeOf).Distinct()], merchants), cancel))
            .Where(row => row.Endpoint.State == EndpointState.Active).ToLookup(row => row.Endpoint.Shop);
        // What was played is told to the sandbox's endpoints alone, and what happened to none of them.
        return [.. events.SelectMany(e => endpoints[new(e.Merchant, e.Sandbox)], (e, endpoint) => (e, endpoint))];
    }
}
