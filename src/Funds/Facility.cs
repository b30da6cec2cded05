using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// The T+0 money that the bank has placed with us. It lies in a pool and in slices in the shards, so that a redemption
/// draws on its own shard alone; "exhausted" is said only after the pool was asked.
/// </summary>
public sealed class Facility(GeneralLedger ledger, IReads reads)
{
    /// <summary>The shard in which the pool lies.</summary>
    public const short PoolShard = 0;

    /// <summary>Money that the bank placed comes into the pool.</summary>
    public Task<PostResult> PlaceAsync(string key, Money amount, DateOnly businessDate) => ledger.PostAsync(new()
    {
        Shard = PoolShard,
        Owner = Party.Platform,
        Act = FundActs.PlaceFacility,
        Key = key,
        BusinessDate = businessDate,
        ByPlatform = true,
        Reference = "advance facility",
        Legs =
        [
            Leg.Money(
                Debit: AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank), Credit: FundLegs.Facility,
                amount),
        ],
    });

    /// <summary>Deals <paramref name="amount"/> from the pool to a shard; it arrives with the next
    /// deliveries.</summary>
    public Task<PostResult> DealAsync(string key, short shard, Money amount, DateOnly businessDate)
    {
        Invariant.Holds(shard != PoolShard);
        (Leg leg, RowWrite row) = Deliveries.Send(
            Party.Platform, FundLegs.Facility, shard, FundLegs.Facility, amount);
        return ledger.PostAsync(new()
        {
            Shard = PoolShard,
            Owner = Party.Platform,
            Act = FundActs.DealFacility,
            Key = key,
            BusinessDate = businessDate,
            ByPlatform = true,
            Reference = $"facility to shard {shard}",
            Content = $"{shard} {amount.Fen}",
            Legs = [leg],
            Rows = [row],
        });
    }

    /// <summary>Places money and deals the same slice to every shard, the pool keeping one too.</summary>
    public async Task<PostStatus> PlaceAndDealAsync(string key, Money slice, DateOnly businessDate)
    {
        PostResult placed = await PlaceAsync(key, new(slice.Fen * ledger.Shards), businessDate);
        PostResult[] dealt = await Task.WhenAll(Enumerable.Range(1, ledger.Shards - 1)
            .Select(shard => DealAsync($"{key}-{shard}", (short)shard, slice, businessDate)));
        await new Deliveries(ledger, reads).DeliverAsync(businessDate);
        return dealt.Append(placed).Max(result => result.Status);
    }

    /// <summary>
    /// Brings what a dry shard needs from the pool: posted, refused when the pool is dry too, or not known. Named after
    /// the request that needs it, so that a retry of that request does not bring it twice.
    /// </summary>
    public async Task<PostStatus> RefillAsync(string key, short shard, Money amount, DateOnly businessDate)
    {
        if (shard == PoolShard)
        {
            return PostStatus.InsufficientBalance;
        }

        PostResult dealt = await DealAsync(key, shard, amount, businessDate);
        if (dealt.IsPosted)
        {
            await new Deliveries(ledger, reads).DeliverAsync(businessDate);
        }

        return dealt.Status;
    }
}
