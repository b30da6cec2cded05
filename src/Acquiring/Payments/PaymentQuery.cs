namespace Huoqi.Acquiring;

/// <summary>Reads payment requests: one by its id, or a merchant's own, newest first.</summary>
public sealed class PaymentQuery(AcquiringParts parts)
{
    /// <summary>The most a page of the list holds.</summary>
    public const int LongestPage = 100;

    /// <summary>A place in the list: the page goes on behind it.</summary>
    /// <param name="CreatedAt">When the last one seen was made.</param>
    /// <param name="Id">Its id.</param>
    public readonly record struct Place(DateTimeOffset CreatedAt, RequestId Id);

    /// <summary>A page of the list.</summary>
    /// <param name="Payments">The requests, newest first.</param>
    /// <param name="Next">Where the next page goes on; null at the end.</param>
    public sealed record Page(IReadOnlyList<PaymentView> Payments, Place? Next);

    /// <summary>The request of an id, for its payer's page; null when there is none.</summary>
    public Task<PaymentView?> FindAsync(RequestId id, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {id} {cancel}");

    /// <summary>A merchant's own request; null also when it is another's.</summary>
    public async Task<PaymentView?> FindOwnAsync(long merchant, RequestId id, CancellationToken cancel = default) =>
        await FindAsync(id, cancel) is { } found && found.Merchant == merchant ? found : null;

    /// <summary>A page of a merchant's own requests.</summary>
    public Task<Page> ListAsync(long merchant, Place? after, int limit, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {merchant} {after} {limit} {cancel}");
}
