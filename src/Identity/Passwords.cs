using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>The password, the second way to sign in.</summary>
public sealed class Passwords(IdentityParts parts)
{
    private static readonly Sql Write = new("""
        UPDATE identity.account SET password_rounds = $3, password_salt = $4, password_hash = $5
        WHERE shard = $1 AND person = $2
        """);

    private static readonly Sql Clear = new("""
        UPDATE identity.account SET password_rounds = NULL, password_salt = NULL, password_hash = NULL
        WHERE shard = $1 AND person = $2
        """);

    private readonly Accounts _accounts = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>Sets or changes it, and ends the other sessions; needs a fresh step-up, or no factor at all yet.
    /// </summary>
    public async Task<IdentityAnswer> SetAsync(
        SessionRow session, string password, CancellationToken cancel = default)
    {
        Account? before = await _accounts.OfAsync(session.Person, cancel);
        if (before is null || !Freshness.MayChange(parts, session, before))
        {
            return IdentityStatus.StepUpNeeded;
        }

        IdentityStatus rule = PasswordRules.Check(password, _accounts.PhoneOf(before).Reveal());
        if (rule != IdentityStatus.Done)
        {
            return rule;
        }

        PasswordHash? hash = await parts.Gate.InTurnAsync(
            () => PasswordHash.Of(Encoding.UTF8.GetBytes(password), PasswordHash.RoundsNow), cancel);
        if (hash is null)
        {
            return IdentityStatus.TryLater;
        }

        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                Account? account = await _accounts.LockAsync(tx, session.Person, token);
                if (account is null || !Freshness.MayChange(parts, session, account))
                {
                    return IdentityStatus.StepUpNeeded;
                }

                await WriteAsync(parts, tx, session.Person, hash, token);
                await Freshness.CoolIfWeakAsync(parts, _accounts, tx, session, account, token);
                await _sessions.ShownAsync(tx, session, account, StepUpWay.Password, token);
                IReadOnlyList<IdentityEvent> ended =
                    await _sessions.RevokeAllButAsync(tx, session.Person, session.Session, session.Visitor, token);
                await _log.NoteAsync(
                    tx, SecurityAct.FactorAdded, session.Person, default, session.Visitor, "password", token);
                IdentityEvent told = new(session.Person, IdentityEventKind.PasswordSet, parts.Now, "");
                return new IdentityAnswer(IdentityStatus.Done, [told, .. ended]);
            },
            cancel: cancel);
    }

    /// <summary>Takes it away; never the last way to sign in.</summary>
    public Task<IdentityAnswer> RemoveAsync(SessionRow session, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                Account? account = await _accounts.LockAsync(tx, session.Person, token);
                if (account is null || !Freshness.IsFresh(parts, session))
                {
                    return IdentityStatus.StepUpNeeded;
                }

                if (account.Password is null || !account.HasPasskey)
                {
                    return account.Password is null ? IdentityStatus.NotSet : IdentityStatus.LastWay;
                }

                await tx.ExecuteAsync(Clear, [parts.ShardOf(session.Person), session.Person], token);
                await _log.NoteAsync(
                    tx, SecurityAct.FactorRemoved, session.Person, default, session.Visitor, "password", token);
                IdentityEvent told = new(session.Person, IdentityEventKind.PasswordRemoved, parts.Now, "");
                return new IdentityAnswer(IdentityStatus.Done, [told]);
            },
            cancel: cancel);

    internal static Task WriteAsync(
        IdentityParts parts, Tx tx, long person, PasswordHash hash, CancellationToken cancel) => tx.ExecuteAsync(
            Write, [parts.ShardOf(person), person, hash.Rounds, hash.Salt, hash.Hash], cancel);
}

/// <summary>The six digits that confirm money.</summary>
public sealed class PaymentPassword(IdentityParts parts)
{
    private static readonly Sql Write = new("""
        UPDATE identity.account SET payment_salt = $3, payment_hash = $4, payment_tries = 0
        WHERE shard = $1 AND person = $2
        """);

    // Counted before it is compared: guesses in parallel wait for this row, and the sixth finds nothing to compare.
    private static readonly Sql Try = new("""
        UPDATE identity.account SET payment_tries = payment_tries + 1
        WHERE shard = $1 AND person = $2 AND payment_hash IS NOT NULL AND payment_tries < $3
        RETURNING payment_salt, payment_hash, payment_tries
        """);

    private static readonly Sql Good = new("""
        UPDATE identity.account SET payment_tries = 0 WHERE shard = $1 AND person = $2
        """);

    private readonly Accounts _accounts = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>Sets or changes it; needs a fresh step-up, or no factor at all yet. This also ends a block.</summary>
    public async Task<IdentityAnswer> SetAsync(
        SessionRow session, string digits, CancellationToken cancel = default)
    {
        IdentityStatus rule = PasswordRules.CheckPayment(digits);
        if (rule != IdentityStatus.Done)
        {
            return rule;
        }

        PasswordHash hash = PasswordHash.Of(
            parts.Vault.Peppered(session.Person, digits), PasswordHash.PaymentRounds);
        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                Account? account = await _accounts.LockAsync(tx, session.Person, token);
                if (account is null || !Freshness.MayChange(parts, session, account))
                {
                    return IdentityStatus.StepUpNeeded;
                }

                object?[] values = [parts.ShardOf(session.Person), session.Person, hash.Salt, hash.Hash];
                await tx.ExecuteAsync(Write, values, token);
                await Freshness.CoolIfWeakAsync(parts, _accounts, tx, session, account, token);
                await new Sessions(parts).ShownAsync(tx, session, account, StepUpWay.PaymentPassword, token);
                await _log.NoteAsync(
                    tx, SecurityAct.FactorAdded, session.Person, default, session.Visitor, "payment password", token);
                IdentityEvent told = new(session.Person, IdentityEventKind.PaymentPasswordSet, parts.Now, "");
                return new IdentityAnswer(IdentityStatus.Done, [told]);
            },
            cancel: cancel);
    }

    /// <summary>Writes that of a person who is made.</summary>
    internal static Task WriteAsync(
        IdentityParts parts, Tx tx, long person, Secret digits, CancellationToken cancel)
    {
        Invariant.Holds(PasswordRules.CheckPayment(digits.Reveal()) == IdentityStatus.Done);
        PasswordHash hash = PasswordHash.Of(
            parts.Vault.Peppered(person, digits.Reveal()), PasswordHash.PaymentRounds);
        return tx.ExecuteAsync(Write, [parts.ShardOf(person), person, hash.Salt, hash.Hash], cancel);
    }

    /// <summary>Tries it, in the transaction of what it proves.</summary>
    internal async Task<(IdentityStatus Status, int Left)> TryAsync(
        Tx tx, long person, string digits, CancellationToken cancel)
    {
        object?[] who = [parts.ShardOf(person), person];
        List<(PasswordHash Hash, int Tries)> rows = await tx.RowsAsync(
            Try,
            [.. who, (short)parts.Terms.Tries],
            row => (
                new PasswordHash(
                    PasswordHash.PaymentRounds, row.GetFieldValue<byte[]>(0), row.GetFieldValue<byte[]>(1)),
                (int)row.GetInt16(2)),
            cancel);
        if (rows.Count == 0)
        {
            Account? account = await _accounts.OfAsync(tx, person, cancel);
            return (account?.Payment is null ? IdentityStatus.NotSet : IdentityStatus.Blocked, 0);
        }

        if (digits.Length <= 16 && rows[0].Hash.Fits(parts.Vault.Peppered(person, digits)))
        {
            await tx.ExecuteAsync(Good, who, cancel);
            return (IdentityStatus.Done, parts.Terms.Tries);
        }

        int left = parts.Terms.Tries - rows[0].Tries;
        if (left == 0)
        {
            await Freshness.EndAsync(parts, tx, person, cancel);
        }

        return (left == 0 ? IdentityStatus.Blocked : IdentityStatus.NotProved, left);
    }
}
