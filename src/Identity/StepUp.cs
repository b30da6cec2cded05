using System.Security.Cryptography;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A confirmation to be proved.</summary>
/// <param name="Status">Done, Cooling or InvalidText.</param>
/// <param name="Confirmation">Its id.</param>
/// <param name="OptionsJson">What navigator.credentials.get takes; null when the person has no passkey.</param>
/// <param name="PaymentPassword">Whether the payment password can prove it.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record StepUpAsk(
    IdentityStatus Status,
    string Confirmation,
    string? OptionsJson,
    bool PaymentPassword,
    DateTimeOffset ExpiresAt)
{
    /// <summary>Whether the person has a payment password that too many wrong tries have locked.</summary>
    public bool PaymentPasswordLocked { get; init; }
}

/// <summary>A proof's answer.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Token">The session's new token: it is rotated with every proof.</param>
/// <param name="TriesLeft">Of the payment password.</param>
/// <param name="Events">What to tell the person.</param>
public sealed record StepUpProof(
    IdentityStatus Status, Secret? Token, int TriesLeft, IReadOnlyList<IdentityEvent> Events)
{
    /// <summary>A bare status.</summary>
    public static implicit operator StepUpProof(IdentityStatus status) => new(status, null, 0, []);
}

/// <summary>
/// The proof for one act: its challenge is a hash over the purpose, the person, a nonce and the expiry, so that another
/// amount or payee is another challenge (dynamic linking). The framework's handler makes random challenges only; ours
/// takes the place of its own before the question goes out (PasskeyVerifier), and its check of the answer is the same.
/// </summary>
public sealed class StepUp(IdentityParts parts)
{
    private readonly Accounts _accounts = new(parts);
    private readonly Confirmations _rows = new(parts);
    private readonly PasskeyBook _book = new(parts);
    private readonly PaymentPassword _payment = new(parts);
    private readonly PasswordCheck _passwords = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly SignIn _signIn = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>The purpose that only makes a session's proof fresh, for changes of factors.</summary>
    public static Purpose Factors { get; } = new("factors", 0, "", "");

    /// <summary>Makes a confirmation for a purpose.</summary>
    public async Task<StepUpAsk> BeginAsync(
        SessionRow session, Purpose purpose, CancellationToken cancel = default)
    {
        DateTimeOffset now = parts.Now;
        DateTimeOffset until = now + parts.Terms.ProofLife;
        Account? account = await _accounts.OfAsync(session.Person, cancel);
        IdentityStatus status = !purpose.IsWellFormed ? IdentityStatus.InvalidText
            : account is null || account.IsClosed ? IdentityStatus.NotFound
            : purpose.ToOthers && account.CoolingUntil > now ? IdentityStatus.Cooling : IdentityStatus.Done;
        if (status != IdentityStatus.Done)
        {
            return new(status, "", null, PaymentPassword: false, until);
        }

        byte[] nonce = RandomNumberGenerator.GetBytes(32);
        (string Options, string State)? question = account!.HasPasskey
            ? await _book.Verifier.AskAsync(
                await _book.HolderAsync(session.Person, cancel),
                purpose.Challenge(session.Person, nonce, until))
            : null;
        string confirmation = await _rows.KeepAsync(session, purpose, nonce, question?.State, until, cancel);
        bool locked = IsLocked(account);
        return new(
            IdentityStatus.Done, confirmation, question?.Options, account.Payment is not null && !locked, until)
        {
            PaymentPasswordLocked = locked,
        };
    }

    /// <summary>What was asked before, with the ways to prove it that the person has now: since then the payment
    /// password may have been locked, or set.</summary>
    public async Task<StepUpAsk> AgainAsync(
        long person, string confirmation, string? optionsJson, DateTimeOffset expiresAt,
        CancellationToken cancel = default)
    {
        Account? account = await _accounts.OfAsync(person, cancel);
        bool locked = account is not null && IsLocked(account);
        return new(IdentityStatus.Done, confirmation, optionsJson, account?.Payment is not null && !locked, expiresAt)
        {
            PaymentPasswordLocked = locked,
        };
    }

    /// <summary>Proves it with a passkey.</summary>
    public async Task<StepUpProof> ProveByPasskeyAsync(
        SessionRow session, string confirmation, string credentialJson, CancellationToken cancel = default)
    {
        // The question is gone with the first answer, right or wrong.
        string? state = await _rows.TakeStateAsync(session, confirmation, cancel);
        if (state is null || await _book.Verifier.TakeAsync(state, credentialJson) is not var (passkey, person)
            || person != session.Person)
        {
            await _log.NoteAsync(SecurityAct.StepUpFailed, session.Person, session.Visitor, "passkey", cancel);
            return IdentityStatus.NotProved;
        }

        return await parts.Db.InTransactionAsync(
            async (tx, token) => await _book.UsedAsync(tx, person, passkey, token)
                ? await ProvedAsync(tx, session, confirmation, StepUpWay.Passkey, token)
                : IdentityStatus.NotProved,
            cancel: cancel);
    }

    /// <summary>Proves it with the payment password.</summary>
    public Task<StepUpProof> ProveByPaymentPasswordAsync(
        SessionRow session, string confirmation, string digits, CancellationToken cancel = default) =>
        parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                // First whether there is anything to prove: an old page must not cost a try.
                if (!await _rows.IsOpenAsync(tx, session, confirmation, token))
                {
                    return IdentityStatus.Expired;
                }

                (IdentityStatus status, int left) = await _payment.TryAsync(tx, session.Person, digits, token);
                if (status == IdentityStatus.Done)
                {
                    StepUpProof proof = await ProvedAsync(
                        tx, session, confirmation, StepUpWay.PaymentPassword, token);
                    return proof with { TriesLeft = left };
                }

                await _log.NoteAsync(
                    tx,
                    status == IdentityStatus.Blocked ? SecurityAct.FactorBlocked : SecurityAct.StepUpFailed,
                    session.Person, default, session.Visitor, "payment password", token);
                IdentityEvent blocked = new(
                    session.Person, IdentityEventKind.PaymentPasswordBlocked, parts.Now, "");
                return new(status, null, left, status == IdentityStatus.Blocked ? [blocked] : []);
            },
            cancel: cancel);

    /// <summary>Proves one that moves no money with the sign-in password.</summary>
    public async Task<StepUpProof> ProveByPasswordAsync(
        SessionRow session, string confirmation, string password, CancellationToken cancel = default)
    {
        if (await _rows.MovesMoneyAsync(session, confirmation, cancel) is not false)
        {
            return IdentityStatus.Forbidden;
        }

        Account? account = await _accounts.OfAsync(session.Person, cancel);
        if (account is null || !await _signIn.MayProveAsync(_accounts.PhoneOf(account).Reveal(), cancel))
        {
            return IdentityStatus.TryLater;
        }

        bool? fits = await _passwords.FitsAsync(account, password, cancel);
        if (fits is not true)
        {
            await _log.NoteAsync(SecurityAct.StepUpFailed, session.Person, session.Visitor, "password", cancel);
            return fits is null ? IdentityStatus.TryLater : IdentityStatus.NotProved;
        }

        return await parts.Db.InTransactionAsync(
            (tx, token) => ProvedAsync(tx, session, confirmation, StepUpWay.Password, token), cancel: cancel);
    }

    /// <summary>
    /// Uses a proved confirmation for the request <paramref name="key"/>, once: the same key may use it again at any
    /// time, another never.
    /// </summary>
    public async Task<IdentityStatus> UseAsync(
        long person, string confirmation, Purpose purpose, string key, CancellationToken cancel = default) =>
        await parts.Db.InTransactionAsync(
            (tx, token) => _rows.UseAsync(tx, person, confirmation, purpose, key, token),
            idempotent: true,
            cancel: cancel);

    private bool IsLocked(Account account) =>
        account.Payment is not null && account.PaymentTries >= parts.Terms.Tries;

    private async Task<StepUpProof> ProvedAsync(
        Tx tx, SessionRow session, string confirmation, StepUpWay way, CancellationToken cancel)
    {
        if (!await _rows.ProveAsync(tx, session, confirmation, way, cancel))
        {
            return IdentityStatus.Expired;
        }

        await _log.NoteAsync(
            tx, SecurityAct.StepUpProved, session.Person, default, session.Visitor, way.ToString(), cancel);
        Secret? rotated = await _sessions.RotateAsync(tx, session, way, cancel);
        return rotated is null
            ? IdentityStatus.Expired : new StepUpProof(IdentityStatus.Done, rotated, parts.Terms.Tries, []);
    }
}
