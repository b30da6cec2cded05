using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>A merchant takes back a request that nobody has paid. Done again, it is done.</summary>
public sealed class CancelPayment(AcquiringParts parts)
{
    // The event is the row of the change itself: both or neither.
    private static readonly Sql Cancel = new("""
        WITH taken AS (
            UPDATE acquiring.request SET state = 4
            WHERE shard = $1 AND request = $2 AND merchant = $3 AND state = 1 AND claimed_by IS NULL
              AND expires_at > $4
            RETURNING shard, request, merchant, amount_fen, merchant_order
        )
        INSERT INTO acquiring.event (shard, event, kind, merchant, request_shard, request, amount_fen, subject,
                                     happened_at)
        SELECT shard, concat('evt_', shard, '_4_', request), 4, merchant, shard, request, amount_fen, merchant_order, $4
        FROM taken
        """);

    /// <param name="Merchant">Who takes back.</param>
    /// <param name="Id">Which request.</param>
    public sealed record Request(long Merchant, RequestId Id);

    /// <summary>Done, NotFound, AlreadyPaid, Expired or BeingPaid, with the request as it stands.</summary>
    public async Task<PaymentAnswer> HandleAsync(Request request)
    {
        RequestRow? row = await parts.FindOwnRowAsync(request.Merchant, request.Id);
        if (row is null)
        {
            return new(AcquiringStatus.NotFound, null);
        }

        if (row is { State: RowState.Open, Claim: not null })
        {
            _ = await new PaymentClaims(parts).ResolveAsync(row);
        }

        DateTimeOffset now = parts.Time.GetUtcNow();
        _ = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                Cancel, [request.Id.Shard, request.Id.Value, request.Merchant, now], token),
            idempotent: true);
        PaymentView view = (await new PaymentQuery(parts).FindOwnAsync(request.Merchant, request.Id))!;
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
}
