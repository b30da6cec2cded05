using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>
/// A merchant's money lies in the shards of the people who paid. What one shard lacks, for a refund or for a
/// settlement, is brought there from the others; each shard may owe its slice of the agreed debt, so all of them never
/// owe more.
/// </summary>
internal sealed class MerchantFunds(WalletParts parts)
{
    /// <summary>The merchant's money on its way to its bank account.</summary>
    public static AccountKey Leaving(long merchant) =>
        AccountKey.Of(Party.Merchant(merchant), AccountCode.WithdrawalPending);

    /// <summary>How far below zero the merchant's account may go in any one shard.</summary>
    public Money SliceOf(Merchant merchant) => new(merchant.RefundDebt.Fen / parts.Ledger.Shards);

    /// <summary>The merchant's balance in every shard where it has one.</summary>
    public Task<IReadOnlyList<LedgerQueries.BalanceInShard>> ReadAsync(
        long merchant, CancellationToken cancel = default) =>
        parts.Reads.AllAsync(new LedgerQueries.BalanceInShards(Payments.Pending(merchant)), cancel);

    /// <summary>
    /// Brings to <paramref name="shard"/> what it lacks to give <paramref name="amount"/>, from where there is most.
    /// Where all shards together cannot, nothing moves.
    /// </summary>
    /// <param name="merchant">Whose money.</param>
    /// <param name="shard">Where it is needed.</param>
    /// <param name="amount">How much has to leave there.</param>
    /// <param name="need">What it is needed for: names the moves, so that a retry does not bring it twice.</param>
    public async Task GatherAsync(Merchant merchant, short shard, Money amount, string need)
    {
        long slice = SliceOf(merchant).Fen;
        Dictionary<short, long> balances = (await ReadAsync(merchant.Number)).ToDictionary(b => b.Shard, b => b.Amount);
        long lacking = amount.Fen - balances.GetValueOrDefault(shard) - slice;
        List<(short Shard, Money Amount)> moves = [];
        foreach (short other in Enumerable.Range(0, parts.Ledger.Shards).Select(number => (short)number)
            .Where(other => other != shard).OrderByDescending(other => balances.GetValueOrDefault(other)))
        {
            long taken = Math.Min(lacking, balances.GetValueOrDefault(other) + slice);
            if (taken > 0)
            {
                moves.Add((other, new(taken)));
                lacking -= taken;
            }
        }

        if (lacking > 0)
        {
            return;
        }

        await Task.WhenAll(moves.Select(move =>
            MoveAsync(merchant, move.Shard, shard, move.Amount, need, floor: new(-slice))));
        await DeliverAsync();
    }

    /// <summary>
    /// Sends a merchant's money from one shard to another, once for each <paramref name="need"/>; a refusal means that
    /// it was used in the meantime.
    /// </summary>
    public Task<PostResult> MoveAsync(Merchant merchant, short from, short to, Money amount, string need, Money floor)
    {
        AccountKey account = Payments.Pending(merchant.Number);
        long owner = Party.Merchant(merchant.Number);
        (Leg leg, RowWrite row) = Deliveries.Send(owner, account, to, account, amount, sourceFloor: floor);
        return parts.Ledger.PostAsync(new()
        {
            Shard = from,
            Owner = owner,
            Act = WalletActs.MoveMerchantFunds,
            Key = $"{need}-to-{to}",
            BusinessDate = parts.Today,
            ByPlatform = true,
            Reference = need,
            // The amount is what was found at the first try: a second one is the same move.
            Content = need,
            Legs = [leg],
            Rows = [row],
        });
    }

    /// <summary>Lets everything that was sent arrive.</summary>
    public Task<(int Arrived, int Returned)> DeliverAsync() =>
        new Deliveries(parts.Ledger, parts.Reads).DeliverAsync(parts.Today);
}
