using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>A phone becomes a person: a code is sent to it, and whoever gives it back is signed in.</summary>
public sealed class SignUp(IdentityParts parts)
{
    private readonly PhoneCodes _codes = new(parts);
    private readonly Accounts _accounts = new(parts);
    private readonly Sessions _sessions = new(parts);

    /// <summary>Sends a code. The answer is the same whether the phone has a person or not.</summary>
    public Task<CodeSent> BeginAsync(string phone, Visitor visitor, CancellationToken cancel = default) =>
        _codes.SendAsync(SmsKind.SignIn, Phones.Normalise(phone), null, visitor, cancel);

    /// <summary>
    /// Takes the code. A new phone gets a person and a session; one that has a person without passkey or password is
    /// signed in; any other is told, now that the phone is proved, that it signs in otherwise.
    /// </summary>
    public async Task<SignedIn> FinishAsync(
        string ticket, string phone, string code, Visitor visitor, CancellationToken cancel = default)
    {
        string? normal = Phones.Normalise(phone);
        (IdentityStatus status, _) = await _codes.TakeAsync(
            SmsKind.SignIn, ticket, normal, code, visitor, cancel);
        if (status != IdentityStatus.Done)
        {
            return status;
        }

        return await parts.Db.InTransactionAsync(
            (tx, token) => SignInOrUpAsync(tx, normal!, visitor, token), cancel: cancel);
    }

    private async Task<SignedIn> SignInOrUpAsync(Tx tx, string phone, Visitor visitor, CancellationToken cancel)
    {
        byte[] lookup = _accounts.PhoneLookup(phone);
        if (await _accounts.OfLookupAsync(tx, lookup, cancel) is long known)
        {
            return await SignInAsync(tx, known, visitor, cancel);
        }

        long person = await Accounts.NextAsync(tx, cancel);
        if (!await _accounts.LeadAsync(tx, LoginKind.Phone, lookup, person, cancel))
        {
            // Another sign-up of the same phone was faster by a moment; the insert has waited for it.
            return await _accounts.OfLookupAsync(tx, lookup, cancel) is long other
                ? await SignInAsync(tx, other, visitor, cancel) : IdentityStatus.TryLater;
        }

        Invariant.Holds(
            await _accounts.InsertAsync(tx, person, AccountKind.Person, phone, KycLevel.L0, null, cancel),
            "a new number has no row");
        Secret secret = await _sessions.OpenAsync(tx, person, AccountKind.Person, visitor, "sign-up", cancel);
        IdentityEvent told = new(person, IdentityEventKind.SignedUp, parts.Now, PlainText.Device(visitor.Device));
        return new(IdentityStatus.Done, person, secret, IsNew: true, [told]);
    }

    // A phone number may have gone to somebody else: alone it opens no account that has a better way in.
    private async Task<SignedIn> SignInAsync(Tx tx, long person, Visitor visitor, CancellationToken cancel)
    {
        Account? account = await _accounts.LockAsync(tx, person, cancel);
        return account is null || account.HasFactor || account.Level > KycLevel.L0
            ? IdentityStatus.OtherWayNeeded
            : await _sessions.SignInAsync(tx, account, visitor, "code", cancel);
    }
}
