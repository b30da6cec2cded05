using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A passkey in the person's own list.</summary>
/// <param name="Passkey">Its number among the person's.</param>
/// <param name="Label">What the person calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsed">When it was last used; null = never.</param>
/// <param name="IsBackedUp">Whether it is kept in an account of the device's maker.</param>
public sealed record PasskeyItem(
    long Passkey, string Label, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed, bool IsBackedUp);

/// <summary>
/// A person's passkeys. Adding and removing need a fresh step-up; a person who has no factor at all yet may add the
/// first with a session just opened by the code.
/// </summary>
public sealed class Passkeys(IdentityParts parts)
{
    /// <summary>More nobody needs, and each is read at every assertion.</summary>
    private const int Most = 20;

    private static readonly Sql List = new("""
        SELECT passkey, label, created_at, last_used_at, is_backed_up FROM identity.passkey
        WHERE shard = $1 AND person = $2 ORDER BY passkey
        """);

    private static readonly Sql Rename = new("""
        UPDATE identity.passkey SET label = $4 WHERE shard = $1 AND person = $2 AND passkey = $3
        """);

    private readonly Accounts _accounts = new(parts);
    private readonly PasskeyBook _book = new(parts);
    private readonly Challenges _challenges = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>Asks an authenticator to make one.</summary>
    public async Task<PasskeyAsk> BeginAsync(SessionRow session, CancellationToken cancel = default)
    {
        Account? account = await _accounts.OfAsync(session.Person, cancel);
        if (account is null || !Freshness.MayChange(parts, session, account))
        {
            return IdentityStatus.StepUpNeeded;
        }

        // What the authenticator shows beside the passkey; it stays on the person's device.
        string name = session.Kind == AccountKind.Person
            ? _accounts.PhoneOf(account).ToString() : _accounts.PhoneOf(account).Reveal();
        (string options, string state) = await _book.Verifier.AskNewAsync(session.Person, name);
        string ask = await _challenges.KeepAsync(
            ChallengeKind.NewPasskey, session.Person, session.Session, state, cancel);
        return new(IdentityStatus.Done, ask, options);
    }

    /// <summary>Takes the new one, the JSON of a PublicKeyCredential.</summary>
    public async Task<IdentityAnswer> FinishAsync(
        SessionRow session, string ask, string credentialJson, string label, CancellationToken cancel = default)
    {
        if (PlainText.Of(label, 40) is not string plain)
        {
            return IdentityStatus.InvalidText;
        }

        Challenge? question = await _challenges.TakeAsync(ChallengeKind.NewPasskey, ask, cancel);
        if (question is null || question.Person != session.Person || question.Session != session.Session
            || await _book.Verifier.TakeNewAsync(question.State, credentialJson) is not var (passkey, person)
            || person != session.Person)
        {
            return IdentityStatus.NotProved;
        }

        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                Account? account = await _accounts.LockAsync(tx, person, token);
                if (account is null || !Freshness.MayChange(parts, session, account))
                {
                    return IdentityStatus.StepUpNeeded;
                }

                if (await _book.CountAsync(tx, person, token) >= Most || !await _accounts.LeadAsync(
                    tx, LoginKind.Credential, _book.Lookup(passkey.CredentialId), person, token))
                {
                    return IdentityStatus.Exists;
                }

                await _book.InsertAsync(tx, person, passkey, plain, token);
                await Freshness.CoolIfWeakAsync(parts, _accounts, tx, session, account, token);
                await new Sessions(parts).ShownAsync(tx, session, account, StepUpWay.Passkey, token);
                await _log.NoteAsync(
                    tx, SecurityAct.FactorAdded, person, default, session.Visitor, "passkey", token);
                return new IdentityAnswer(
                    IdentityStatus.Done, [new(person, IdentityEventKind.PasskeyAdded, parts.Now, plain)]);
            },
            cancel: cancel);
    }

    /// <summary>The person's, oldest first.</summary>
    public async Task<IReadOnlyList<PasskeyItem>> ListAsync(long person, CancellationToken cancel = default) =>
        await parts.Db.RowsAsync(
            List,
            [parts.ShardOf(person), person],
            row => new PasskeyItem(
                row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3), row.GetBoolean(4)),
            cancel);

    /// <summary>Calls it otherwise.</summary>
    public async Task<IdentityAnswer> RenameAsync(
        SessionRow session, long passkey, string label, CancellationToken cancel = default)
    {
        if (PlainText.Of(label, 40) is not string plain)
        {
            return IdentityStatus.InvalidText;
        }

        object?[] values = [parts.ShardOf(session.Person), session.Person, passkey, plain];
        int renamed = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Rename, values, token), cancel: cancel);
        return renamed == 1 ? IdentityStatus.Done : IdentityStatus.NotFound;
    }

    /// <summary>Takes it away; never the last way to sign in.</summary>
    public Task<IdentityAnswer> RemoveAsync(
        SessionRow session, long passkey, CancellationToken cancel = default) => parts.Db.InTransactionAsync(
        async (tx, token) =>
        {
            long person = session.Person;
            Account? account = await _accounts.LockAsync(tx, person, token);
            if (account is null || !Freshness.IsFresh(parts, session))
            {
                return IdentityStatus.StepUpNeeded;
            }

            long count = await _book.CountAsync(tx, person, token);
            if (count <= 1 && account.Password is null)
            {
                return count == 0 ? IdentityStatus.NotFound : IdentityStatus.LastWay;
            }

            string label = await _book.RemoveAsync(tx, person, passkey, token);
            if (label.Length == 0)
            {
                return IdentityStatus.NotFound;
            }

            await _log.NoteAsync(
                tx, SecurityAct.FactorRemoved, person, default, session.Visitor, "passkey", token);
            return new IdentityAnswer(
                IdentityStatus.Done, [new(person, IdentityEventKind.PasskeyRemoved, parts.Now, label)]);
        },
        cancel: cancel);
}
