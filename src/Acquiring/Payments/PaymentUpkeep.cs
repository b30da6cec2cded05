using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// What time and dead processes leave behind: requests whose time is over, claims nobody ended, payments that waited
/// for the bank, settlements the bank has paid, nonces that no signature can use any more.
/// </summary>
public sealed class PaymentUpkeep(AcquiringParts parts)
{
    /// <summary>How long a paid settlement may be missing among the events: the bank's answer is rarely days
    /// late.</summary>
    private const int SettlementDays = 30;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

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
        int done = await new RequestUpkeep(parts.Paying).RunAsync(cancel);
        DateOnly since = BeijingTime.DateOf(parts.Wallet.Time.GetUtcNow()).AddDays(-SettlementDays);
        done += await ExecuteAsync(MerchantEvents.SettlementsPaid, [now, since], cancel);

        // Longer than a signature's time can be apart from ours on both sides.
        _ = await ExecuteAsync(ForgetNonces, [now - 3 * HttpSignatures.Window], cancel);
        return done;
    }

    private Task<int> ExecuteAsync(Sql sql, object?[] values, CancellationToken cancel) =>
        parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(sql, values, token), idempotent: true, cancel: cancel);
}
