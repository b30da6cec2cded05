using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>What the statuses of identity mean for people: a sentence that says what to do.</summary>
internal static class IdentityTexts
{
    public static readonly Text NotProved = new(
        "没有核对成功，请检查后重试。", "That could not be verified; check what you typed and try again.");

    private static readonly Text TryLater = new(
        "尝试太频繁了，请过一会儿再试。", "Too many tries; wait a little and try again.");

    /// <summary>The sentence for a status that is not Done.</summary>
    public static Text Of(IdentityStatus status) => status switch
    {
        IdentityStatus.Done => new("完成。", "Done."),
        IdentityStatus.Unknown => new(
            "核验机构还没有答复，我们会继续查询；您也可以稍后再提交一次。",
            "The authority has not answered yet. We keep asking; you may also send this again later."),
        IdentityStatus.TryLater => TryLater,
        IdentityStatus.InvalidPhone => new(
            "请输入 11 位的中国大陆手机号，例如 13800138000。",
            "Enter a mainland-China mobile number of 11 digits, such as 13800138000."),
        IdentityStatus.InvalidName => new(
            "请输入证件上的姓名：至少两个汉字或字母，中间可以有“·”、空格、连字符和撇号。",
            "Enter the name as it stands on the id card: two letters or characters at least, with “·”, blanks, hyphens "
            + "and apostrophes between them if it has any."),
        IdentityStatus.InvalidIdNumber => new(
            "请输入 18 位身份证号，最后一位可以是 X，并检查有没有输错。",
            "Enter the 18 characters of the id number (the last may be X), and check them for a slip."),
        IdentityStatus.PasswordTooShort => new(
            "密码太短，请至少用 15 个字符，例如几个不相关的词。",
            "The password is too short: use at least 15 characters, such as a few unrelated words."),
        IdentityStatus.PasswordTooLong => new(
            "密码太长，请缩短到 128 个字符以内。", "The password is too long; keep it below 128 characters."),
        IdentityStatus.PasswordCommon => new(
            "这个密码太常见或含有您的手机号，请换一个。",
            "This password is too common or contains your phone number; choose another."),
        IdentityStatus.PaymentPasswordWeak => new(
            "请输入六位数字，不能是同一个数字、连续的数字或重复的三位。",
            "Enter six digits that are not all the same, no run, and not three digits twice."),
        IdentityStatus.InvalidText => new(
            "这段文字为空、太长或含有不能使用的字符，请修改。",
            "This text is empty, too long, or holds characters that cannot be used; change it."),
        IdentityStatus.NotProved => NotProved,
        IdentityStatus.Expired => new("已经过期，请重新开始。", "This has expired; please start again."),
        IdentityStatus.Changed => new(
            "要确认的内容已经变化，没有任何款项变动；请重新确认。",
            "What is to be confirmed has changed. No money moved; please confirm again."),
        IdentityStatus.Used => new(
            "这次确认已经用过；请在账单里查看结果。", "This confirmation was used already; see the result in your bills."),
        IdentityStatus.Blocked => new(
            "输错次数太多，已被锁定；请重新获取，或用其他方式。",
            "Too many wrong tries: it is locked. Ask for a new one, or use another way."),
        IdentityStatus.StepUpNeeded => new("请先确认是您本人。", "First confirm that it is you."),
        IdentityStatus.OtherWayNeeded => new(
            "这个手机号已有账户，请用通行密钥或密码登录；如果都丢了，请走找回。",
            "This phone has an account: sign in with its passkey or password, or recover it if both are lost."),
        IdentityStatus.Cooling => new(
            "账户刚刚找回、更换了手机号或确认方式，冷静期内不能向他人付款，也不能转到新添加的银行卡；到期后自动恢复。",
            "The account was recovered or got a new phone or factor: no money goes to others or to new cards until the "
            + "cooling period ends."),
        IdentityStatus.NotFound => new("没有找到，可能已经移除。", "There is no such thing; it may have been removed."),
        IdentityStatus.Exists => new("已经有了，不需要重复添加。", "It is there already; nothing was added."),
        IdentityStatus.LastWay => new(
            "这是最后一种登录方式，不能移除；请先添加另一种。",
            "This is the last way to sign in and cannot be removed; add another one first."),
        IdentityStatus.NotSet => new("还没有设置。", "It is not set."),
        IdentityStatus.Refused => new(
            "核验机构答复不一致，请检查姓名、证件号和所填内容。",
            "The authority says these do not belong together; check the name, the id number and what you entered."),
        IdentityStatus.Forbidden => new("您的身份不能这样做。", "What you are signed in as may not do this."),
    };
}
