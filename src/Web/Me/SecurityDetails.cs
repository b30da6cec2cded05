namespace Huoqi.Web;

/// <summary>
/// What the details of the security log mean for people: ways, sources and occasions are stored as words of the
/// program.
/// </summary>
internal static class SecurityDetails
{
    /// <summary>The words for a detail; null where it stands for itself, such as a count.</summary>
    public static Text? Of(string detail) => detail switch
    {
        "opened" => new("演示登录", "Sign-in of the demo"),
        "passkey" or "Passkey" => new("通行密钥", "Passkey"),
        "password" or "Password" => new("登录密码", "Sign-in password"),
        "payment password" or "PaymentPassword" => new("支付密码", "Payment password"),
        "recovery" or "Recovery" => new("账户找回", "Recovery"),
        "NewPhone" => new("更换手机号", "Change of phone"),
        "IdRegistry" => new("居民身份登记", "Register of residents"),
        "BankCard" => new("银行卡", "Bank card"),
        "Carrier" => new("手机运营商", "Phone carrier"),
        "Education" => new("学历", "Degree"),
        "SocialSecurity" => new("社保", "Social security"),
        "Tax" => new("个税", "Income tax"),
        "Face" => new("人脸", "Face"),
        "SignIn" => new("登录", "Sign-in"),
        "code" => new("短信验证码", "Code by SMS"),
        _ => null,
    };
}
