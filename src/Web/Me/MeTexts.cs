namespace Huoqi.Web;

/// <summary>Texts of the pages about oneself.</summary>
internal static class MeTexts
{
    public static readonly Text Identity = new("实名认证", "Identity");
    public static readonly Text OpenAccount = new("完成开户", "Finish opening the account");
    public static readonly Text UnknownDevice = new("未知设备", "An unknown device");
    public static readonly Text Nickname = new("昵称", "Nickname");
    public static readonly Text Cards = new("银行卡", "Bank cards");
    public static readonly Text Limits = new("限额", "Limits");
    public static readonly Text Devices = new("设备与登录", "Devices and sessions");
    public static readonly Text Passkeys = new("通行密钥", "Passkeys");
    public static readonly Text Password = new("登录密码", "Sign-in password");
    public static readonly Text PaymentPassword = new("支付密码", "Payment password");
    public static readonly Text Phone = new("手机号", "Mobile number");
    public static readonly Text Privacy = new("隐私与授权", "Privacy and consents");
    public static readonly Text Display = new("语言与显示", "Language and display");
    public static readonly Text Freeze = new("冻结账户", "Freeze my account");
    public static readonly Text Data = new("我的数据", "My data");
    public static readonly Text Close = new("注销账户", "Close my account");
    public static readonly Text SecurityLog = new("安全记录", "Security log");
    public static readonly Text Remove = new("移除", "Remove");
    public static readonly Text Rename = new("改名", "Rename");
    public static readonly Text Label = new("名称", "Name");
    public static readonly Text ThisDevice = new("本设备", "this device");
    public static readonly Text SetIt = new("已设置", "set");
    public static readonly Text NotSet = new("未设置", "not set");
    public static readonly Text Back = new("返回", "Back");
    public static readonly Text Reason = new("原因", "Reason");
    public static readonly Text Date = new("时间", "Time");
    public static readonly Text What = new("事项", "What");
    public static readonly Text Device = new("设备", "Device");
    public static readonly Text Staff = new("后台", "Staff");
    public static readonly Text Older = new("更早", "Older");
    public static readonly Text Face = new("人脸照片的编号", "Reference of the face picture");
    public static readonly Text FaceHint = new(
        "模拟：真实环境由摄像头拍摄，这里填写任意编号，例如 face-1。",
        "Simulated: a camera would take it; here any reference will do, such as face-1.");
    public static readonly Text ProveFirst = new("确认是您本人后继续", "Confirm that it is you, and go on");

    public static readonly Text ProveTold = new(
        "更改登录和确认方式、导出或注销之前，请先确认是您本人。五分钟内有效。",
        "Before a way to sign in or confirm is changed, or data is taken away, confirm that it is you. It holds for "
        + "five minutes.");
}
