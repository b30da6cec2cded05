namespace Huoqi.Acquiring;

/// <summary>What time and dead processes leave of payment requests: claims nobody ended, payments that waited for the
/// bank, requests whose time is over.</summary>
internal sealed class RequestUpkeep(PayingParts parts)
{
    private const int AtOnce = 500;

    /// <summary>Once through; returns how many requests it brought on.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        PaymentClaims claims = new(parts);
        int done = 0;
        foreach (RequestRow row in await parts.Store.AllAsync(
            new RequestRows.ClaimedBefore(now - PaymentClaims.Lease, AtOnce), cancel))
        {
            done += await claims.ResolveAsync(row, cancel) ? 1 : 0;
        }

        return done + await parts.Store.ExpireAsync(now, AtOnce, cancel);
    }
}
