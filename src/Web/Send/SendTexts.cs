using Huoqi.Customers;

namespace Huoqi.Web;

/// <summary>What the pages about friends say.</summary>
internal static class SendTexts
{
    public static readonly Text Send = new("转账给朋友", "Send to a friend");
    public static readonly Text Ask = new("向朋友收款", "Ask a friend for money");
    public static readonly Text Requests = new("收款请求", "Requests for money");
    public static readonly Text Collect = new("收款码", "My collect link");
    public static readonly Text Phone = new("朋友的手机号", "Your friend's phone number");
    public static readonly Text PhoneHint = new(
        "11 位手机号；下一步会显示对方打码后的姓名。", "11 digits; the next page shows their masked name.");
    public static readonly Text NoteHint = new("可不填，对方能看到", "May be left empty; your friend sees it");

    public static readonly Text NoSuchCode = new(
        "这个收款码无效，请让朋友重新发给您。", "This collect link is not valid; ask your friend for a new one.");

    public static readonly Text BadPhone = new(
        "请输入 11 位的中国大陆手机号，例如 13800138000。",
        "Enter a mainland-China mobile number of 11 digits, such as 13800138000.");

    public static readonly Text NobodyThere = new(
        "没有找到可以收款的账户，请核对手机号。",
        "No account that could receive money was found; check the phone number.");

    public static readonly Text TooManySearches = new(
        "查询太频繁了，请一小时后再试，或让朋友发收款码给您。",
        "Too many look-ups; try again in an hour, or ask your friend for a collect link.");

    public static readonly Text RequestGone = new(
        "这个收款请求已处理、已撤回或不属于您，没有任何款项变动；请看下面的最新状态。",
        "This request was answered or taken back, or is not yours. No money moved; below is how things stand.");

    public static readonly Text TooManyRequests = new(
        $"未处理的收款请求最多 {MoneyRequests.OpenAtMost} 个，一天最多发出 {AskForMoney.PerDay} 个；请先撤回一些，或明天再试。",
        $"You can have {MoneyRequests.OpenAtMost} open requests, and send {AskForMoney.PerDay} in a day; "
        + "take some back first, or try again tomorrow.");

    public static readonly Text Asked = new("已发出收款请求。", "Your request was sent.");

    /// <summary>How far a request is.</summary>
    public static Text Of(RequestState state) => state switch
    {
        RequestState.Open => new("待处理", "Open"),
        RequestState.Accepted => new("付款中", "Being paid"),
        RequestState.Paid => new("已付款", "Paid"),
        RequestState.Declined => new("已拒绝", "Declined"),
        RequestState.Expired => new("已过期", "Expired"),
        RequestState.Withdrawn => new("已撤回", "Taken back"),
        RequestState.NotPaid => new("未能付款", "Could not be paid"),
    };
}
