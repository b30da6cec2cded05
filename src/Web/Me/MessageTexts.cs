using System.Globalization;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Web;

/// <summary>What a message of the inbox says, and where it leads.</summary>
internal static class MessageTexts
{
    /// <summary>The sentence of a message.</summary>
    public static string Of(Message message, Visit visit, IReadOnlyDictionary<string, string> names)
    {
        string amount = AmountOf(message, visit);
        return message.Kind switch
        {
            MessageKind.Income => visit.Say(Income, Days(message, visit), amount),
            MessageKind.Payment => visit.Say(Payment, Shop(message, names), amount),
            MessageKind.Refund => visit.Say(Refund, amount),
            MessageKind.MoneyReceived when message.Parameters.GetValueOrDefault("note") is { Length: > 0 } note =>
                visit.Say(ReceivedFor, Friend(message, names), amount, note),
            MessageKind.MoneyReceived => visit.Say(Received, Friend(message, names), amount),
            MessageKind.MoneyReturned => visit.Say(Returned, amount),
            MessageKind.SubscriptionConfirmed => visit.Say(Subscribed, amount),
            MessageKind.RedemptionConfirmed => visit.Say(Redeemed, amount),
            MessageKind.OrderRefused => visit.Say(Refused, amount),
            MessageKind.BankRefused => visit.Say(BankRefusalOf(message), amount),
            MessageKind.NotPutAside => visit.Say(NotPutAside, amount, visit.Say(ReasonOf(message))),
            MessageKind.TopUp => visit.Say(TopUp, amount),
            MessageKind.SignIn => visit.Say(SignIn, DeviceOf(message.Parameters.GetValueOrDefault("device"), visit)),
            MessageKind.Identity => IdentityOf(message, visit),
            MessageKind.Recovery => visit.Say(FactorOf(message.Parameters.GetValueOrDefault("step"))),
            MessageKind.MoneyRequested => visit.Say(Requested, Friend(message, names), amount),
            MessageKind.RequestDeclined => visit.Say(Declined, Friend(message, names), amount),
            MessageKind.DisputeAnswered => visit.Say(Answered),
            MessageKind.IncomeCorrected => visit.Say(Corrected, Days(message, visit), amount),
            MessageKind.StandingChanged => visit.Say(
                message.Parameters.GetValueOrDefault("frozen") == "true" ? Frozen : Unfrozen),
        };
    }

    /// <summary>Where a message leads; null when it says all there is.</summary>
    public static string? PathOf(Message message)
    {
        if (message.Kind != MessageKind.StandingChanged
            && OrderNo.TryParse(message.Parameters.GetValueOrDefault("order"), out OrderNo order))
        {
            return $"/receipt/{order}";
        }

        return message.Kind switch
        {
            // One day explains itself; of several the calendar has them all.
            MessageKind.Income or MessageKind.IncomeCorrected => DayOf(message, "last") is not { } day ? "/income"
                : DayOf(message, "first") is { } first && first != day ? $"/income?month={day:yyyy-MM}"
                : $"/income/{day:yyyy-MM-dd}",
            MessageKind.SignIn => "/me/devices",
            MessageKind.Recovery => "/me/security",
            MessageKind.Identity => "/me/identity",
            MessageKind.MoneyRequested or MessageKind.RequestDeclined => "/send/requests",
            MessageKind.DisputeAnswered => "/me/disputes",
            MessageKind.StandingChanged => "/me/freeze",
            MessageKind.NotPutAside => message.Parameters.GetValueOrDefault("reason") switch
            {
                nameof(Quote.AgreementsMissing) => AgreementPaths.Before("/save"),
                nameof(WalletStatus.LimitExceeded) => "/me/limits",
                nameof(WalletStatus.AccountFrozen) => "/me/freeze",
                _ => "/save",
            },
            _ => null,
        };
    }

    /// <summary>A browser as its owner knows it; one that could not be told is said to be unknown.</summary>
    public static string DeviceOf(string? device, Visit visit) =>
        device is null or "" or "?" ? visit.Say(MeTexts.UnknownDevice) : device;

    private static string AmountOf(Message message, Visit visit) =>
        !Money.TryParse(message.Parameters.GetValueOrDefault("amount"), Sign.MinusAllowed, out Money amount)
            ? ""
            : visit.Display.HideAmounts ? View.Hidden : Amounts.Yuan(amount);

    private static DateOnly? DayOf(Message message, string name) =>
        DateOnly.TryParseExact(message.Parameters.GetValueOrDefault(name), "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.None, out DateOnly day) ? day : null;

    private static string Days(Message message, Visit visit) => (DayOf(message, "first"), DayOf(message, "last")) switch
    {
        ({ } first, { } last) when first != last =>
            visit.Say(Through, Amounts.ShortDay(first, visit.Language), Amounts.ShortDay(last, visit.Language)),
        (_, { } last) => Amounts.ShortDay(last, visit.Language),
        _ => "",
    };

    private static string Friend(Message message, IReadOnlyDictionary<string, string> names) =>
        names.GetValueOrDefault(message.Parameters.GetValueOrDefault("person", ""), "");

    private static string Shop(Message message, IReadOnlyDictionary<string, string> names) =>
        message.Parameters.GetValueOrDefault("merchant", "") is { } shop
            ? names.GetValueOrDefault($"m{shop}", shop) : "";

    private static Text BankRefusalOf(Message message) => message.Parameters.GetValueOrDefault("bill") switch
    {
        nameof(BillKind.RedemptionPaid) => PayoutRefused,
        nameof(BillKind.Subscription) => PurchaseRefused,
        _ => TopUpRefused,
    };

    /// <summary>Why nothing was put aside.</summary>
    private static Text ReasonOf(Message message) => message.Parameters.GetValueOrDefault("reason") switch
    {
        nameof(Quote.AgreementsMissing) => new(
            "基金文件有您尚未同意的版本，请先阅读并同意",
            "the fund's documents have a version that you have not accepted; read and accept it first"),
        nameof(WalletStatus.LimitExceeded) => new("超过了剩余限额", "it is more than what is left of your limit"),
        nameof(WalletStatus.InsufficientBalance) => new("钱包余额不足", "there was not enough in your wallet"),
        nameof(WalletStatus.AccountFrozen) => new("账户已冻结", "your account is frozen"),
        nameof(WalletStatus.ClassTooLow) => new(
            "III 类账户才能用钱包余额转入基金", "only a class III account buys fund units from the wallet"),
        _ => new("当时无法办理", "it could not be done at that moment"),
    };

    private static string IdentityOf(Message message, Visit visit)
    {
        string detail = message.Parameters.GetValueOrDefault("detail", "");
        string source = Enum.TryParse(detail, out KycSource known) && Enum.IsDefined(known)
            ? visit.Say(KycTexts.NameOf(known)) : detail;
        return message.Parameters.GetValueOrDefault("step") switch
        {
            nameof(IdentityEventKind.KycRaised) => visit.Say(Raised, detail),
            nameof(IdentityEventKind.KycConfirmed) => visit.Say(Confirmed, source),
            nameof(IdentityEventKind.KycRefused) => visit.Say(NotConfirmed, source),
            nameof(IdentityEventKind.KycTaken) => visit.Say(KycTexts.Taken),
            _ => visit.Say(Changed),
        };
    }

    private static Text FactorOf(string? step) => Enum.TryParse(step, out IdentityEventKind kind)
        ? kind switch
        {
            IdentityEventKind.SignedUp => new("欢迎使用活期。", "Welcome to Huoqi."),
            IdentityEventKind.PasskeyAdded => new("添加了一个通行密钥。", "A passkey was added."),
            IdentityEventKind.PasskeyRemoved => new("移除了一个通行密钥。", "A passkey was removed."),
            IdentityEventKind.PasswordSet => new("设置了登录密码。", "The sign-in password was set."),
            IdentityEventKind.PasswordRemoved => new("移除了登录密码。", "The sign-in password was removed."),
            IdentityEventKind.PaymentPasswordSet => new("设置了支付密码。", "The payment password was set."),
            IdentityEventKind.PaymentPasswordBlocked =>
                new("支付密码连续输错，已锁定。", "The payment password is locked after wrong tries."),
            IdentityEventKind.PhoneChanged => new("更换了手机号，24 小时内不能向他人付款。",
                "The mobile number was changed; for 24 hours no money goes to others."),
            IdentityEventKind.Recovered => new("账户已找回，24 小时内不能向他人付款。",
                "The account was recovered; for 24 hours no money goes to others."),
            IdentityEventKind.SessionsRevoked => new("其他设备已退出登录。", "Other devices were signed out."),
            IdentityEventKind.KycRaised => new("实名等级提高了。", "Your level of identity was raised."),
            IdentityEventKind.KycConfirmed or IdentityEventKind.KycRefused or IdentityEventKind.KycTaken =>
                new("实名核验有了结果。", "An identity check was answered."),
            IdentityEventKind.ConsentRevoked => new("撤回了一项授权。", "A consent was taken back."),
            IdentityEventKind.SignedIn => new("有设备登录。", "A device signed in."),
            IdentityEventKind.CardAdded => new("添加了一张银行卡；不是您本人请立即冻结账户。",
                "A bank card was added. If it was not you, freeze the account now."),
        }
        : Changed;

    private static readonly Text Through = new("{0}至{1}", "{0} to {1}");
    private static readonly Text Income = new("{0}收益 {1}", "Income of {0}: {1}");
    private static readonly Text Payment = new("向 {0} 付款 {1}", "You paid {0} {1}");
    private static readonly Text Refund = new("收到退款 {0}", "A refund of {0} came back");
    private static readonly Text Received = new("{0} 转给您 {1}", "{0} sent you {1}");
    private static readonly Text ReceivedFor = new("{0} 转给您 {1}：{2}", "{0} sent you {1}: {2}");
    private static readonly Text Returned = new("转账 {0} 对方未能收到，已退回", "{0} that you sent came back, not taken");
    private static readonly Text Subscribed = new("转入 {0} 已确认，开始计算收益", "{0} into the fund is confirmed and earns");
    private static readonly Text Redeemed = new("转出 {0} 已确认", "{0} out of the fund is confirmed");
    private static readonly Text Refused = new("一笔 {0} 的申请未成功，款项已退回", "An order of {0} was refused; the money is back");
    private static readonly Text TopUpRefused = new(
        "银行未受理您的 {0} 充值，没有扣款", "The bank refused your top-up of {0}; nothing was taken from your card");
    private static readonly Text PurchaseRefused = new(
        "银行未受理您用银行卡转入基金的 {0}，没有扣款",
        "The bank refused to pay {0} into the fund; nothing was taken from your card");
    private static readonly Text PayoutRefused = new(
        "银行卡未能收下赎回的 {0}，款项已转入您的钱包",
        "Your card did not take the {0} that you redeemed; the money is in your wallet");
    private static readonly Text NotPutAside = new(
        "自动攒钱 {0} 未能转入基金：{1}", "Automatic saving could not put {0} into the fund: {1}");
    private static readonly Text TopUp = new("银行卡充值 {0} 已到账", "{0} from your card has arrived");
    private static readonly Text SignIn = new("{0} 登录了您的账户；如果不是您本人，请立即退出该设备并冻结账户",
        "{0} signed in to your account. If it was not you, sign it out and freeze the account");
    private static readonly Text Changed = new("登录和确认方式有变化", "Your ways to sign in or confirm have changed");
    private static readonly Text Raised = new(
        "实名核验通过，您的等级现在是 {0}", "Your identity was confirmed; your level is now {0}");
    private static readonly Text Confirmed = new(
        "“{0}”核验通过，等级不变", "“{0}” confirmed your identity; your level stays as it is");
    private static readonly Text NotConfirmed = new(
        "“{0}”核验未通过；请检查填写的内容后再提交一次",
        "“{0}” did not confirm your identity. Check what you entered and send it again");
    private static readonly Text Requested = new("{0} 向您收款 {1}", "{0} asks you for {1}");
    private static readonly Text Declined = new("{0} 没有同意您的 {1} 收款", "{0} declined your request for {1}");
    private static readonly Text Answered = new("您反馈的账目问题有了答复", "What you said was wrong with an entry was answered");
    private static readonly Text Corrected = new("{0}的收益已更正：{1}", "Income of {0} was corrected: {1}");
    private static readonly Text Frozen = new("账户已冻结", "Your account is frozen");
    private static readonly Text Unfrozen = new("账户已解冻", "Your account is open again");
}
