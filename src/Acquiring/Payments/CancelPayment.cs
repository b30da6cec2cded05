namespace Huoqi.Acquiring;

/// <summary>A merchant takes back a request that nobody has paid. Done again, it is done.</summary>
public sealed class CancelPayment(AcquiringParts parts)
{
    /// <param name="Shop">Who takes back.</param>
    /// <param name="Id">Which request.</param>
    public sealed record Request(Shop Shop, RequestId Id);

    /// <summary>Done, NotFound, AlreadyPaid, Expired or BeingPaid, with the request as it stands.</summary>
    public async Task<PaymentAnswer> HandleAsync(Request request)
    {
        if (!await TakeBackAsync(parts.Paying, request))
        {
            return new(AcquiringStatus.NotFound, null);
        }

        PaymentView view = (await new PaymentQuery(parts).FindOwnAsync(request.Shop, request.Id))!;
        return new(
            view.State switch
            {
                PaymentState.Cancelled => AcquiringStatus.Done,
                PaymentState.Expired => AcquiringStatus.Expired,
                PaymentState.Open or PaymentState.Paying => AcquiringStatus.BeingPaid,
                PaymentState.Paid or PaymentState.PartlyRefunded or PaymentState.Refunded =>
                    AcquiringStatus.AlreadyPaid,
            },
            view);
    }

    /// <summary>Takes it back if it can be; false when it is not the shop's.</summary>
    internal static async Task<bool> TakeBackAsync(PayingParts parts, Request request)
    {
        RequestRow? row = await parts.FindOwnRowAsync(request.Shop, request.Id);
        if (row is null)
        {
            return false;
        }

        if (row is { State: RowState.Open, Claim: not null })
        {
            _ = await new PaymentClaims(parts).ResolveAsync(row);
        }

        await parts.Store.CancelAsync(request.Shop, request.Id, parts.Time.GetUtcNow());
        return true;
    }
}
