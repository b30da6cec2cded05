namespace Huoqi.Web;

/// <summary>Texts of signing in, signing up and recovering.</summary>
internal static class SignInTexts
{
    public static readonly Text Phone = new("手机号", "Mobile number");
    public static readonly Text PhoneHint = new("中国大陆 11 位手机号", "Mainland China, 11 digits");
    public static readonly Text LookAround = new("看看演示账户", "Look around in the demo account");
    public static readonly Text SendCode = new("发送验证码", "Send the code");
    public static readonly Text SendAgain = new("重新发送验证码", "Send another code");
    public static readonly Text Code = new("短信验证码", "Code from the message");
    public static readonly Text CodeTold = new(
        "验证码已发往 {0}，五分钟内有效。", "A code is on its way to {0}; it is good for five minutes.");
    public static readonly Text DemoPhone = new("看演示手机上的短信", "See the message on the demo's phone");
    public static readonly Text Continue = new("继续", "Continue");
    public static readonly Text Later = new("以后再说", "Later");
    public static readonly Text Recover = new("找回账户", "Recover the account");
    public static readonly Text Save = new("保存", "Save");
    public static readonly Text Name = new("姓名", "Name");
    public static readonly Text NameHint = new("与身份证一致", "As on the id card");
    public static readonly Text IdNumber = new("身份证号", "Id number");
    public static readonly Text IdNumberHint = new("18 位，最后一位可以是 X", "18 characters; the last may be X");

    public static readonly Text CodeWrong = new(
        "验证码不对，请检查后重试；输错五次需要重新发送。",
        "The code is wrong; check it and try again. After five wrong tries ask for another one.");

    public static readonly Text CodeExpired = new(
        "验证码已过期，请重新发送。", "The code has expired; ask for another one.");

    public static readonly Text CodeBlocked = new(
        "输错次数太多，请重新发送验证码。", "Too many wrong tries; ask for another code.");

    public static readonly Text CodeMissing = new("请输入短信里的六位验证码。", "Enter the six digits from the message.");
}
