namespace Huoqi.Acquiring;

/// <summary>A merchant takes back a request that nobody has paid. Done again, it is done.</summary>
public sealed class CancelPayment(AcquiringParts parts)
{
    /// <param name="Merchant">Who takes back.</param>
    /// <param name="Id">Which request.</param>
    public sealed record Request(long Merchant, RequestId Id);

    /// <summary>Done, NotFound, AlreadyPaid, Expired or BeingPaid, with the request as it stands.</summary>
    public Task<PaymentAnswer> HandleAsync(Request request) => throw new NotImplementedException($"{parts} {request}");
}
