namespace Huoqi.Web;

/// <summary>The sentence of each <see cref="ActStatus"/>: what it means and what to do.</summary>
internal static class ActTexts
{
    public static readonly Text Done = new("已完成。", "Done.");

    public static readonly Text Pending = new(
        "已受理，正在等待银行或基金公司答复，结果会显示在账单里。",
        "Accepted. The bank or the fund company decides it; the result will be in your bills.");

    public static readonly Text Unknown = new(
        "结果还不确定，请不要重新发起；稍后再按一次确认，同一笔只会处理一次。",
        "The outcome is not known yet. Do not start anew; confirm again in a moment: it happens only once.");

    public static readonly Text TryAgain = new(
        "现在办理的人太多，没有任何款项变动，请过几秒再试。",
        "Too much is going on right now. No money moved; try again in a few seconds.");

    public static readonly Text KeyReused = new(
        "这个请求编号已用于另一笔业务，没有任何款项变动，请重新发起。",
        "This request's key stands for something else already. No money moved; start anew.");

    public static readonly Text InvalidAmount = new(
        "这个金额不能办理，请填写大于 0 的金额，最多两位小数。",
        "This amount cannot be used; enter one above 0 with at most two decimals.");

    public static readonly Text BusinessDayClosed = new(
        "系统正在日切，没有任何款项变动，请过几分钟再试。",
        "The business day is just being closed. No money moved; try again in a few minutes.");

    public static readonly Text InvalidText = new(
        "备注太长，或含有换行、控制符等不能显示的字符，请修改；没有任何款项变动。",
        "The note is too long, or holds characters that cannot be shown; change it. No money moved.");

    public static readonly Text AccountNotOpen = new(
        "您还没有完成实名认证，账户尚未开通；请先在“我的”里认证身份。",
        "You are not identified yet and have no account; identify yourself under Me first.");

    public static readonly Text AccountClosed = new(
        "账户已注销，不能再办理业务。", "The account is closed; nothing can be done with it any more.");

    public static readonly Text AccountFrozen = new(
        "账户已冻结，没有任何款项变动；请在“我的”里查看如何解冻。",
        "The account is frozen, and no money moved; see under Me how to unfreeze it.");

    public static readonly Text PayeeCannotReceive = new(
        "对方的账户目前不能收款，款项没有转出；请与对方联系。",
        "The other account cannot receive money at the moment. Nothing was sent; ask its owner.");

    public static readonly Text PayeeIsSelf = new(
        "不能转给自己，请填写朋友的手机号。", "You cannot send to yourself; enter a friend's phone number.");

    public static readonly Text ClassTooLow = new(
        "III 类账户才能用钱包余额转入基金，没有任何款项变动；"
        + "请到“我的”的“实名认证”升级，或改从银行卡转入。",
        "Only a class III account buys fund units from the wallet. No money moved: raise your level under Me, "
        + "Identity, or put money in from a bank card.");

    public static readonly Text LimitExceeded = new(
        "超过了剩余限额，没有任何款项变动；请减少金额，或在“我的”里查看限额。",
        "This is more than what is left of your limit. No money moved; take less, or see your limits under Me.");

    public static readonly Text InsufficientBalance = new(
        "余额不足，没有任何款项变动；请减少金额或先充值。",
        "There is not enough in your wallet. No money moved; take less, or top up first.");

    public static readonly Text InsufficientUnits = new(
        "可用份额不足，没有任何款项变动；请减少金额，在途份额确认后才能使用。",
        "There are not enough units at hand. No money moved; take less: units under way can be used once confirmed.");

    public static readonly Text AdvanceExhausted = new(
        "银行今天的垫资额度暂时用完，没有任何款项变动；请稍后再试，或改用普通赎回。",
        "The bank's money for instant redemption is used up for now. No money moved; try later, or take T+1.");

    public static readonly Text EarningDaySealed = new(
        "正在结算当天的收益，没有任何款项变动，请过几分钟再试。",
        "The day's income is just being settled. No money moved; try again in a few minutes.");

    public static readonly Text StateChanged = new(
        "情况刚刚有变，没有任何款项变动；请返回查看后重试。",
        "Something has changed just now. No money moved; go back, look again and retry.");

    public static readonly Text AgreementsMissing = new(
        "首次转入前，请先阅读并同意基金合同、费用说明和风险提示。",
        "Before your first subscription, read and accept the fund contract, the fees and the risk notice.");

    public static readonly Text CardNotFound = new(
        "没有这张银行卡，请重新选择。", "There is no such bank card; choose another.");

    public static readonly Text PaymentNotFound = new(
        "没有这笔待付款订单，请向商家核对链接或二维码。",
        "There is no such payment request; check the link or code with the merchant.");

    public static readonly Text PaymentPaid = new(
        "这笔订单已经付过了，不会重复扣款。", "This request was paid already; you are not charged twice.");

    public static readonly Text PaymentExpired = new(
        "这笔订单已过期，没有扣款；请回到商家重新下单。",
        "This request has expired and nothing was charged; order again at the merchant.");

    public static readonly Text PaymentCancelled = new(
        "商家已取消这笔订单，没有扣款；如需购买，请回到商家重新下单。",
        "The merchant has cancelled this request and nothing was charged; order again at the merchant.");

    public static readonly Text PaymentBusy = new(
        "这笔订单正在付款中，请稍等片刻再查看。", "This request is being paid at this moment; look again shortly.");

    public static readonly Text PaymentSandbox = new(
        "这是商家的测试订单，不能用真实资金支付。",
        "This is a merchant's test request; it cannot be paid with real money.");

    public static readonly Text RequestNotOpen = new(
        "这个收款请求已处理、已撤回或已过期，没有任何款项变动；如仍需付款，请让对方重新发起。",
        "This request for money was answered, taken back, or is too old. No money moved; if it is still wanted, have "
        + "your friend ask again.");

    public static readonly Text ConfirmationNotFound = new(
        "没有这个待确认事项，或它不属于您；没有任何款项变动，请重新发起。",
        "There is nothing to confirm here, or it is not yours. No money moved; start anew.");

    public static readonly Text ConfirmationNotProved = new(
        "验证没有通过，没有任何款项变动；请再试一次。",
        "The proof was not right. No money moved; try once more.");

    public static readonly Text ConfirmationExpired = new(
        "确认已超时，没有任何款项变动；请返回重新发起。",
        "The time to confirm is over. No money moved; go back and start anew.");

    public static readonly Text ConfirmationChanged = new(
        "金额或收款方与您确认的不一致，没有任何款项变动；请返回重新发起。",
        "The amount or payee is not what you confirmed. No money moved; go back and start anew.");

    public static readonly Text ConfirmationUsed = new(
        "这次确认已经用过，不会重复扣款；请在账单里查看结果。",
        "This confirmation was used already and nothing happens twice; see your bills for the result.");

    public static readonly Text Cooling = new(
        "您的账号刚刚找回过，或刚换过登录、确认方式；为了安全，冷静期内不能把钱付给别人或转到新添加的银行卡，到期后请再试。",
        "Your account was just recovered, or got a new way to sign in or confirm. For safety no money leaves to others "
        + "or to a newly added card until the cooling period is over.");

    public static readonly Text FactorBlocked = new(
        "支付密码连续输错五次，已锁定；请用通行密钥确认，或在“我的”里重设支付密码。",
        "The payment password was wrong five times and is blocked; use a passkey, or set it anew under Me.");

    public static readonly Text ProofTooWeak = new(
        "只用支付密码确认的付款已超过每日额度，没有任何款项变动；请改用通行密钥确认（可在“我的”里添加），或减少金额。",
        "This is more than the payment password alone may confirm in a day. No money moved; confirm with a passkey "
        + "(add one under Me), or take less.");

    public static readonly Text CodeLimitExceeded = new(
        "扫固定收款码的付款已超过每日额度，没有任何款项变动；请改用对方的手机号转账，或减少金额。",
        "This is more than may be paid to fixed codes in a day. No money moved; send to your friend's phone number "
        + "instead, or take less.");

    public static readonly Text FactorMissing = new(
        "您还没有通行密钥或支付密码；请先在“我的”里设置一个。",
        "You have neither a passkey nor a payment password; set one under Me first.");
}
