using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>What to recover.</summary>
/// <param name="Phone">The phone of the account.</param>
/// <param name="NewPhone">The phone that takes its place when the old one is lost too; null when it is not.</param>
public sealed record Lost(string Phone, string? NewPhone = null)
{
    public override string ToString() => nameof(Lost);
}

/// <summary>Who somebody says to be who recovers an account.</summary>
/// <param name="Name">The name; empty for an account that was never identified.</param>
/// <param name="IdNumber">The id number; likewise.</param>
/// <param name="Face">The reference of a picture of the face; needed when the phone is lost too.</param>
public sealed record Claim(string Name, string IdNumber, string Face = "")
{
    public override string ToString() => nameof(Claim);
}

/// <summary>
/// A lost passkey or phone: a code to the phone (or the new one) and a check by the authority open a session with
/// which factors are set anew. All other sessions, passkeys and passwords end, and money to others waits.
/// </summary>
public sealed class Recovery(IdentityParts parts)
{
    private static readonly Sql ClearFactors = new("""
        UPDATE identity.account SET password_rounds = NULL, password_salt = NULL, password_hash = NULL,
            payment_salt = NULL, payment_hash = NULL, payment_tries = 0
        WHERE shard = $1 AND person = $2
        """);

    private readonly PhoneCodes _codes = new(parts);
    private readonly Accounts _accounts = new(parts);
    private readonly PasskeyBook _book = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>Sends a code; the same answer for every valid phone.</summary>
    public Task<CodeSent> BeginAsync(Lost lost, Visitor visitor, CancellationToken cancel = default) =>
        _codes.SendAsync(
            SmsKind.Recovery,
            Phones.Normalise(lost.Phone) is null ? null : Phones.Normalise(lost.NewPhone ?? lost.Phone),
            null,
            visitor,
            cancel);

    /// <summary>Takes the code and the claim. What was wrong is not said.</summary>
    public async Task<SignedIn> FinishAsync(
        string ticket, Lost lost, string code, Claim claim, Visitor visitor, CancellationToken cancel = default)
    {
        string? phone = Phones.Normalise(lost.Phone);
        string? newPhone = lost.NewPhone is null ? null : Phones.Normalise(lost.NewPhone);
        if (phone is null || lost.NewPhone is not null && newPhone is null)
        {
            return IdentityStatus.InvalidPhone;
        }

        (IdentityStatus status, _) = await _codes.TakeAsync(
            SmsKind.Recovery, ticket, newPhone ?? phone, code, visitor, cancel);
        if (status != IdentityStatus.Done)
        {
            return status;
        }

        // The authority is asked before anything is looked up: whoever proved only a new phone must not learn from the
        // time whether the old one has an account.
        AuthorityOutcome outcome = AuthorityOutcome.Unknown;
        try
        {
            outcome = await AskAsync(ticket, newPhone ?? phone, newPhone is not null, claim, cancel);
        }
        finally
        {
            if (outcome == AuthorityOutcome.Unknown)
            {
                // Also when the visitor did not wait: nothing was decided, and the same may be asked again.
                await _codes.GiveBackAsync(ticket);
            }
        }

        if (outcome == AuthorityOutcome.Unknown)
        {
            return IdentityStatus.Unknown;
        }

        Account? account = await _accounts.OfPhoneAsync(phone, cancel);
        if (account is null || account.Kind != AccountKind.Person
            || !IsOwner(account, claim, outcome, newPhone is not null))
        {
            await _log.NoteAsync(SecurityAct.RecoveryFailed, account?.Person, visitor, "", cancel);
            return IdentityStatus.NotProved;
        }

        SignedIn signedIn = await parts.Db.InTransactionAsync(
            (tx, token) => RecoverAsync(tx, account.Person, newPhone, visitor, token), cancel: cancel);
        if (signedIn.Status == IdentityStatus.Done && newPhone is not null)
        {
            await parts.Sms.SendAsync(new($"{ticket}-old", new(phone), SmsKind.PhoneChanged, null), cancel);
        }

        return signedIn;
    }

    // Nobody is asked for an account that was never identified; there the phone is all there ever was.
    private async Task<AuthorityOutcome> AskAsync(
        string ticket, string phone, bool face, Claim claim, CancellationToken cancel)
    {
        if (claim.Name.Length == 0 && claim.IdNumber.Length == 0)
        {
            return AuthorityOutcome.Done;
        }

        if (IdNumbers.Normalise(claim.IdNumber) is not string idNumber
            || LegalNames.Of(claim.Name) is not string name || face && PlainText.Of(claim.Face, 100) is null)
        {
            return AuthorityOutcome.Refused;
        }

        return await parts.Authority.CheckAsync(
            new(
                $"recovery-{ticket.Replace('.', '-')}", face ? KycSource.Face : KycSource.IdRegistry, new(name),
                new(idNumber), new(phone), claim.Face),
            cancel);
    }

    private bool IsOwner(Account account, Claim claim, AuthorityOutcome outcome, bool phoneLost)
    {
        if (account.Level == KycLevel.L0)
        {
            return !phoneLost && claim.Name.Length == 0 && claim.IdNumber.Length == 0;
        }

        string given = $"{LegalNames.Of(claim.Name)}\n{IdNumbers.Normalise(claim.IdNumber)}";
        string name = _accounts.NameOf(account).Reveal();
        string kept = $"{LegalNames.Of(name) ?? name}\n{_accounts.IdNumberOf(account).Reveal()}";
        return outcome == AuthorityOutcome.Done && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(kept)));
    }

    private async Task<SignedIn> RecoverAsync(
        Tx tx, long person, string? newPhone, Visitor visitor, CancellationToken cancel)
    {
        Account? account = await _accounts.LockAsync(tx, person, cancel);
        if (account is null)
        {
            return IdentityStatus.NotProved;
        }

        if (newPhone is not null && !await _accounts.ChangePhoneAsync(tx, account, newPhone, cancel))
        {
            return IdentityStatus.Exists;
        }

        await _book.RemoveAsync(tx, person, null, cancel);
        await tx.ExecuteAsync(ClearFactors, [parts.ShardOf(person), person], cancel);
        await _accounts.CoolAsync(tx, person, cancel);
        IReadOnlyList<IdentityEvent> ended = await _sessions.RevokeAllButAsync(tx, person, 0, visitor, cancel);
        Secret token = await _sessions.OpenAsync(
            tx, person, account.Kind, visitor, "recovery", cancel, StepUpWay.Recovery);
        await _log.NoteAsync(tx, SecurityAct.Recovered, person, default, visitor, "", cancel);
        IdentityEvent told = new(
            person, IdentityEventKind.Recovered, parts.Now, PlainText.Device(visitor.Device));
        return new(IdentityStatus.Done, person, token, IsNew: false, [told, .. ended]);
    }
}

/// <summary>Another phone for somebody who is signed in.</summary>
public sealed class NewPhone(IdentityParts parts)
{
    private readonly PhoneCodes _codes = new(parts);
    private readonly Accounts _accounts = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>Sends a code to the new phone; needs a fresh step-up.</summary>
    public async Task<CodeSent> BeginAsync(
        SessionRow session, string phone, Visitor visitor, CancellationToken cancel = default) =>
        session.Kind != AccountKind.Person ? new(IdentityStatus.Forbidden, "")
        : !Freshness.IsFresh(parts, session) ? new(IdentityStatus.StepUpNeeded, "")
        : await _codes.SendAsync(SmsKind.NewPhone, Phones.Normalise(phone), session.Person, visitor, cancel);

    /// <summary>Takes the code. The old phone is told, other sessions end, and money to others waits.</summary>
    public async Task<IdentityAnswer> FinishAsync(
        SessionRow session, string ticket, string phone, string code, Visitor visitor,
        CancellationToken cancel = default)
    {
        string? normal = Phones.Normalise(phone);
        (IdentityStatus status, long? person) = await _codes.TakeAsync(
            SmsKind.NewPhone, ticket, normal, code, visitor, cancel);
        if (status != IdentityStatus.Done || person != session.Person)
        {
            return status == IdentityStatus.Done ? IdentityStatus.NotProved : status;
        }

        string old = "";
        IdentityAnswer answer = await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                Account? account = await _accounts.LockAsync(tx, session.Person, token);
                if (account is null || !await _accounts.ChangePhoneAsync(tx, account, normal!, token))
                {
                    return account is null ? IdentityStatus.NotFound : IdentityStatus.Exists;
                }

                old = _accounts.PhoneOf(account).Reveal();
                await _accounts.CoolAsync(tx, session.Person, token);
                IReadOnlyList<IdentityEvent> ended =
                    await _sessions.RevokeAllButAsync(tx, session.Person, session.Session, visitor, token);
                await _log.NoteAsync(
                    tx, SecurityAct.PhoneChanged, session.Person, new(normal!), visitor, "", token);
                IdentityEvent told = new(
                    session.Person, IdentityEventKind.PhoneChanged, parts.Now, new Personal(normal!).ToString());
                return new IdentityAnswer(IdentityStatus.Done, [told, .. ended]);
            },
            cancel: cancel);
        if (answer.Status == IdentityStatus.Done)
        {
            await parts.Sms.SendAsync(new($"{ticket}-old", new(old), SmsKind.PhoneChanged, null), cancel);
        }

        return answer;
    }
}
