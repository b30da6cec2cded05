using Huoqi.Customers;
using Huoqi.Kernel;

namespace Huoqi.Web;

/// <summary>What a review says.</summary>
internal static class ReviewTexts
{
    public static readonly Text Amount = new("金额", "Amount");
    public static readonly Text Fee = new("手续费", "Fee");
    public static readonly Text PayWith = new("付款方式", "Pay with");
    public static readonly Text From = new("从", "From");
    public static readonly Text To = new("到", "To");
    public static readonly Text Payee = new("收款方", "Payee");
    public static readonly Text For = new("商品说明", "For");
    public static readonly Text AskedFor = new("收款说明", "For");
    public static readonly Text Note = new("备注", "Note");
    public static readonly Text Speed = new("赎回方式", "Speed");
    public static readonly Text Wallet = new("钱包余额", "Wallet");
    public static readonly Text Fund = new("货币基金", "Money fund");
    public static readonly Text Card = new("{0}（尾号 {1}）", "{0}, card ending {1}");
    public static readonly Text CardGone = new("已移除的银行卡", "A card that was removed");
    public static readonly Text AtOnce = new("快速赎回 (T+0)", "At once (T+0)");
    public static readonly Text NextDay = new("普通赎回 (T+1)", "Ordinary (T+1)");
    public static readonly Text Arrival = new("预计到账", "Arrives");
    public static readonly Text ArrivesAtOnce = new("立即", "At once");
    public static readonly Text ArrivesSoon = new("银行答复后，通常几分钟内", "When the bank has answered, mostly in minutes");
    public static readonly Text OrderDay = new("申请日 (T)", "Order day (T)");
    public static readonly Text CutOff = new("此申请日的截止时间", "Counts for this order day until");
    public static readonly Text ByCard = new("银行卡付款", "Paid by card");
    public static readonly Text IfTheBankAnswers = new(
        "这些日期以银行在此截止时间之前答复为准；更晚的话，按银行答复的时间另算。",
        "These dates hold if the bank answers before then; if it answers later, they are counted from its answer.");

    public static readonly Text ConfirmDay = new("份额确认日", "Confirmed on");
    public static readonly Text EarnsFrom = new("开始计算收益", "First earning day");
    public static readonly Text FirstIncome = new("收益首次到账显示", "First income shown on");
    public static readonly Text EarnsUntilBefore = new("从此日起不再计算收益", "No longer earns from");
    public static readonly Text AboutDates = new("关于日期", "About these dates");

    public static readonly Text NoWayBack = new(
        "转账不能撤回，请核对收款人。", "A transfer cannot be taken back; make sure that this is who you mean.");

    private static readonly Text BalanceLeft = new("余额支付剩余额度", "Left of the wallet's limit");
    private static readonly Text FastLeft = new("今日快速赎回剩余额度", "Left of today's T+0 limit");
    private static readonly Text FundPayLeft = new("基金付款剩余额度", "Left of the limit for paying from the fund");
    private static readonly Text DayLeft = new("今日付款和转账剩余额度", "Left of today's payments and transfers");
    private static readonly Text DigitsLeft = new(
        "今日只用支付密码可付的剩余额度", "Left today for the payment password alone");
    private static readonly Text CodeLeft = new("今日扫收款码付款剩余额度", "Left of today's payments to fixed codes");

    private static readonly Text TopUp = new("充值到钱包", "Top up the wallet");
    private static readonly Text Withdraw = new("提现到银行卡", "Withdraw to a card");
    private static readonly Text Subscribe = new("转入基金", "Put into the fund");
    private static readonly Text Redeem = new("从基金转出", "Take out of the fund");
    private static readonly Text Pay = new("付款", "Pay");
    private static readonly Text Send = new("转账给朋友", "Send to a friend");
    private static readonly Text Answer = new("支付朋友的收款请求", "Pay what a friend asked for");

    /// <summary>What something wanted is called.</summary>
    public static Text Title(Wanted wanted) => wanted switch
    {
        Wanted.TopUp => TopUp,
        Wanted.Withdraw => Withdraw,
        Wanted.Subscribe => Subscribe,
        Wanted.Redeem => Redeem,
        Wanted.Pay => Pay,
        Wanted.Send => Send,
        Wanted.AnswerRequest => Answer,
        _ => throw new InvariantBrokenException($"{wanted.Act} is an act"),
    };

    /// <summary>What a limit is called.</summary>
    public static Text LimitLeft(LimitKind kind) => kind switch
    {
        LimitKind.Balance => BalanceLeft,
        LimitKind.FastRedemption => FastLeft,
        LimitKind.PaymentFromFund => FundPayLeft,
        LimitKind.PaymentsOfDay => DayLeft,
        LimitKind.PaymentsByPasswordOfDay => DigitsLeft,
        LimitKind.PaymentsToStaticCodesOfDay => CodeLeft,
    };
}
