using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// What time and dead processes leave behind: requests whose time is over, claims nobody ended, payments that waited
/// for the bank, settlements the bank has paid, nonces that no signature can use any more.
/// </summary>
public sealed class PaymentUpkeep(AcquiringParts parts)
{
    private const int AtOnce = 500;

    /// <summary>How long a paid settlement may be missing among the events: the bank's answer is rarely days
    /// late.</summary>
    private const int SettlementDays = 30;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly Sql Expire = new("""
        WITH due AS (
            SELECT shard, request FROM acquiring.request
            WHERE state = 1 AND claimed_by IS NULL AND expires_at <= $1 ORDER BY shard, expires_at LIMIT $2
            FOR UPDATE SKIP LOCKED
        ), over AS (
            UPDATE acquiring.request r SET state = 3 FROM due d WHERE r.shard = d.shard AND r.request = d.request
            RETURNING r.shard, r.request, r.merchant, r.amount_fen, r.merchant_order, r.expires_at
        )
        INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, subject,
                                     happened_at)
        SELECT shard, concat('evt_', shard, '_3_', request), 3, merchant, shard, request, amount_fen, merchant_order,
               expires_at
        FROM over
        """);

    private static readonly Sql ForgetNonces = new("DELETE FROM acquiring.nonce WHERE seen_at < $1");

    /// <summary>Runs every few seconds until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                _ = await RunOnceAsync(cancel);
                await Task.Delay(Pause, parts.Time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // It was asked to stop.
        }
    }

    /// <summary>Once through; returns how many rows it brought on.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        int done = await ResolveAsync(now, cancel);
        done += await ExecuteAsync(Expire, [now, AtOnce], cancel);
        DateOnly since = BeijingTime.DateOf(parts.Wallet.Time.GetUtcNow()).AddDays(-SettlementDays);
        done += await ExecuteAsync(MerchantEvents.SettlementsPaid, [now, since], cancel);

        // Longer than a signature's time can be apart from ours on both sides.
        _ = await ExecuteAsync(ForgetNonces, [now - 3 * HttpSignatures.Window], cancel);
        return done;
    }

    private async Task<int> ResolveAsync(DateTimeOffset now, CancellationToken cancel)
    {
        PaymentClaims claims = new(parts);
        int resolved = 0;
        DateTimeOffset before = now - PaymentClaims.Lease;
        foreach (RequestRow row in await parts.Db.AllAsync(new RequestRows.ClaimedBefore(before, AtOnce), cancel))
        {
            resolved += await claims.ResolveAsync(row, cancel) ? 1 : 0;
        }

        return resolved;
    }

    private Task<int> ExecuteAsync(Sql sql, object?[] values, CancellationToken cancel) =>
        parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(sql, values, token), idempotent: true, cancel: cancel);
}
