using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>A merchant gives a payment back, whole or in part; the same key hears the same answer.</summary>
public sealed class RefundPayment(AcquiringParts parts)
{
    /// <param name="Merchant">Who gives back.</param>
    /// <param name="Key">The merchant's id of the refund, as an act of the wallet takes it.</param>
    /// <param name="Id">The payment request.</param>
    /// <param name="Amount">How much, at most what was not refunded yet.</param>
    public sealed record Request(long Merchant, string Key, RequestId Id, Money Amount);

    /// <summary>Done with the refund's number, NotFound, NotPaid, or Refused by the wallet.</summary>
    public Task<PayAnswer> HandleAsync(Request request) => throw new NotImplementedException($"{parts} {request}");
}
