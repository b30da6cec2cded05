using System.Security.Cryptography;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>Confirmations as rows: made, proved once, used by one key.</summary>
internal sealed class Confirmations(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.confirmation (
            shard, person, confirmation, session, act, moves_money, to_others, purpose_hash, nonce, state, created_at,
            expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """);

    private static readonly Sql TakeState = new("""
        WITH c AS (
            SELECT shard, person, confirmation, state FROM identity.confirmation
            WHERE shard = $1 AND person = $2 AND confirmation = $3 AND session = $4 AND expires_at > $5
                AND proved_at IS NULL AND state IS NOT NULL
            FOR UPDATE)
        UPDATE identity.confirmation t SET state = NULL FROM c
        WHERE t.shard = c.shard AND t.person = c.person AND t.confirmation = c.confirmation
        RETURNING c.state
        """);

    private static readonly Sql Open = new("""
        SELECT moves_money FROM identity.confirmation
        WHERE shard = $1 AND person = $2 AND confirmation = $3 AND session = $4 AND expires_at > $5
            AND proved_at IS NULL
        """);

    private static readonly Sql Prove = new("""
        UPDATE identity.confirmation SET proved_at = $5, proved_by = $6, state = NULL
        WHERE shard = $1 AND person = $2 AND confirmation = $3 AND session = $4 AND expires_at > $5
            AND proved_at IS NULL
        """);

    // The session that proved it must still be good: who ends all sessions ends what they confirmed.
    private static readonly Sql Use = new("""
        UPDATE identity.confirmation c SET used_at = $4, used_key = $5
        WHERE c.shard = $1 AND c.person = $2 AND c.confirmation = $3 AND c.proved_at IS NOT NULL
            AND c.used_at IS NULL AND c.expires_at > $4 AND c.purpose_hash = $6
            AND EXISTS (SELECT 1 FROM identity.session s WHERE s.shard = c.shard AND s.person = c.person
                AND s.session = c.session AND s.revoked_at IS NULL)
            AND (NOT c.to_others OR NOT EXISTS (SELECT 1 FROM identity.account a
                WHERE a.shard = c.shard AND a.person = c.person AND a.cooling_until > $4))
        """);

    private static readonly Sql Found = new("""
        SELECT c.purpose_hash, c.proved_at IS NOT NULL, c.used_key, c.expires_at > $4, c.to_others AND EXISTS (
            SELECT 1 FROM identity.account a
            WHERE a.shard = c.shard AND a.person = c.person AND a.cooling_until > $4)
        FROM identity.confirmation c WHERE c.shard = $1 AND c.person = $2 AND c.confirmation = $3
        """);

    public async Task<string> KeepAsync(
        SessionRow session, Purpose purpose, byte[] nonce, string? state, DateTimeOffset until,
        CancellationToken cancel)
    {
        byte[] id = RandomNumberGenerator.GetBytes(16);
        short shard = parts.ShardOf(session.Person);
        object?[] values =
        [
            shard, session.Person, id, session.Session, purpose.Act, purpose.MovesMoney, purpose.ToOthers,
            purpose.Hash(), nonce, new NpgsqlParameter<string?> { TypedValue = state }, parts.Now, until,
        ];
        await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(Insert, values, token), cancel: cancel);
        return Ticket.Of(shard, id);
    }

    /// <summary>The authenticator's question, once.</summary>
    public async Task<string?> TakeStateAsync(SessionRow session, string confirmation, CancellationToken cancel)
    {
        if (Place(session, confirmation) is not object?[] place)
        {
            return null;
        }

        List<string> state = await parts.Db.InTransactionAsync(
            (tx, token) => tx.RowsAsync(TakeState, [.. place, parts.Now], row => row.GetString(0), token),
            cancel: cancel);
        return state.Count == 1 ? state[0] : null;
    }

    /// <summary>Whether it waits for its proof.</summary>
    public async Task<bool> IsOpenAsync(Tx tx, SessionRow session, string confirmation, CancellationToken cancel) =>
        Place(session, confirmation) is object?[] place
        && (await tx.RowsAsync(Open, [.. place, parts.Now], row => row.GetBoolean(0), cancel)).Count == 1;

    /// <summary>Whether what it confirms moves money; null when nothing waits for a proof.</summary>
    public async Task<bool?> MovesMoneyAsync(SessionRow session, string confirmation, CancellationToken cancel)
    {
        if (Place(session, confirmation) is not object?[] place)
        {
            return null;
        }

        List<bool> rows = await parts.Db.RowsAsync(
            Open, [.. place, parts.Now], row => row.GetBoolean(0), cancel);
        return rows.Count == 1 ? rows[0] : null;
    }

    /// <summary>Notes the proof, once.</summary>
    public async Task<bool> ProveAsync(
        Tx tx, SessionRow session, string confirmation, StepUpWay way, CancellationToken cancel) =>
        Place(session, confirmation) is object?[] place
        && await tx.ExecuteAsync(Prove, [.. place, parts.Now, (short)way], cancel) == 1;

    /// <summary>Uses it for a key; its first key may come again.</summary>
    public async Task<IdentityStatus> UseAsync(
        Tx tx, long person, string confirmation, Purpose purpose, string key, CancellationToken cancel)
    {
        if (!Ticket.TryParse(confirmation, parts.Shards, out short shard, out byte[] id)
            || shard != parts.ShardOf(person))
        {
            return IdentityStatus.NotFound;
        }

        byte[] hash = purpose.Hash();
        DateTimeOffset now = parts.Now;
        if (await tx.ExecuteAsync(Use, [shard, person, id, now, key, hash], cancel) == 1)
        {
            return IdentityStatus.Done;
        }

        List<(byte[] Hash, bool Proved, string? Key, bool InTime, bool Cooling)> rows = await tx.RowsAsync(
            Found,
            [shard, person, id, now],
            row => (
                row.GetFieldValue<byte[]>(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2),
                row.GetBoolean(3), row.GetBoolean(4)),
            cancel);
        if (rows.Count == 0)
        {
            return IdentityStatus.NotFound;
        }

        (byte[] kept, bool proved, string? usedBy, bool inTime, bool cooling) = rows[0];
        return !kept.AsSpan().SequenceEqual(hash) ? IdentityStatus.Changed
            : usedBy is not null ? (usedBy == key ? IdentityStatus.Done : IdentityStatus.Used)
            : !inTime ? IdentityStatus.Expired
            : !proved ? IdentityStatus.NotProved
            : cooling ? IdentityStatus.Cooling : IdentityStatus.Expired;
    }

    private object?[]? Place(SessionRow session, string confirmation) =>
        Ticket.TryParse(confirmation, parts.Shards, out short shard, out byte[] id)
        && shard == parts.ShardOf(session.Person) ? [shard, session.Person, id, session.Session] : null;
}
