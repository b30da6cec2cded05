using Huoqi.Ledger;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// Looks at the books after every commit, by a count of its own: every running balance, every floor, and the trial
/// balance of every book and asset.
/// </summary>
internal sealed class SimWatch(SimWorld world)
{
    private readonly Dictionary<(short Shard, long Account), long> _balances = [];
    private readonly Dictionary<(Book, Asset), Int128> _trial = [];
    private readonly HashSet<(short Shard, long Owner, short Act, string Key)> _keys = [];

    /// <summary>How many groups were committed.</summary>
    public int Commits { get; private set; }

    public void Committed(PostingGroup group)
    {
        Commits++;
        foreach (ShardGroup shard in group.Shards)
        {
            foreach (KeyRow key in shard.Keys)
            {
                world.Trace($"{shard.Shard}-{key.Entry} act {key.Act} of {key.Owner} {key.Key}: {key.Status}");
                world.Expect(_keys.Add((shard.Shard, key.Owner, key.Act, key.Key)),
                    () => $"a key is judged once: {key}");
            }

            foreach (TransferRow line in shard.Transfers)
            {
                Move(shard.Shard, new(line.Debit), Side.Debit, line.Amount, line.DebitAfter);
                Move(shard.Shard, new(line.Credit), Side.Credit, line.Amount, line.CreditAfter);
            }

            foreach (Account account in shard.Accounts)
            {
                long counted = _balances.GetValueOrDefault((shard.Shard, account.Key.Packed));
                world.Expect(account.Balance == counted,
                    () => $"an account is the sum of its transfers: {account.Key} holds {account.Balance}, not "
                        + counted);
            }
        }

        foreach (((Book book, Asset asset), Int128 sum) in _trial)
        {
            world.Expect(sum == 0, () => $"every book balances at every moment: {book} of {asset.Number} is off {sum}");
        }
    }

    /// <summary>An account over all shards.</summary>
    public long Sum(AccountKey account) => Enumerable.Range(0, SimWorld.Shards)
        .Sum(shard => _balances.GetValueOrDefault(((short)shard, account.Packed)));

    /// <summary>An account in the shard of a person.</summary>
    public long Of(long person, AccountCode code, Asset asset = default) => _balances.GetValueOrDefault(
        (Sharding.Of(person, SimWorld.Shards), AccountKey.Of(person, code, asset).Packed));

    private void Move(short shard, AccountKey key, Side side, long amount, long stated)
    {
        ChartLine line = Chart.Of(key.Code);
        long after = _balances.GetValueOrDefault((shard, key.Packed)) + (line.Normal == side ? amount : -amount);
        _balances[(shard, key.Packed)] = after;
        world.Expect(after == stated, () => $"a transfer states the balance after it: {key} {after}, not {stated}");
        world.Expect(!line.FloorAtZero || after >= 0, () => $"nothing is spent twice: {key} would hold {after}");
        _trial[(line.Book, key.Asset)] =
            _trial.GetValueOrDefault((line.Book, key.Asset)) + (side == Side.Debit ? amount : -(Int128)amount);
    }
}
