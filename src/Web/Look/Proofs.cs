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

    public static readonly Text AskAgain = new(
        "您的通行密钥是在这次确认之后添加的：请返回修改并重新提交，然后用它确认。",
        "Your passkey was added after this was asked for: go back, send the form again, and confirm it with the "
        + "passkey.");

    public static readonly Text Locked = new(
        "支付密码连续输错五次，已被锁定，不会自动解锁。",
        "The payment password is locked after five wrong ones in a row. It does not unlock by itself.");

    public static readonly Text LockedSetAnew = new(
        "用通行密钥或登录密码证明是您本人之后，可以设置新的支付密码。",
        "Prove that it is you with your passkey or sign-in password, and set a new one.");

    public static readonly Text LockedProveHere = new(
        "请用下面的方式证明是您本人。", "Prove that it is you in the way below.");

    public static readonly Text LockedRecover = new(
        "您没有别的确认方式：请用手机验证码和身份信息找回账户，然后设置新的支付密码。其他设备会退出；此后 24 小时不能向他人付款。",
        "You have no other way to confirm: recover the account with a code to your phone and your identity, then set a "
        + "new one. Other devices are signed out, and for 24 hours no money goes to others.");

    public static readonly Text NoneWorks = new(
        "这些方式都用不了？找回账户", "None of these works? Recover the account");

    private static readonly Text WrongDigits = new(
        "没有确认成功：支付密码不对。连续输错五次会被锁定。没有任何款项变动。",
        "Not confirmed: the payment password was wrong. Five wrong ones in a row lock it. No money moved.");

    private static readonly Text BlockedDigits = new(
        "没有确认成功，没有任何款项变动。", "Not confirmed. No money moved.");

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
        CancellationToken cancel = visit.Aborted;
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
