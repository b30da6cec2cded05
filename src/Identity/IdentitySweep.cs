using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>
/// Forgets what is over: codes, questions and confirmations after a day, sessions after a month, counters at once. A
/// confirmation that was used is kept as long as its request's key may come again.
/// </summary>
public sealed class IdentitySweep(IdentityParts parts)
{
    /// <summary>
    /// At most so many rows go in one transaction. Rows somebody else holds are left for the next round, so that a
    /// sweep waits for nobody.
    /// </summary>
    internal const int Portion = 1_000;

    private static readonly Sql Codes = new("""
        DELETE FROM identity.code WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM identity.code WHERE shard = $1 AND expires_at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    private static readonly Sql Challenges = new("""
        DELETE FROM identity.challenge WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM identity.challenge WHERE shard = $1 AND expires_at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    private static readonly Sql Unused = new("""
        DELETE FROM identity.confirmation WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM identity.confirmation WHERE shard = $1 AND expires_at < $2 AND used_at IS NULL
            LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    private static readonly Sql Used = new("""
        DELETE FROM identity.confirmation WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM identity.confirmation WHERE shard = $1 AND expires_at < $2 AND used_at IS NOT NULL
            LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    private static readonly Sql Sessions = new("""
        DELETE FROM identity.session WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM identity.session WHERE shard = $1 AND expires_at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    private static readonly Sql Counters = new("""
        DELETE FROM identity.counter WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM identity.counter WHERE shard = $1 AND window_end < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    /// <summary>Sweeps every shard, and says how many rows went.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        DateTimeOffset now = parts.Now, day = now.AddDays(-1), month = now.AddDays(-31);
        int swept = 0;
        for (short shard = 0; shard < parts.Shards; shard++)
        {
            foreach ((Sql sql, DateTimeOffset before) in ((Sql, DateTimeOffset)[])[
                (Codes, day), (Challenges, day), (Unused, day), (Used, month), (Sessions, month), (Counters, now)])
            {
                swept += await parts.Db.ExecuteInPortionsAsync(sql, [shard, before], Portion, cancel);
            }
        }

        return swept;
    }
}
