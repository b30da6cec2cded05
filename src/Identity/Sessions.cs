using System.Security.Cryptography;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>A session in the person's own list.</summary>
/// <param name="Session">Its number among the person's.</param>
/// <param name="Device">The device's label.</param>
/// <param name="CreatedAt">When they signed in.</param>
/// <param name="LastSeen">To the minute.</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
public sealed record SessionItem(
    long Session, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeen, bool IsThis);

/// <summary>
/// Sessions as rows; a token is "person.session.secret", and only the secret's hash is kept. A proof changes the
/// secret. The answer that brings the new one may be lost, so the last one that was used goes on reading until the new
/// one is used for the first time, and at most as long as a session nobody uses lives.
/// </summary>
public sealed class Sessions(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.session (
            shard, person, session, kind, secret_hash, device, created_at, last_seen, idle_until, expires_at,
            step_up_at, step_up_by)
        VALUES ($1, $2, nextval('identity.row_number'), $3, $4, $5, $6::timestamptz, $6::timestamptz, $7, $8,
            CASE WHEN $9::smallint > 0 THEN $6::timestamptz END, nullif($9::smallint, 0))
        RETURNING session
        """);

    // The first use of a new secret ends the one before it. Who rotated on meanwhile has ended it already.
    private static readonly Sql TakeOver = new("""
        UPDATE identity.session SET previous_hash = NULL, previous_until = NULL
        WHERE shard = $1 AND person = $2 AND session = $3 AND secret_hash = $4 AND previous_hash IS NOT NULL
        """);

    // A secret that still waits for its first use was perhaps never received: the one before it stays.
    private static readonly Sql Rotate = new("""
        UPDATE identity.session SET
            previous_hash = CASE WHEN previous_until > $7 THEN previous_hash ELSE secret_hash END,
            previous_until = $5, secret_hash = $4,
            step_up_at = coalesce($6, step_up_at), step_up_by = coalesce($8, step_up_by)
        WHERE shard = $1 AND person = $2 AND session = $3 AND revoked_at IS NULL AND expires_at > $7
        """);

    private static readonly Sql Shown = new("""
        UPDATE identity.session SET step_up_at = $4, step_up_by = $5
        WHERE shard = $1 AND person = $2 AND session = $3 AND revoked_at IS NULL
        """);

    private static readonly Sql Live = new("""
        SELECT session, device, created_at, last_seen FROM identity.session
        WHERE shard = $1 AND person = $2 AND revoked_at IS NULL AND idle_until > $3 AND expires_at > $3
        ORDER BY last_seen DESC, session DESC LIMIT 100
        """);

    private static readonly Sql Revoke = new("""
        UPDATE identity.session SET revoked_at = $4
        WHERE shard = $1 AND person = $2 AND session = $3 AND revoked_at IS NULL
        """);

    private static readonly Sql RevokeMany = new("""
        UPDATE identity.session SET revoked_at = $4
        WHERE shard = $1 AND person = $2 AND session <> $3 AND revoked_at IS NULL
        """);

    private readonly SecurityLog _log = new(parts);

    /// <summary>The reading for a token, to be put into a page's batch; null when the token is none.</summary>
    public SessionOf? Of(string? token) => SessionToken.TryParse(token, out SessionToken read)
        ? new(parts.ShardOf(read.Person), read.Person, read.Session, SHA256.HashData(read.Secret), parts.Now)
        : null;

    /// <summary>Reads a session by itself.</summary>
    public async Task<SessionRow?> ReadAsync(string? token, CancellationToken cancel = default) =>
        Of(token) is SessionOf query ? await parts.Db.OneAsync(query, cancel) : null;

    /// <summary>Opens a session without any proof: for the demo's one click and for load drivers.</summary>
    public Task<SignedIn> OpenAsync(long person, Visitor visitor, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            async (tx, token) => await new Accounts(parts).LockAsync(tx, person, token) is Account account
                ? await SignInAsync(tx, account, visitor, "opened", token) : (SignedIn)IdentityStatus.NotFound,
            cancel: cancel);

    /// <summary>The first use of a new token, before anything is done with it: it ends the one before.</summary>
    public Task TakeOverAsync(SessionOf asked, SessionRow session, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(TakeOver, [.. Place(session), asked.SecretHash], token),
            idempotent: true,
            cancel: cancel);

    /// <summary>A new secret for the session; null when it is over. The old one reads until this one is used.</summary>
    public Task<Secret?> RotateAsync(SessionRow session, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync((tx, token) => RotateAsync(tx, session, null, token), cancel: cancel);

    /// <summary>The person's sessions that are still good, newest use first.</summary>
    public async Task<IReadOnlyList<SessionItem>> ListAsync(SessionRow session, CancellationToken cancel = default) =>
        await parts.Db.RowsAsync(
            Live,
            [parts.ShardOf(session.Person), session.Person, parts.Now],
            row => new SessionItem(
                row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.GetFieldValue<DateTimeOffset>(3), row.GetInt64(0) == session.Session),
            cancel);

    /// <summary>Ends one session of the person, also this one.</summary>
    public async Task<IdentityAnswer> RevokeAsync(SessionRow by, long session, CancellationToken cancel = default)
    {
        object?[] values = [parts.ShardOf(by.Person), by.Person, session, parts.Now];
        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                if (await tx.ExecuteAsync(Revoke, values, token) == 0)
                {
                    return IdentityStatus.NotFound;
                }

                await _log.NoteAsync(
                    tx, SecurityAct.SessionsRevoked, by.Person, default, by.Visitor,
                    session == by.Session ? "this one" : "1", token);
                return IdentityStatus.Done;
            },
            cancel: cancel);
    }

    /// <summary>Ends all but this one.</summary>
    public Task<IdentityAnswer> RevokeOthersAsync(SessionRow by, CancellationToken cancel = default) =>
        RevokeAsync(by.Person, by.Session, by.Visitor, cancel);

    /// <summary>Ends all: "somebody else uses my account".</summary>
    public Task<IdentityAnswer> RevokeAllAsync(long person, CancellationToken cancel = default) =>
        RevokeAsync(person, 0, Nobody, cancel);

    private Task<IdentityAnswer> RevokeAsync(long person, long but, Visitor visitor, CancellationToken cancel) =>
        parts.Db.InTransactionAsync(
            async (tx, token) => new IdentityAnswer(
                IdentityStatus.Done, await RevokeAllButAsync(tx, person, but, visitor, token)),
            cancel: cancel);

    /// <summary>Ends all sessions but one, in the transaction of what is the reason for it.</summary>
    internal async Task<IReadOnlyList<IdentityEvent>> RevokeAllButAsync(
        Tx tx, long person, long but, Visitor visitor, CancellationToken cancel)
    {
        object?[] values = [parts.ShardOf(person), person, but, parts.Now];
        int ended = await tx.ExecuteAsync(RevokeMany, values, cancel);
        if (ended == 0)
        {
            return [];
        }

        await _log.NoteAsync(tx, SecurityAct.SessionsRevoked, person, default, visitor, $"{ended}", cancel);
        return [new(person, IdentityEventKind.SessionsRevoked, parts.Now, $"{ended}")];
    }

    /// <summary>Signs somebody in who has proved it.</summary>
    internal async Task<SignedIn> SignInAsync(
        Tx tx, Account account, Visitor visitor, string way, CancellationToken cancel)
    {
        Secret token = await OpenAsync(tx, account.Person, account.Kind, visitor, way, cancel);
        IdentityEvent told = new(
            account.Person, IdentityEventKind.SignedIn, parts.Now, PlainText.Device(visitor.Device));
        return new(IdentityStatus.Done, account.Person, token, IsNew: false, [told]);
    }

    /// <summary>A new row, and the only time its secret is seen.</summary>
    internal async Task<Secret> OpenAsync(
        Tx tx, long person, AccountKind kind, Visitor visitor, string way, CancellationToken cancel,
        StepUpWay? proved = null)
    {
        DateTimeOffset now = parts.Now;
        byte[] secret = RandomNumberGenerator.GetBytes(SessionToken.SecretBytes);
        TimeSpan life = kind == AccountKind.Person ? parts.Terms.SessionLife : parts.Terms.StaffSessionLife;
        object?[] values =
        [
            parts.ShardOf(person), person, (short)kind, SHA256.HashData(secret), PlainText.Device(visitor.Device), now,
            now + parts.Terms.IdleLifeOf(kind), now + life, proved is StepUpWay known ? (short)known : (short)0,
        ];
        long session = await tx.RowAsync(Insert, values, row => row.GetInt64(0), cancel);
        await _log.NoteAsync(tx, SecurityAct.SignedIn, person, default, visitor, way, cancel);
        return new SessionToken(person, session, secret).Write();
    }

    /// <summary>A new secret, and a fresh step-up when there was one.</summary>
    internal async Task<Secret?> RotateAsync(
        Tx tx, SessionRow session, StepUpWay? proved, CancellationToken cancel)
    {
        DateTimeOffset now = parts.Now;
        byte[] secret = RandomNumberGenerator.GetBytes(SessionToken.SecretBytes);
        object?[] values =
        [
            .. Place(session), SHA256.HashData(secret), now + parts.Terms.IdleLifeOf(session.Kind),
            new NpgsqlParameter<DateTimeOffset?> { TypedValue = proved is null ? null : now }, now,
            new NpgsqlParameter<short?> { TypedValue = (short?)proved },
        ];
        return await tx.ExecuteAsync(Rotate, values, cancel) == 1
            ? new SessionToken(session.Person, session.Session, secret).Write() : null;
    }

    /// <summary>
    /// Whoever just set the first factor of an account has shown it: the next one is set without asking for it.
    /// </summary>
    internal async Task ShownAsync(
        Tx tx, SessionRow session, Account before, StepUpWay way, CancellationToken cancel)
    {
        if (!before.HasFactor)
        {
            await tx.ExecuteAsync(Shown, [.. Place(session), parts.Now, (short)way], cancel);
        }
    }

    /// <summary>For lines that no visitor caused directly.</summary>
    internal static Visitor Nobody { get; } = new("", "-");

    private object?[] Place(SessionRow session) => [parts.ShardOf(session.Person), session.Person, session.Session];
}
