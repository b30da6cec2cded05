using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

/// <summary>Gives back a payment of the sandbox, under the rules of real refunds and out of what its merchant has
/// there.</summary>
internal sealed class SandboxRefund(AcquiringParts parts)
{
    /// <summary>Done with the refund's number, NotFound, NotPaid, or Refused as by the wallet.</summary>
    public async Task<PayAnswer> HandleAsync(RefundPayment.Request request)
    {
        Merchant? merchant = await parts.Wallet.Merchants.FindAsync(request.Shop.Merchant);
        return await parts.Db.InTransactionAsync(
            (tx, token) => RefundAsync(tx, request, merchant?.RefundDebt ?? Money.Zero, token), idempotent: true);
    }

    private async Task<PayAnswer> RefundAsync(
        Tx tx, RefundPayment.Request request, Money debt, CancellationToken cancel)
    {
        (short shard, long merchant, RequestId id) = (request.Id.Shard, request.Shop.Merchant, request.Id);
        RequestRow? row = await tx.RowOrNullAsync(
            SandboxRows.Hold, [shard, id.Value, merchant], RequestRows.FromRow, cancel);
        if (row is null)
        {
            return Answer(AcquiringStatus.NotFound);
        }

        Made? before = await tx.RowOrNullAsync(
            SandboxRows.FindRefund, [shard, merchant, request.Key],
            made => new Made(made.GetInt64(0), made.GetGuid(1), new(made.GetInt64(2))), cancel);
        if (before is not null)
        {
            return before.Request == id.Value && before.Amount == request.Amount
                ? new(AcquiringStatus.Done, WalletStatus.Done, new(shard, before.Number))
                : Refused(WalletStatus.KeyReused);
        }

        if (row.State != RowState.PlayedPaid)
        {
            return Answer(AcquiringStatus.NotPaid);
        }

        if (request.Amount <= Money.Zero)
        {
            return Refused(WalletStatus.InvalidAmount);
        }

        Money refunded = await tx.RowAsync(
            SandboxRows.RefundedSum, [shard, id.Value], sum => new Money(sum.GetInt64(0)), cancel);
        if (request.Amount > row.Amount - refunded)
        {
            return Refused(WalletStatus.RefundExceedsPayment);
        }

        Money taken = Payments.FeeOf(row.Amount);
        Money fee = Payments.FeeShareOf(row.Amount, taken, refunded + request.Amount)
            - Payments.FeeShareOf(row.Amount, taken, refunded);
        int given = await tx.ExecuteAsync(
            SandboxRows.TakeOut, [shard, merchant, (request.Amount - fee).Fen, debt.Fen], cancel);
        if (given == 0)
        {
            return Refused(WalletStatus.MerchantFundsShort);
        }

        DateTimeOffset now = parts.Time.GetUtcNow();
        long number = await tx.RowAsync(SandboxRows.NextNumber, [], next => next.GetInt64(0), cancel);
        _ = await tx.ExecuteAsync(
            SandboxRows.InsertRefund,
            [shard, merchant, request.Key, number, id.Value, request.Amount.Fen, fee.Fen, now], cancel);
        await MerchantEvents.PlayedAsync(
            tx, new(shard, MerchantEvents.IdOf(EventKind.PaymentRefunded, shard, number), EventKind.PaymentRefunded,
                merchant, id, request.Amount, number, row.MerchantOrder, now, Sandbox: true),
            cancel);
        return new(AcquiringStatus.Done, WalletStatus.Done, new(shard, number));

        PayAnswer Answer(AcquiringStatus status) => new(status, WalletStatus.Done, new(shard, 0));

        PayAnswer Refused(WalletStatus why) => new(AcquiringStatus.Refused, why, new(shard, 0));
    }

    private sealed record Made(long Number, Guid Request, Money Amount);
}
