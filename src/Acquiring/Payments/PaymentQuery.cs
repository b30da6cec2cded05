using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Acquiring;

/// <summary>Reads payment requests: one by its id, or a merchant's own, newest first.</summary>
public sealed class PaymentQuery(AcquiringParts parts)
{
    /// <summary>The most a page of the list holds.</summary>
    public const int LongestPage = 100;

    private readonly PaymentClaims _claims = new(parts.Paying);

    /// <summary>A place in the list: the page goes on behind it.</summary>
    /// <param name="CreatedAt">When the last one seen was made.</param>
    /// <param name="Id">Its id.</param>
    public readonly record struct Place(DateTimeOffset CreatedAt, RequestId Id);

    /// <summary>A page of the list.</summary>
    /// <param name="Payments">The requests, newest first.</param>
    /// <param name="Next">Where the next page goes on; null at the end.</param>
    public sealed record Page(IReadOnlyList<PaymentView> Payments, Place? Next);

    /// <summary>The request of an id, for its payer's page; null when there is none.</summary>
    public async Task<PaymentView?> FindAsync(RequestId id, CancellationToken cancel = default)
    {
        RequestRow? row = await parts.Paying.FindRowAsync(id, cancel);
        if (row is { State: RowState.Open, Claim: not null })
        {
            // The payment may stand already, and only the note of it be missing.
            row = await _claims.NoteIfPaidAsync(row, cancel);
        }

        return row is null ? null : (await ViewsAsync([row], cancel))[0];
    }

    /// <summary>Whom a request asks to pay, and how much: that never changes. Null when there is none.</summary>
    public async Task<(long Merchant, Money Amount)?> AskedAsync(RequestId id, CancellationToken cancel = default) =>
        await parts.Paying.FindRowAsync(id, cancel) is { } row ? (row.Merchant, row.Amount) : null;

    /// <summary>A shop's own request; null also when it is another's.</summary>
    public async Task<PaymentView?> FindOwnAsync(Shop shop, RequestId id, CancellationToken cancel = default) =>
        await FindAsync(id, cancel) is { } found && new Shop(found.Merchant, found.Sandbox) == shop ? found : null;

    /// <summary>A page of a shop's own requests.</summary>
    public async Task<Page> ListAsync(Shop shop, Place? after, int limit, CancellationToken cancel = default)
    {
        Invariant.Holds(limit is > 0 and <= LongestPage);
        Place from = after ?? new(DateTimeOffset.MaxValue.AddDays(-1), new(0, Guid.AllBitsSet));
        IReadOnlyList<RequestRow> rows = await parts.Db.AllAsync(
            new RequestRows.Page(
                parts.HomeOf(shop.Merchant), shop, from.CreatedAt.ToUniversalTime(), from.Id.Value, limit + 1),
            cancel);
        IReadOnlyList<PaymentView> views = await ViewsAsync([.. rows.Take(limit)], cancel);
        return new(views, rows.Count > limit ? new(views[^1].CreatedAt, views[^1].Id) : null);
    }

    private async Task<IReadOnlyList<PaymentView>> ViewsAsync(
        IReadOnlyList<RequestRow> rows, CancellationToken cancel)
    {
        OrderNo[] paid = [.. rows.Where(row => !row.Sandbox).Select(row => row.PaymentNo).OfType<OrderNo>()];
        RequestId[] played = [.. rows.Where(row => row.State == RowState.PlayedPaid).Select(row => row.Id)];
        Dictionary<OrderNo, Money> refunded = paid.Length == 0
            ? []
            : (await parts.Db.AllAsync(new RequestRows.RefundedOf(paid), cancel))
                .ToDictionary(sum => sum.Payment, sum => sum.Amount);
        Dictionary<RequestId, Money> playedBack = played.Length == 0
            ? []
            : (await parts.Db.AllAsync(new SandboxRows.RefundedOf(played), cancel))
                .ToDictionary(sum => sum.Id, sum => sum.Amount);
        DateTimeOffset now = parts.Time.GetUtcNow();
        List<PaymentView> views = new(rows.Count);
        foreach (RequestRow row in rows)
        {
            Merchant? merchant = await parts.Wallet.Merchants.FindAsync(row.Merchant);
            Money back = row.Sandbox ? playedBack.GetValueOrDefault(row.Id)
                : row.PaymentNo is { } no ? refunded.GetValueOrDefault(no)
                : Money.Zero;
            views.Add(row.ToView(merchant!.Name, back, now));
        }

        return views;
    }
}
