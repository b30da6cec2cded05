using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>What a person allowed.</summary>
/// <param name="Number">Its number among the person's.</param>
/// <param name="Category">Which data, in one word.</param>
/// <param name="Purpose">What for, in one word.</param>
/// <param name="Version">The version of the text that was shown.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null = until it is revoked.</param>
/// <param name="RevokedAt">When it was taken back.</param>
/// <param name="Reason">Why, in the person's words.</param>
public sealed record Consent(
    long Number,
    string Category,
    string Purpose,
    string Version,
    DateTimeOffset From,
    DateTimeOffset? To,
    DateTimeOffset? RevokedAt,
    string Reason)
{
    /// <summary>When it ended: taken back, or over by itself; null while it is in force.</summary>
    public DateTimeOffset? EndedAt(DateTimeOffset now) => RevokedAt ?? (To <= now ? To : null);
}

/// <summary>What people allowed their data to be used for.</summary>
public sealed class Consents(IdentityParts parts)
{
    private static readonly Sql Grant = new("""
        INSERT INTO identity.consent (shard, person, number, category, purpose, version, from_at, to_at)
        VALUES ($1, $2, nextval('identity.row_number'), $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING
        """);

    // One that ended by itself is over; without this it would stand in the way of the same one given anew.
    private static readonly Sql EndOver = new("""
        UPDATE identity.consent SET revoked_at = to_at
        WHERE shard = $1 AND person = $2 AND category = $3 AND purpose = $4 AND revoked_at IS NULL AND to_at <= $5
        """);

    private static readonly Sql All = new("""
        SELECT number, category, purpose, version, from_at, to_at, revoked_at, reason FROM identity.consent
        WHERE shard = $1 AND person = $2 ORDER BY number DESC LIMIT 500
        """);

    private static readonly Sql InForce = new("""
        SELECT count(*) FROM identity.consent
        WHERE shard = $1 AND person = $2 AND category = $3 AND purpose = $4 AND revoked_at IS NULL
            AND from_at <= $5 AND (to_at IS NULL OR to_at > $5)
        """);

    private static readonly Sql Revoke = new("""
        UPDATE identity.consent SET revoked_at = $4, reason = $5
        WHERE shard = $1 AND person = $2 AND number = $3 AND revoked_at IS NULL
        """);

    /// <summary>Notes a consent; the same one again changes nothing.</summary>
    public async Task<IdentityAnswer> GrantAsync(
        long person,
        string category,
        string purpose,
        string version,
        DateTimeOffset? to = null,
        CancellationToken cancel = default)
    {
        if (!((string[])[category, purpose, version]).All(IsWord))
        {
            return IdentityStatus.InvalidText;
        }

        short shard = parts.ShardOf(person);
        DateTimeOffset now = parts.Now;
        await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                await tx.ExecuteAsync(EndOver, [shard, person, category, purpose, now], token);
                await tx.ExecuteAsync(
                    Grant,
                    [
                        shard, person, category, purpose, version, now,
                        new NpgsqlParameter<DateTimeOffset?> { TypedValue = to?.ToUniversalTime() },
                    ],
                    token);
            },
            idempotent: true,
            cancel: cancel);
        return IdentityStatus.Done;
    }

    /// <summary>All of the person, newest first, also those revoked.</summary>
    public async Task<IReadOnlyList<Consent>> ListAsync(long person, CancellationToken cancel = default) =>
        await parts.Db.RowsAsync(All, [parts.ShardOf(person), person], Read, cancel);

    /// <summary>Whether one is in force now.</summary>
    public async Task<bool> IsGrantedAsync(
        long person, string category, string purpose, CancellationToken cancel = default) =>
        await parts.Db.RowAsync(
            InForce, [parts.ShardOf(person), person, category, purpose, parts.Now], row => row.GetInt64(0), cancel) > 0;

    /// <summary>Takes one back; as easy as giving it.</summary>
    public async Task<IdentityAnswer> RevokeAsync(
        long person, long consent, string reason, CancellationToken cancel = default)
    {
        string why = reason.Trim();
        if (why.Length > 0 && PlainText.Of(why, 200) is null)
        {
            return IdentityStatus.InvalidText;
        }

        object?[] values = [parts.ShardOf(person), person, consent, parts.Now, why];
        int revoked = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Revoke, values, token), cancel: cancel);
        return revoked == 1
            ? new IdentityAnswer(
                IdentityStatus.Done, [new(person, IdentityEventKind.ConsentRevoked, parts.Now, $"{consent}")])
            : IdentityStatus.NotFound;
    }

    private static bool IsWord(string text) => text.Length is > 0 and <= 60
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static Consent Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
        row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
        row.GetString(7));
}
