using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>The ways in for somebody who has an account. Unknown phones get the same answers in the same time.
/// </summary>
public sealed class SignIn(IdentityParts parts)
{
    // Who is asked for when a phone has nobody: a number nobody ever has, so that no answer fits.
    private const long NobodysNumber = 1;

    // How many sign-in pages an address may look at for each sign-in it may try.
    private const int QuestionsPerTry = 20;

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private readonly Accounts _accounts = new(parts);
    private readonly PasskeyBook _book = new(parts);
    private readonly Challenges _challenges = new(parts);
    private readonly Counters _counters = new(parts);
    private readonly Sessions _sessions = new(parts);
    private readonly PasswordCheck _passwords = new(parts);
    private readonly SecurityLog _log = new(parts);

    /// <summary>
    /// Asks for any passkey of this site, or only for one of <paramref name="phone"/>'s person. Both questions look
    /// alike: credentials are not listed, so that nothing shows whether a phone has any.
    /// </summary>
    public async Task<PasskeyAsk> BeginPasskeyAsync(
        string? phone, Visitor visitor, CancellationToken cancel = default)
    {
        string? normal = Phones.Normalise(phone);
        if (phone is not null && normal is null)
        {
            return IdentityStatus.InvalidPhone;
        }

        // A page that only offers passkeys tries nothing: looking at it must not keep a whole office from signing in.
        bool may = normal is null
            ? (await _counters.TryTakeAsync(
                "passkey-question", visitor.Address, QuestionsPerTry * parts.Terms.SignInsPerAddress,
                Quarter, cancel: cancel)).Taken
            : await MayTryAsync(visitor, normal, cancel);
        if (!may)
        {
            return IdentityStatus.TryLater;
        }

        long? expected = normal is null
            ? null : (await _accounts.OfPhoneAsync(normal, cancel))?.Person ?? NobodysNumber;

        (string options, string state) = await _book.Verifier.AskAsync(null, null);
        string ask = await _challenges.KeepAsync(ChallengeKind.SignIn, expected, null, state, cancel);
        return new(IdentityStatus.Done, ask, options);
    }

    /// <summary>Takes the authenticator's answer, the JSON of a PublicKeyCredential.</summary>
    public async Task<SignedIn> FinishPasskeyAsync(
        string ask, string credentialJson, Visitor visitor, CancellationToken cancel = default)
    {
        Challenge? question = await _challenges.TakeAsync(ChallengeKind.SignIn, ask, cancel);
        if (question is null
            || await _book.Verifier.TakeAsync(question.State, credentialJson) is not var (passkey, person)
            || question.Person is long expected && expected != person)
        {
            await _log.NoteAsync(SecurityAct.SignInFailed, null, visitor, "passkey", cancel);
            return IdentityStatus.NotProved;
        }

        return await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                if (await _accounts.LockAsync(tx, person, token) is Account account
                    && await _book.UsedAsync(tx, person, passkey, token))
                {
                    return await _sessions.SignInAsync(tx, account, visitor, "passkey", token);
                }

                await _log.NoteAsync(
                    tx, SecurityAct.SignInFailed, person, default, visitor, "passkey", token);
                return IdentityStatus.NotProved;
            },
            cancel: cancel);
    }

    /// <summary>By phone and password.</summary>
    public async Task<SignedIn> ByPasswordAsync(
        string phone, string password, Visitor visitor, CancellationToken cancel = default)
    {
        if (Phones.Normalise(phone) is not string normal)
        {
            return IdentityStatus.InvalidPhone;
        }

        if (!await MayTryAsync(visitor, normal, cancel))
        {
            return IdentityStatus.TryLater;
        }

        Account? account = await _accounts.OfPhoneAsync(normal, cancel);
        return await SignInAsync(account, new(normal), password, visitor, cancel);
    }

    /// <summary>The part that staff have in common with people.</summary>
    internal async Task<SignedIn> SignInAsync(
        Account? account, Personal subject, string password, Visitor visitor, CancellationToken cancel)
    {
        bool? fits = await _passwords.FitsAsync(account, password, cancel);
        if (fits is null)
        {
            return IdentityStatus.TryLater;
        }

        SignedIn signedIn = await parts.Db.InTransactionAsync(
            async (tx, token) =>
            {
                // Read again under the lock: a password that was changed while we hashed is not good any more.
                if (fits.Value && account is not null
                    && await _accounts.LockAsync(tx, account.Person, token) is Account now
                    && now.Password is not null && now.Password.Hash.AsSpan().SequenceEqual(account.Password!.Hash))
                {
                    return await _sessions.SignInAsync(tx, now, visitor, "password", token);
                }

                await _log.NoteAsync(
                    tx, SecurityAct.SignInFailed, account?.Person, subject, visitor, "password", token);
                return (SignedIn)IdentityStatus.NotProved;
            },
            cancel: cancel);
        if (signedIn.Status == IdentityStatus.Done)
        {
            await _passwords.UpgradeAsync(account!, password, cancel);
        }

        return signedIn;
    }

    /// <summary>Counts a try at one account, from one address and in all; false when there were too many.</summary>
    internal Task<bool> MayTryAsync(Visitor visitor, string account, CancellationToken cancel) => MayAsync(
        [OfAccount(account), new("sign-in-address", visitor.Address, parts.Terms.SignInsPerAddress, Quarter), InAll()],
        cancel);

    /// <summary>The same for somebody who is signed in: their address was counted when they came, and no other
    /// person's tries may stand in their way.</summary>
    internal Task<bool> MayProveAsync(string account, CancellationToken cancel) =>
        MayAsync([OfAccount(account), InAll()], cancel);

    private async Task<bool> MayAsync(CounterTake[] takes, CancellationToken cancel) =>
        (await _counters.TryTakeAsync(takes, cancel)).Taken;

    private CounterTake OfAccount(string account) =>
        new("sign-in-account", account, parts.Terms.SignInsPerAccount, Quarter);

    private CounterTake InAll() => new("sign-in-all", "all", parts.Terms.SignInsInAll, TimeSpan.FromMinutes(1));
}

/// <summary>Whether a password fits, in the same time for everybody.</summary>
internal sealed class PasswordCheck(IdentityParts parts)
{
    private static readonly Sql Upgrade = new("""
        UPDATE identity.account SET password_rounds = $3, password_salt = $4, password_hash = $5
        WHERE shard = $1 AND person = $2 AND password_hash = $6
        """);

    // Nobody's: hashed instead when there is no account or no password.
    private static readonly PasswordHash Dummy = new(PasswordHash.RoundsNow, new byte[16], new byte[32]);

    /// <summary>Whether it fits; null when too many wait to be hashed.</summary>
    public async Task<bool?> FitsAsync(Account? account, string password, CancellationToken cancel)
    {
        if (password.Length > 4 * PasswordRules.MostLength)
        {
            return false;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(password);
        PasswordHash kept = account?.Password ?? Dummy;
        object? fits = await parts.Gate.InTurnAsync<object>(() => kept.Fits(bytes), cancel);
        if (fits is null)
        {
            return null;
        }

        bool good = (bool)fits && account?.Password is not null;
        CryptographicOperations.ZeroMemory(bytes);
        return good;
    }

    /// <summary>After a sign-in: a hash of fewer rounds than today's is made again.</summary>
    public async Task UpgradeAsync(Account account, string password, CancellationToken cancel)
    {
        if (account.Password is not PasswordHash kept || kept.Rounds >= PasswordHash.RoundsNow
            || await parts.Gate.InTurnAsync(
                () => PasswordHash.Of(Encoding.UTF8.GetBytes(password), PasswordHash.RoundsNow), cancel)
                is not PasswordHash better)
        {
            return;
        }

        object?[] values =
            [parts.ShardOf(account.Person), account.Person, better.Rounds, better.Salt, better.Hash, kept.Hash];
        await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(Upgrade, values, token), cancel: cancel);
    }
}
