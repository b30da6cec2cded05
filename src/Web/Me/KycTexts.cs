using Huoqi.Identity;

namespace Huoqi.Web;

/// <summary>Who can check an identity, in words.</summary>
internal static class KycTexts
{
    public static readonly Text Taken = new(
        "该身份证号已用于另一个账户；请登录那个账户，或找回它。",
        "This id number belongs to another account. Sign in to that one, or recover it.");

    public static Text NameOf(KycSource source) => source switch
    {
        KycSource.IdRegistry => new("姓名和身份证号", "Name and id number"),
        KycSource.BankCard => new("银行卡", "Bank card"),
        KycSource.Carrier => new("手机运营商", "Phone carrier"),
        KycSource.Education => new("学历", "Degree"),
        KycSource.SocialSecurity => new("社保", "Social security"),
        KycSource.Tax => new("个税", "Income tax"),
        KycSource.Face => new("人脸", "Face"),
    };
}
