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
    public static readonly Text Yuan = new("元", "yuan");

    public static readonly Text Risk = new(
        "货币基金不等于银行存款，不保证一定盈利，也不保证最低收益。",
        "A money-market fund is not a bank deposit; neither income nor principal is guaranteed.");

    public static readonly Text ApiForDevelopers = new("开发者接口", "API for developers");

    public static readonly Text NotAForm = new(
        "这个请求不是本页表单发出的，请回到页面重新填写。",
        "This request was not sent by a form of this page; go back to the page and fill it in again.");

    public static readonly Text StaleForm = new(
        "这个页面打开太久或已在别处登录，没有任何款项变动；请刷新页面后重试。",
        "This page was open for too long, or you signed in elsewhere meanwhile. No money moved; load the page again.");

    public static readonly Text TooLong = new("内容太长，请缩短后重试。", "This is too long; make it shorter and try again.");

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
