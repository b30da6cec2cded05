using Huoqi.Ledger;

namespace Huoqi.Torture;

/// <summary>Who lives in the prepared house.</summary>
internal static class Cast
{
    /// <summary>How many shards it has: few, so that everything meets.</summary>
    public const int Shards = 4;

    /// <summary>People of the load, from number 1.</summary>
    public const int People = 240;

    private const long FirstFeeder = 1_001;
    private const long FirstSpender = 2_001;
    private const int SpendersInShard = 4;

    public static IReadOnlyList<long> Merchants { get; } = [1, 2, 3];

    /// <summary>The rich one of each shard, who feeds those that rounds spend from.</summary>
    public static long FeederOf(short shard, int shards) => NthIn(FirstFeeder, shard, shards, 0);

    /// <summary>People without anything, for rounds in which one balance is spent many times at once.</summary>
    public static long Spender(short shard, int shards, int n) =>
        NthIn(FirstSpender, shard, shards, n % SpendersInShard);

    public static IEnumerable<long> Everybody(int shards)
    {
        for (long person = 1; person <= People; person++)
        {
            yield return person;
        }

        for (short shard = 0; shard < shards; shard++)
        {
            yield return FeederOf(shard, shards);
            for (int n = 0; n < SpendersInShard; n++)
            {
                yield return Spender(shard, shards, n);
            }
        }
    }

    /// <summary>What somebody begins with: fen in the wallet, 0.01 units in the fund.</summary>
    public static (long WalletFen, long Units) Opening(long person) => person switch
    {
        < FirstFeeder => (20_000, 60_000),
        < FirstSpender => (15_000_000, 0),
        _ => (0, 0),
    };

    private static long NthIn(long first, short shard, int shards, int n)
    {
        for (long person = first; ; person++)
        {
            if (Sharding.Of(person, shards) == shard && n-- == 0)
            {
                return person;
            }
        }
    }
}
