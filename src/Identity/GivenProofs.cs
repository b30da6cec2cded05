using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>By what confirmations were proved: how much may be paid with one depends on it.</summary>
public sealed class GivenProofs(IdentityParts parts)
{
    private static readonly Sql ProvedBy = new("""
        SELECT proved_by FROM identity.confirmation
        WHERE shard = $1 AND person = $2 AND confirmation = $3 AND proved_at IS NOT NULL
        """);

    /// <summary>The way of a person's own; null when it was not proved, or is forgotten.</summary>
    public async Task<StepUpWay?> OfAsync(long person, string confirmation, CancellationToken cancel = default)
    {
        if (!Ticket.TryParse(confirmation, parts.Shards, out short shard, out byte[] id)
            || shard != parts.ShardOf(person))
        {
            return null;
        }

        List<short> ways = await parts.Db.RowsAsync(ProvedBy, [shard, person, id], row => row.GetInt16(0), cancel);
        return ways.Count == 1 ? (StepUpWay)ways[0] : null;
    }
}
