using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

/// <summary>
/// Plays a payer of a sandbox's payment request: it is paid, refused, left in the air or over, and its merchant hears
/// of it as of a real one. Nothing of the books is touched (docs/decisions/0031).
/// </summary>
public sealed class PlayPayer(AcquiringParts parts)
{
    /// <param name="Id">Which request; it is one of a sandbox.</param>
    /// <param name="Merchant">Whose it must be; null where whoever has its address may play its payer.</param>
    /// <param name="Outcome">What the payer does.</param>
    public sealed record Request(RequestId Id, long? Merchant, PlayedOutcome Outcome);

    /// <summary>Done, NotFound, AlreadyPaid, Expired, Cancelled or BeingPaid, with the request as it stands.</summary>
    public async Task<PaymentAnswer> HandleAsync(Request request)
    {
        if (await parts.Paying.FindRowAsync(request.Id) is not { Sandbox: true } found
            || (request.Merchant is { } asks && asks != found.Merchant))
        {
            return new(AcquiringStatus.NotFound, null);
        }

        AcquiringStatus status = await parts.Db.InTransactionAsync(
            (tx, token) => PlayAsync(tx, request.Id, found.Merchant, request.Outcome, token), idempotent: true);
        return new(status, await new PaymentQuery(parts).FindAsync(request.Id));
    }

    private async Task<AcquiringStatus> PlayAsync(
        Tx tx, RequestId id, long merchant, PlayedOutcome outcome, CancellationToken cancel)
    {
        RequestRow row = await tx.RowAsync(
            SandboxRows.Hold, [id.Shard, id.Value, merchant], RequestRows.FromRow, cancel);
        DateTimeOffset now = parts.Time.GetUtcNow();
        (AcquiringStatus status, RowState to) = SandboxRules.Of(row.State, row.ExpiresAt <= now, outcome);
        if (status != AcquiringStatus.Done || to == row.State)
        {
            return status;
        }

        long? number = to == RowState.PlayedPaid
            ? await tx.RowAsync(SandboxRows.NextNumber, [], next => next.GetInt64(0), cancel)
            : null;
        await SandboxRows.BringOnAsync(tx, id, to, number, number is null ? null : now, cancel);
        if (number is { } payment)
        {
            _ = await tx.ExecuteAsync(
                SandboxRows.PutIn, [id.Shard, merchant, (row.Amount - Payments.FeeOf(row.Amount)).Fen], cancel);
            await MerchantEvents.PlayedAsync(
                tx, new(id.Shard, MerchantEvents.IdOf(EventKind.PaymentPaid, id.Shard, payment),
                    EventKind.PaymentPaid, merchant, id, row.Amount, payment, row.MerchantOrder, now, Sandbox: true),
                cancel);
        }
        else if (to == RowState.Expired)
        {
            await MerchantEvents.PlayedAsync(
                tx, new(id.Shard, $"evt_{id.Shard}_{(short)EventKind.PaymentExpired}_{id.Value}",
                    EventKind.PaymentExpired, merchant, id, row.Amount, Entry: null, row.MerchantOrder, now,
                    Sandbox: true),
                cancel);
        }

        return status;
    }
}
