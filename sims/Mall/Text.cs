using Huoqi.Client;

namespace Huoqi.Mall;

/// <summary>A text in both languages of the shop.</summary>
/// <param name="Zh">Chinese.</param>
/// <param name="En">English.</param>
internal sealed record Text(string Zh, string En)
{
    public string In(bool english) => english ? En : Zh;
}

/// <summary>What the shop says.</summary>
internal static class Texts
{
    public static readonly Text Shop = new("青山小铺", "Green Hill Shop");
    public static readonly Text Motto = new("一间示范小店，用活期付款", "A small demonstration shop that takes Huoqi");
    public static readonly Text Goods = new("好物", "Goods");
    public static readonly Text PayWith = new("用活期支付", "Pay with Huoqi");
    public static readonly Text YourOrder = new("您的订单", "Your order");
    public static readonly Text Order = new("订单号", "Order");
    public static readonly Text About = new("关于", "About");
    public static readonly Text Amount = new("金额", "Amount");
    public static readonly Text Status = new("状态", "Status");
    public static readonly Text Waiting = new("等待付款", "Waiting for payment");
    public static readonly Text Paying = new("付款处理中", "Payment under way");
    public static readonly Text Paid = new("已付款，谢谢！", "Paid. Thank you!");
    public static readonly Text PartlyRefunded = new("已部分退款", "Partly refunded");
    public static readonly Text Refunded = new("已退款", "Refunded");
    public static readonly Text Expired = new("已过期，请重新下单", "Expired: please order again");
    public static readonly Text Cancelled = new("已取消", "Cancelled");
    public static readonly Text ByWebhook = new("平台已通过网络回调通知小店", "The platform told the shop by webhook");
    public static readonly Text ByQuery = new("小店向平台查询得知", "The shop asked the platform");
    public static readonly Text GoPay = new("去付款", "Go and pay");
    public static readonly Text LookAgain = new("看看付款到了没有", "Look whether the payment has come");
    public static readonly Text Refund = new("全额退款", "Refund everything");
    public static readonly Text Back = new("继续逛逛", "Back to the shop");
    public static readonly Text BackToHuoqi = new("回到活期", "Back to Huoqi");
    public static readonly Text Log = new("收到的网络回调", "Webhooks received");
    public static readonly Text NoLog = new("还没有收到回调", "None yet");
    public static readonly Text At = new("时间", "Time");
    public static readonly Text Type = new("类型", "Type");
    public static readonly Text Verdict = new("签名", "Signature");
    public static readonly Text NoSuch = new("没有这个页面", "There is no such page");
    public static readonly Text Trouble = new("平台暂时没有答应，请稍后再试。没有扣款。",
        "The platform did not agree just now. Please try again later; nothing was charged.");
    public static readonly Text Skip = new("跳到内容", "Skip to content");
    public static readonly Text OtherLanguage = new("English", "中文");
    public static readonly Text Genuine = new("正确", "right");
    public static readonly Text Again = new("重复，已忽略", "again, ignored");
    public static readonly Text NotRight = new("不对，已拒绝", "not right, refused");

    /// <summary>Why an order was not refunded, or that nobody knows yet.</summary>
    public static Text NotRefunded(HuoqiException refused) => refused.Code switch
    {
        "refund-exceeds-payment" => new("退款没有成功：这笔订单已经退过款，不能再全额退款。",
            "Not refunded: this order was refunded before, so all of it cannot be given back again."),
        "merchant-funds-short" => new("退款没有成功：小店的资金暂时不足，请稍后再试。",
            "Not refunded: the shop is short of money just now. Please try again later."),
        "not-paid" => new("退款没有成功：这笔订单还没有付款。", "Not refunded: the order has not been paid."),
        _ when refused.IsUnknown => new("还不知道退款是否成功。请再按一次，不会重复退款。",
            "It is not known yet whether it was refunded. Press again: nothing is given back twice."),
        _ => new("退款没有成功：平台没有答应，请稍后再试。",
            "Not refunded: the platform did not agree. Please try again later."),
    };
}
