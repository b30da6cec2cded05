namespace Huoqi.Web;

/// <summary>Texts that several pages say.</summary>
internal static class Texts
{
    public static readonly Text Brand = new("活期", "Huoqi");
    public static readonly Text Home = new("活期宝", "My money");
    public static readonly Text Move = new("转入转出", "In and out");
    public static readonly Text Pay = new("付款", "Pay");
    public static readonly Text Bills = new("账单", "Bills");
    public static readonly Text Me = new("我的", "Me");
    public static readonly Text SkipToContent = new("跳到正文", "Skip to content");
    public static readonly Text MainMenu = new("主菜单", "Main menu");
    public static readonly Text ShowAmounts = new("显示金额", "Show amounts");
    public static readonly Text HideAmounts = new("隐藏金额", "Hide amounts");
    public static readonly Text OtherLanguage = new("English", "中文");
    public static readonly Text ElderOn = new("长辈版", "Large text");
    public static readonly Text ElderOff = new("标准版", "Normal text");
    public static readonly Text SignIn = new("登录", "Sign in");
    public static readonly Text SignOut = new("退出登录", "Sign out");
    public static readonly Text Inbox = new("消息", "Inbox");

    public static readonly Text Risk = new(
        "货币基金不等于银行存款，不保证一定盈利，也不保证最低收益。",
        "A money-market fund is not a bank deposit; neither income nor principal is guaranteed.");

    public static readonly Text Provisional = new("{0}（暂定）", "{0} (provisional)");

    public static readonly Text NotAnnounced = new(
        "{0} 年的节假日和休市安排尚未公布，带“暂定”的日期按往年惯例推算，公布后可能调整。",
        "The holidays of {0} are not announced yet: provisional dates follow the usual ones and may change.");

    public static readonly Text ApiForDevelopers = new("开发者接口", "API for developers");

    public static readonly Text NotAForm = new(
        "这个请求不是本页表单发出的，请回到页面重新填写。",
        "This request was not sent by a form of this page; go back to the page and fill it in again.");

    public static readonly Text StaleForm = new(
        "这个页面打开太久，或您已在别处登录，所以没有办理，没有任何款项变动。您填写的内容还在，密码除外；请核对后再按一次按钮。"
        + "如果总是这样，请允许本站使用 Cookie。",
        "This page was open for too long, or you signed in elsewhere meanwhile, so nothing was done. No money moved. "
        + "What you typed is still there, but for passwords: check it and press the button again. If this comes every "
        + "time, allow cookies for this site.");

    public static readonly Text UnfitForm = new(
        "没有办理，没有任何款项变动：有的内容太长，或含有不能使用的字符，请改正后重新提交。",
        "Nothing was done and no money moved: something is too long or holds characters that cannot be used. Correct "
        + "it and send it again.");

    public static readonly Text TooLong = new("内容太长，请缩短后重试。", "This is too long; make it shorter and try again.");

    public static readonly Text AddressTooLong = new(
        "地址太长（最多 {0} 个字符），没有办理；请从主菜单重新进入，缩短填写的内容。",
        "The address is too long (at most {0} characters), and nothing was done. Go on from the menu and enter less.");

    public static readonly Text HeadTooLarge = new(
        "浏览器随请求发送的内容太多，没有办理；请清除本站的 Cookie 后重试。",
        "Your browser sent too much along with the request, and nothing was done. Delete the cookies of this site and "
        + "try again.");

    public static readonly Text NotFound = new(
        "没有这个页面，或它不属于您。请从主菜单重新进入。",
        "There is no such page, or it is not yours. Go on from the menu.");

    public static readonly Text Foreign = new(
        "这个请求来自另一个网站，没有执行，没有任何款项变动；请从本站的页面操作。",
        "This was sent by a page of another site and was not done. No money moved; use the pages of this site.");

    public static readonly Text NotAllowed = new(
        "您的身份不能打开这个页面。", "What you are signed in as may not open this page.");

    public static readonly Text Broken = new(
        "系统出错，已经确认的款项不会丢失。请稍后重试；如需帮助请提供编号 {0}。",
        "Something went wrong on our side; what was confirmed is safe. Try again later; name {0} if you ask for help.");

    public static readonly Text Busy = new(
        "现在访问的人太多，请过几秒再试。没有任何款项变动。",
        "Too many people are here right now; try again in a few seconds. No money moved.");

    public static readonly Text Down = new(
        "系统暂时无法连接数据库，已经确认的款项不会丢失，请稍后重试。",
        "The service cannot reach its database for the moment; what was confirmed is safe. Try again shortly.");
}
