using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>Whether a session proved a factor just now, and may therefore change factors.</summary>
public static class Freshness
{
    private static readonly Sql End = new("""
        UPDATE identity.session SET step_up_at = NULL, step_up_by = NULL
        WHERE shard = $1 AND person = $2 AND step_up_at IS NOT NULL
        """);

    /// <summary>Whether the session proved a factor just now.</summary>
    public static bool IsFresh(IdentityParts parts, SessionRow session) =>
        session.StepUpAt is DateTimeOffset at && parts.Now - at <= parts.Terms.FreshLife;

    /// <summary>The same, or a person without any factor in a session opened not long ago.</summary>
    internal static bool MayChange(IdentityParts parts, SessionRow session, Account account) =>
        IsFresh(parts, session)
        || !account.HasFactor && parts.Now - session.CreatedAt <= parts.Terms.FreshLife * 6;

    /// <summary>
    /// No session of the person has proved anything any more. A factor that was guessed at until it locked is set anew
    /// only by whoever proves another one after that; a proof from before could be the guesser's open page.
    /// </summary>
    internal static Task EndAsync(IdentityParts parts, Tx tx, long person, CancellationToken cancel) =>
        tx.ExecuteAsync(End, [parts.ShardOf(person), person], cancel);

    /// <summary>
    /// A new factor can confirm money. Where only a password or a code stood for it, money to others waits as after a
    /// recovery. Not so in the first day of an account, which has nothing to lose while no factor confirms money; once
    /// one does, only the session that opened the account is taken to be its owner.
    /// </summary>
    internal static async Task CoolIfWeakAsync(
        IdentityParts parts, Accounts accounts, Tx tx, SessionRow session, Account account, CancellationToken cancel)
    {
        bool strong = IsFresh(parts, session) && session.StepUpBy is StepUpWay.Passkey or StepUpWay.PaymentPassword;
        bool isNew = parts.Now - account.CreatedAt <= parts.Terms.Cooling;
        bool opened = session.CreatedAt - account.CreatedAt <= parts.Terms.FreshLife;
        bool hasMoneyFactor = account.HasPasskey || account.Payment is not null;
        if (!strong && account.Kind == AccountKind.Person && !(isNew && (opened || !hasMoneyFactor)))
        {
            await accounts.CoolAsync(tx, account.Person, cancel);
        }
    }
}
