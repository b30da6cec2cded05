using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>Takes what <c>ProveIt</c> sends: the proof for one confirmation.</summary>
internal static class Proofs
{
    /// <summary>Under this name stands what was wrong with a proof.</summary>
    public const string Field = "proof";

    public static readonly Text Digits = new("支付密码（六位数字）", "Payment password (six digits)");
    public static readonly Text Password = new("登录密码", "Sign-in password");
    public static readonly Text ByDigits = new("用支付密码确认", "Confirm with the payment password");
    public static readonly Text ByPassword = new("用登录密码确认", "Confirm with the sign-in password");

    public static readonly Text NoWay = new(
        "您还没有可用来确认的通行密钥或支付密码，请先设置一个。",
        "You have neither a passkey nor a payment password that could confirm this; set one first.");

    private static readonly Text WrongDigits = new(
        "没有确认成功：支付密码不对。连续输错五次会被锁定。没有任何款项变动。",
        "Not confirmed: the payment password was wrong. Five wrong ones in a row lock it. No money moved.");

    private static readonly Text BlockedDigits = new(
        "支付密码已因连续输错被锁定。请用通行密钥确认，或到“我的”里重新设置支付密码。",
        "The payment password is locked after wrong tries. Confirm with a passkey, or set a new one under Me.");

    private static readonly Text NotProved = new(
        "没有确认成功，请重试。没有任何款项变动。", "Not confirmed; please try again. No money moved.");

    private static readonly Text Expired = new(
        "确认已超过五分钟而失效，没有任何款项变动；请重新确认。",
        "The confirmation was older than five minutes and has expired. No money moved; please confirm again.");

    /// <summary>
    /// Checks the proof that the form carries for a confirmation of this visitor. When it is good the session's token
    /// has changed and the browser is given the new one; when it is not, <see cref="Field"/> says why.
    /// </summary>
    /// <param name="visit">Whose.</param>
    /// <param name="fields">The form of <c>ProveIt</c>.</param>
    /// <param name="confirmation">What is to be proved; from the address or the form, never trusted by itself.</param>
    /// <param name="money">Whether money is confirmed: then the sign-in password is no proof.</param>
    public static async Task<bool> TakeAsync(Visit visit, Fields fields, string confirmation, bool money)
    {
        StepUp stepUp = new(visit.Parts.Identity);
        CancellationToken cancel = visit.Http.RequestAborted;
        StepUpProof proof = fields["how"] switch
        {
            "passkey" => await stepUp.ProveByPasskeyAsync(visit.Session, confirmation, fields["credential"], cancel),
            "digits" => await stepUp.ProveByPaymentPasswordAsync(
                visit.Session, confirmation, Typed.Digits(fields["digits"]), cancel),
            "password" when !money => await stepUp.ProveByPasswordAsync(
                visit.Session, confirmation, fields["password"], cancel),
            _ => IdentityStatus.NotProved,
        };
        await Told.EventsAsync(visit, proof.Events);
        if (proof.Token is { } token)
        {
            SessionDoor.Give(visit.Http, token);
        }

        if (proof.Status == IdentityStatus.Done)
        {
            return true;
        }

        fields.Refuse(Field, visit.Noted(proof.Status) switch
        {
            IdentityStatus.Expired => Expired,
            IdentityStatus.Blocked => BlockedDigits,
            IdentityStatus.NotProved when fields["how"] == "digits" => WrongDigits,
            IdentityStatus.NotProved => NotProved,
            _ => IdentityTexts.Of(proof.Status),
        });
        return false;
    }
}

/// <summary>What a passkey's ceremony says.</summary>
internal static class PasskeyTexts
{
    public static readonly Text Confirm = new("用通行密钥确认", "Confirm with a passkey");
    public static readonly Text SignIn = new("用通行密钥登录", "Sign in with a passkey");
    public static readonly Text Add = new("添加通行密钥", "Add a passkey");

    public static readonly Text Failed = new(
        "通行密钥没有成功：可能已取消，或此设备上没有。可以再试一次，或用其他方式。",
        "The passkey did not work: it was cancelled, or this device has none. Try again, or use another way.");

    public static readonly Text NeedsScript = new(
        "通行密钥需要浏览器启用 JavaScript。", "Passkeys need JavaScript to be on in the browser.");
}
