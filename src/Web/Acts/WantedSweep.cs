using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>Forgets what was wanted a month ago, done or not; what was done stands in the books.</summary>
public sealed class WantedSweep(AppParts parts)
{
    private const int Portion = 1_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly Sql Forget = new("""
        DELETE FROM web.wanted WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM web.wanted WHERE shard = $1::smallint AND made_at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED))
        """);

    /// <summary>Sweeps every shard, and says how many rows went.</summary>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        DateTimeOffset before = parts.Identity.Time.GetUtcNow() - Kept;
        int forgotten = 0;
        for (short shard = 0; shard < parts.Identity.Shards; shard++)
        {
            forgotten += await parts.Db.ExecuteInPortionsAsync(Forget, [shard, before], Portion, cancel);
        }

        return forgotten;
    }
}
