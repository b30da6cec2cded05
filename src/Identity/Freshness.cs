using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>Whether a session may change factors.</summary>
internal static class Freshness
{
    /// <summary>Whether the session proved a factor just now.</summary>
    public static bool IsFresh(IdentityParts parts, SessionRow session) =>
        session.StepUpAt is DateTimeOffset at && parts.Now - at <= parts.Terms.FreshLife;

    /// <summary>The same, or a person without any factor in a session opened not long ago.</summary>
    public static bool MayChange(IdentityParts parts, SessionRow session, Account account) =>
        IsFresh(parts, session)
        || !account.HasFactor && parts.Now - session.CreatedAt <= parts.Terms.FreshLife * 6;

    /// <summary>
    /// A new factor can confirm money. Where only a password or a code stood for it, money to others waits as after a
    /// recovery; not so in the first day of an account, which has nothing to lose yet.
    /// </summary>
    public static async Task CoolIfWeakAsync(
        IdentityParts parts, Accounts accounts, Tx tx, SessionRow session, Account account, CancellationToken cancel)
    {
        bool strong = IsFresh(parts, session) && session.StepUpBy is StepUpWay.Passkey or StepUpWay.PaymentPassword;
        if (!strong && account.Kind == AccountKind.Person && parts.Now - account.CreatedAt > parts.Terms.Cooling)
        {
            await accounts.CoolAsync(tx, account.Person, cancel);
        }
    }
}
