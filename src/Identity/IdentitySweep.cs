using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>
/// Forgets what is over: codes, questions and confirmations after a day, sessions after a month, counters at once. A
/// confirmation that was used is kept as long as its request's key may come again.
/// </summary>
public sealed class IdentitySweep(IdentityParts parts)
{
    private static readonly Sql Codes = new("DELETE FROM identity.code WHERE shard = $1 AND expires_at < $2");

    private static readonly Sql Challenges =
        new("DELETE FROM identity.challenge WHERE shard = $1 AND expires_at < $2");

    private static readonly Sql Unused = new("""
        DELETE FROM identity.confirmation WHERE shard = $1 AND expires_at < $2 AND used_at IS NULL
        """);

    private static readonly Sql Used =
        new("DELETE FROM identity.confirmation WHERE shard = $1 AND expires_at < $2 AND used_at IS NOT NULL");

    private static readonly Sql Sessions = new("DELETE FROM identity.session WHERE shard = $1 AND expires_at < $2");

    /// <summary>Sweeps every shard, and says how many rows went.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        DateTimeOffset day = parts.Now.AddDays(-1), month = parts.Now.AddDays(-31);
        int swept = await new Counters(parts).SweepAsync(cancel);
        for (short shard = 0; shard < parts.Shards; shard++)
        {
            foreach ((Sql sql, DateTimeOffset before) in ((Sql, DateTimeOffset)[])[
                (Codes, day), (Challenges, day), (Unused, day), (Used, month), (Sessions, month)])
            {
                object?[] values = [shard, before];
                swept += await parts.Db.InTransactionAsync(
                    (tx, token) => tx.ExecuteAsync(sql, values, token), cancel: cancel);
            }
        }

        return swept;
    }
}
