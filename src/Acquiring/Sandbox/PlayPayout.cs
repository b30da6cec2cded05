using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>What the bank does that is played in the sandbox.</summary>
public enum PlayedPayout
{
    Paid = 2,
    Refused = 3,
}

/// <summary>Plays the payout of a sandbox's day: all that is in its purse, at most once a day; one that the bank
/// refused may be played again.</summary>
public sealed class PlayPayout(AcquiringParts parts)
{
    /// <param name="Merchant">Whose sandbox.</param>
    /// <param name="Outcome">What the bank does.</param>
    public sealed record Request(long Merchant, PlayedPayout Outcome);

    /// <summary>Done, AlreadyPaid or NothingDue, with the day's report.</summary>
    public async Task<(AcquiringStatus Status, SettlementDay Day)> HandleAsync(Request request)
    {
        DateOnly today = BeijingTime.DateOf(parts.Time.GetUtcNow());
        AcquiringStatus status = await parts.Db.InTransactionAsync(
            (tx, token) => PlayAsync(tx, request, today, token), idempotent: true);
        return (status, await new SettlementReport(parts).OfAsync(new(request.Merchant, Sandbox: true), today));
    }

    private async Task<AcquiringStatus> PlayAsync(Tx tx, Request request, DateOnly today, CancellationToken cancel)
    {
        (short shard, long merchant) = (parts.HomeOf(request.Merchant), request.Merchant);
        List<long> purse = await tx.RowsAsync(
            SandboxRows.HoldPurse, [shard, merchant], row => row.GetInt64(0), cancel);
        List<PayoutState> played = await tx.RowsAsync(
            SandboxRows.FindPayout, [shard, merchant, today], row => (PayoutState)row.GetInt16(0), cancel);
        if (played is [PayoutState.Paid])
        {
            return AcquiringStatus.AlreadyPaid;
        }

        if (purse is not [> 0 and long due])
        {
            return AcquiringStatus.NothingDue;
        }

        long number = await tx.RowAsync(SandboxRows.NextNumber, [], next => next.GetInt64(0), cancel);
        _ = await tx.ExecuteAsync(
            SandboxRows.InsertPayout, [shard, merchant, today, number, due, (short)request.Outcome], cancel);
        if (request.Outcome == PlayedPayout.Paid)
        {
            _ = await tx.ExecuteAsync(SandboxRows.TakeOut, [shard, merchant, due, 0L], cancel);
            await MerchantEvents.PlayedAsync(
                tx, new(shard, MerchantEvents.IdOf(EventKind.SettlementPaid, shard, number), EventKind.SettlementPaid,
                    merchant, Request: null, new(due), number,
                    today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), parts.Time.GetUtcNow(), Sandbox: true),
                cancel);
        }

        return AcquiringStatus.Done;
    }
}
