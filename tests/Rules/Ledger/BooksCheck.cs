using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>What must hold of any journal: recomputed here from its rows alone.</summary>
internal static class BooksCheck
{
    /// <summary>Balances, floors, trial balances, running balances and the hash chain of every shard.</summary>
    public static void Holds(MemoryLedgerStore store)
    {
        Dictionary<(Book, Asset), Int128> trial = [];
        foreach (MemoryShard shard in store.Shards)
        {
            Dictionary<long, long> balances = Replay(shard, trial);
            foreach ((long account, AccountRow row) in shard.Accounts)
            {
                Assert.Equal(balances.GetValueOrDefault(account), row.Balance);
            }

            ChainHolds(shard);
        }

        Assert.All(trial, sum => Assert.Equal(Int128.Zero, sum.Value));
    }

    private static Dictionary<long, long> Replay(MemoryShard shard, Dictionary<(Book, Asset), Int128> trial)
    {
        Dictionary<long, long> balances = [];
        foreach (TransferRow line in shard.Transfers)
        {
            Assert.Equal(line.DebitAfter, Add(new(line.Debit), Side.Debit, line.Amount));
            Assert.Equal(line.CreditAfter, Add(new(line.Credit), Side.Credit, line.Amount));
        }

        return balances;

        long Add(AccountKey key, Side side, long amount)
        {
            ChartLine chart = Chart.Of(key.Code);
            long change = chart.Normal == side ? amount : -amount;
            long after = balances.GetValueOrDefault(key.Packed) + change;
            Assert.True(!chart.FloorAtZero || after >= 0, $"{key} below its floor");
            balances[key.Packed] = after;
            trial[(chart.Book, key.Asset)] =
                trial.GetValueOrDefault((chart.Book, key.Asset)) + (side == Side.Debit ? amount : -(Int128)amount);
            return after;
        }
    }

    private static void ChainHolds(MemoryShard shard)
    {
        byte[] hash = HashChain.Genesis;
        long head = 0;
        foreach ((DateTimeOffset postedAt, ShardGroup group) in shard.Groups)
        {
            Assert.Equal(head, group.FromHead);
            Assert.Equal(hash, group.FromChain);
            Assert.Equal(group.ToChain, HashChain.After(group, postedAt));
            (hash, head) = (group.ToChain, group.ToHead);
        }

        Assert.Equal(shard.Head.Chain, hash);
        Assert.Equal(shard.Head.Head, head);
    }
}
