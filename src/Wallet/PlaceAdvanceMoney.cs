using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// The bank places T+0 money with us: it is asked first, under our number, and what it has done is booked and dealt to
/// the shards. Without a clear answer nothing is booked; the same request asks again.
/// </summary>
public sealed class PlaceAdvanceMoney(WalletParts parts, IBankPort bank)
{
    /// <param name="Key">The caller's id of the request, and our number of the move at the bank.</param>
    /// <param name="Slice">What every shard gets.</param>
    public sealed record Request(string Key, Money Slice);

    public async Task<WalletStatus> HandleAsync(Request request, CancellationToken cancel = default)
    {
        if (request.Slice <= Money.Zero)
        {
            return WalletStatus.InvalidAmount;
        }

        Money total = new(request.Slice.Fen * parts.Ledger.Shards);
        BankFacilityAnswer answer = await bank.PlaceFacilityAsync(new(request.Key, total, parts.Today), cancel);
        return answer.Outcome switch
        {
            BankOutcome.Done => await BookAsync(request),
            BankOutcome.Refused => WalletStatus.AdvanceExhausted,
            BankOutcome.Conflict => WalletStatus.KeyReused,
            BankOutcome.Pending or BankOutcome.Unknown or BankOutcome.Absent => WalletStatus.Unknown,
        };
    }

    private async Task<WalletStatus> BookAsync(Request request)
    {
        PostStatus status = await new Facility(parts.Ledger, parts.Reads).PlaceAndDealAsync(
            request.Key, request.Slice, parts.Today);
        return new PostResult(status, Entry: 0).ToAnswer(Facility.PoolShard).Status;
    }
}
