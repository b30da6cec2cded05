using Huoqi.Kernel;
using Huoqi.Wallet;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>What paying works with: the acts of the wallet, the rows of payment requests, the security clock.</summary>
internal sealed record PayingParts(WalletParts Wallet, IRequestStore Store, TimeProvider Time);

/// <summary>
/// The rows of payment requests as they change beside the books, one change at a time; what changes with an entry is a
/// row of the entry. A change that was made already is none. PostgreSQL has them, and the memory of the simulation.
/// </summary>
internal interface IRequestStore : IReads
{
    /// <summary>Takes a request's claim, or shares the one that the person has; null when it is taken.</summary>
    Task<Claim?> TakeAsync(RequestId id, long person, short shard, DateTimeOffset now);

    /// <summary>Ends a claim under which nothing was paid.</summary>
    Task VoidAsync(RequestId id, Claim claim, DateTimeOffset now);

    /// <summary>Opens the request to the next claim.</summary>
    Task ReleaseAsync(RequestId id, long claim);

    /// <summary>Writes the payment into the request's row.</summary>
    Task NoteAsync(RequestId id, long claim, long payment, DateTimeOffset at);

    /// <summary>What became of a payment that waited for the bank, with the event where it was made.</summary>
    Task BankAnsweredAsync(RequestRow row, Claim claim, long? payment, DateTimeOffset now);

    /// <summary>Takes an open request back, with the event.</summary>
    Task CancelAsync(Shop shop, RequestId id, DateTimeOffset now);

    /// <summary>Ends requests whose time is over, with their events; returns how many.</summary>
    Task<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancel);
}

/// <summary>The rows in PostgreSQL.</summary>
internal sealed class RequestStore(Db db) : IRequestStore
{
    private static readonly Sql Take = new("""
        UPDATE acquiring.request
        SET claim = CASE WHEN claimed_by IS NULL THEN claim + 1 ELSE claim END,
            claimed_by = $3, payer_shard = $4, claimed_at = coalesce(claimed_at, $5)
        WHERE shard = $1 AND request = $2 AND state = 1 AND NOT sandbox
          AND ((claimed_by IS NULL AND expires_at > $5) OR claimed_by = $3)
        RETURNING claim, claimed_at
        """);

    private static readonly Sql Release = new("""
        UPDATE acquiring.request SET claimed_by = NULL, payer_shard = NULL, claimed_at = NULL
        WHERE shard = $1 AND request = $2 AND state = 1 AND claim = $3 AND claimed_by IS NOT NULL
        """);

    private static readonly Sql Note = new("""
        UPDATE acquiring.request SET state = 2, payment = $4, paid_at = $5
        WHERE shard = $1 AND request = $2 AND state = 1 AND claim = $3 AND claimed_by IS NOT NULL
        """);

    // The event is the row of the change itself: both or neither.
    private static readonly Sql Cancel = new("""
        WITH taken AS (
            UPDATE acquiring.request SET state = 4
            WHERE shard = $1 AND request = $2 AND merchant = $3 AND sandbox = $5 AND state = 1
              AND claimed_by IS NULL AND expires_at > $4
            RETURNING shard, request, merchant, amount_fen, merchant_order, sandbox
        )
        INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, subject,
                                     happened_at, sandbox)
        SELECT shard, concat('evt_', shard, '_4_', request), 4, merchant, shard, request, amount_fen, merchant_order,
               $4, sandbox
        FROM taken
        """);

    private static readonly Sql Expire = new("""
        WITH due AS (
            SELECT shard, request FROM acquiring.request
            WHERE state = 1 AND claimed_by IS NULL AND expires_at <= $1 ORDER BY shard, expires_at LIMIT $2
            FOR UPDATE SKIP LOCKED
        ), over AS (
            UPDATE acquiring.request r SET state = 3 FROM due d WHERE r.shard = d.shard AND r.request = d.request
            RETURNING r.shard, r.request, r.merchant, r.amount_fen, r.merchant_order, r.expires_at, r.sandbox
        )
        INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, subject,
                                     happened_at, sandbox)
        SELECT shard, concat('evt_', shard, '_3_', request), 3, merchant, shard, request, amount_fen, merchant_order,
               expires_at, sandbox
        FROM over
        """);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default) =>
        db.AllAsync(query, cancel);

    /// <inheritdoc/>
    public async Task<Claim?> TakeAsync(RequestId id, long person, short shard, DateTimeOffset now)
    {
        ClaimTaken? taken = await db.InTransactionAsync(
            (tx, token) => tx.RowOrNullAsync(
                Take, [id.Shard, id.Value, person, shard, now],
                row => new ClaimTaken(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)), token),
            idempotent: true);
        return taken is null ? null : new(taken.Number, person, shard, taken.At);
    }

    /// <inheritdoc/>
    public Task VoidAsync(RequestId id, Claim claim, DateTimeOffset now) => ExecuteAsync(
        Receipts.VoidIt, [claim.Shard, id.Value, id.Shard, claim.Number, claim.Person, now]);

    /// <inheritdoc/>
    public Task ReleaseAsync(RequestId id, long claim) => ExecuteAsync(Release, [id.Shard, id.Value, claim]);

    /// <inheritdoc/>
    public Task NoteAsync(RequestId id, long claim, long payment, DateTimeOffset at) =>
        ExecuteAsync(Note, [id.Shard, id.Value, claim, payment, at]);

    /// <inheritdoc/>
    public Task BankAnsweredAsync(RequestRow row, Claim claim, long? payment, DateTimeOffset now)
    {
        ReceiptState state = payment is null ? ReceiptState.Void : ReceiptState.Paid;
        return db.InTransactionAsync(
            async (tx, token) =>
            {
                _ = await tx.ExecuteAsync(
                    Receipts.BankAnswered,
                    [
                        claim.Shard, row.Id.Value, claim.Number, (short)state,
                        new NpgsqlParameter<long?> { TypedValue = payment },
                    ],
                    token);
                if (payment is { } paid)
                {
                    _ = await tx.ExecuteAsync(
                        MerchantEvents.PaidAfterAll,
                        [
                            claim.Shard, MerchantEvents.IdOf(EventKind.PaymentPaid, claim.Shard, paid), row.Merchant,
                            row.Id.Shard, row.Id.Value, row.Amount.Fen, paid, row.MerchantOrder, now,
                        ],
                        token);
                }
            },
            idempotent: true);
    }

    /// <inheritdoc/>
    public Task CancelAsync(Shop shop, RequestId id, DateTimeOffset now) =>
        ExecuteAsync(Cancel, [id.Shard, id.Value, shop.Merchant, now, shop.Sandbox]);

    /// <inheritdoc/>
    public Task<int> ExpireAsync(DateTimeOffset now, int limit, CancellationToken cancel) =>
        db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Expire, [now, limit], token), idempotent: true, cancel: cancel);

    private Task<int> ExecuteAsync(Sql sql, object?[] values) =>
        db.InTransactionAsync((tx, token) => tx.ExecuteAsync(sql, values, token), idempotent: true);

    private sealed record ClaimTaken(long Number, DateTimeOffset At);
}
