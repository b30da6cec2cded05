using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

/// <summary>A merchant gives a payment back, whole or in part; the same key hears the same answer.</summary>
public sealed class RefundPayment
{
    private readonly PayingParts _parts;
    private readonly SandboxRefund? _sandbox;

    /// <param name="parts">What the module works with.</param>
    public RefundPayment(AcquiringParts parts)
        : this(parts.Paying) => _sandbox = new(parts);

    internal RefundPayment(PayingParts parts) => _parts = parts;

    /// <param name="Shop">Who gives back.</param>
    /// <param name="Key">The merchant's id of the refund, as an act of the wallet takes it.</param>
    /// <param name="Id">The payment request.</param>
    /// <param name="Amount">How much, at most what was not refunded yet.</param>
    public sealed record Request(Shop Shop, string Key, RequestId Id, Money Amount);

    /// <summary>Done with the refund's number, NotFound, NotPaid, or Refused by the wallet.</summary>
    public async Task<PayAnswer> HandleAsync(Request request)
    {
        if (request.Shop.Sandbox && _sandbox is not null)
        {
            return await _sandbox.HandleAsync(request);
        }

        RequestRow? row = await _parts.FindOwnRowAsync(request.Shop, request.Id);
        if (row is null)
        {
            return new(AcquiringStatus.NotFound, WalletStatus.Done, new(request.Id.Shard, 0));
        }

        if (row.PaymentNo is not { } payment)
        {
            return new(AcquiringStatus.NotPaid, WalletStatus.Done, new(request.Id.Shard, 0));
        }

        WalletAnswer answer = await new Refund(_parts.Wallet).HandleAsync(
            new(request.Shop.Merchant, request.Key, payment, request.Amount)
            {
                Also =
                [
                    new MerchantEvents.Happened(
                        EventKind.PaymentRefunded, row.Id, row.Merchant, request.Amount, row.MerchantOrder),
                ],
            });
        AcquiringStatus status = answer.Status switch
        {
            WalletStatus.Done => AcquiringStatus.Done,
            WalletStatus.Unknown => AcquiringStatus.Unknown,
            WalletStatus.TryAgain => AcquiringStatus.TryAgain,
            _ => AcquiringStatus.Refused,
        };
        return new(status, answer.Status, answer.Order);
    }
}
