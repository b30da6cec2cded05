namespace Huoqi.Web;

/// <summary>A problem as the developers' page explains it.</summary>
internal sealed record ProblemPage(Problem Problem, string Zh)
{
    /// <summary>What it means and what to do, in both languages.</summary>
    public Text Words => new(Zh, $"{Problem.Title} {Problem.Detail}");
}

internal static partial class Problems
{
    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<ProblemPage> All => field ??=
    [
        new(AccountClosed, "账户已销户；没有执行。"),
        new(AccountFrozen, "账户已冻结：可以转入，不能转出。"),
        new(NotEmpty, "账户里还有余额或份额，请先全部转出。"),
        new(AccountMissing, "没有这个账户；请先开户，或核对收款人。"),
        new(AccountNotFrozen, "账户没有被冻结。"),
        new(AdvanceExhausted, "今天的快速赎回垫资已用完；请改用普通赎回，或稍后再试。"),
        new(AgreementsMissing, "须先阅读并同意文件，见 /api/v1/agreements 中缺少的各项。"),
        new(AlreadyPaid, "已经付款；没有重复执行。"),
        new(BadRequest, "地址中的参数无法读取，请与该接口的示例对照。"),
        new(BeingPaid, "正在付款中，请稍后再看。"),
        new(TooLarge, "请求体过大；本接口的请求体不超过 64 KiB。"),
        new(Broken, "系统出错，已确认的不会丢失；求助时请提供编号。"),
        new(DayClosed, "该业务日已经关闭，请重试，下一业务日已开放。"),
        new(Cancelled, "商户已取消；没有执行。"),
        new(NoCard, "这张卡不是您的，请从 /api/v1/cards 中选择。"),
        new(ClassTooLow, "账户类别不允许此操作，请先在 /api/v1/kyc 提升认证等级。"),
        new(ConfirmationChanged, "确认的内容（行为、金额或收款人）与本次请求不同；没有执行，请重新确认。"),
        new(ConfirmationMissing, "此操作需要先确认：在 /api/v1/confirmations 取得确认并验证，再带上它的编号。"),
        new(ConfirmationUsed, "这个确认已用于另一个请求；没有执行，请重新确认。"),
        new(Cooling, "找回账户后的一段时间内不能把钱转给他人，请看 /api/v1/me 的 coolingUntil。"),
        new(Problem.Down, "数据库暂时没有回应，已确认的不会丢失；请用同一个 Idempotency-Key 重试。"),
        new(DaySealed, "该收益日已封账，请重试。"),
        new(Exists, "已经存在；没有执行。"),
        new(Expired, "已过期，请重新开始。"),
        new(Blocked, "连续五次不对，这种方式已锁定；请用通行密钥，或重新设置支付密码。"),
        new(FundClosed, "基金暂不接受申请，请稍后再试。"),
        new(KeyInvalid, "Idempotency-Key 须为 1 至 255 个可打印的 ASCII 字符，例如 UUID。"),
        new(KeyMissing, "动用资金的请求必须带 Idempotency-Key：每次新请求用新的随机值，重试时用同一个值。"),
        new(KeyReused, "这个 Idempotency-Key 已用于内容不同的请求；本次没有执行，请换新的值。"),
        new(IncomeOutstanding, "账户还有收益尚未入账，请在下一次收益发放后再试。"),
        new(InsufficientBalance, "余额或份额不足，见 /api/v1/home。"),
        new(InvalidAddress, "该地址不可使用：须为 https 和公网主机名。"),
        new(InvalidAmount, "金额须大于零，且不超过单笔上限。"),
        new(InvalidCursor, "游标不属于这个列表；去掉它即可从最新一条开始。"),
        new(InvalidIdNumber, "身份证号不正确，请填写全部十八位（最后一位是校验码）。"),
        new(InvalidName, "姓名无法核对，请按身份证上的写法填写。"),
        new(InvalidPhone, "手机号须为以 1 开头的十一位数字。"),
        new(InvalidValue, "有一个值不能接受，请看所指的成员。"),
        new(LastWay, "不能移除最后一种登录方式，请先添加另一种。"),
        new(LimitExceeded, "超过限额，剩余额度见 /api/v1/limits。"),
        new(MerchantShort, "商户资金不足以退款，请在有新的收款后再试。"),
        new(WrongMethod, "这个地址不支持该方法；Allow 头列出了可用的方法。"),
        new(Problem.NotAllowed, "您的身份不能这样做。"),
        new(Problem.NotFound, "没有这个对象，或它不属于您。"),
        new(NotPaid, "尚未付款；没有执行。"),
        new(NotProved, "验证未通过（不说明是哪一项不对）；请重试，或换一种方式。"),
        new(NotReady, "服务正在启动或停止，请按 Retry-After 的秒数之后再试。"),
        new(NotSet, "尚未设置，请先设置。"),
        new(OrderReused, "该商户订单号已用于另一笔付款，请换一个。"),
        new(OrdersOpen, "账户还有进行中的订单，请等它们结束后再试。"),
        new(OtherWay, "该账户使用通行密钥或密码登录；请用其中之一，或找回账户。"),
        new(OutcomeUnknown, "结果尚不确定：请查询 Location 的地址，或用同一个 Idempotency-Key 重发。"),
        new(PasswordWeak, "密码太短、太长或太常见；请用至少 15 个字符，例如几个词连在一起。"),
        new(PaymentPasswordWeak, "支付密码须为六位数字，不能是连号或同一个数字。"),
        new(RefundTooLarge, "退款超过了未退的金额，请查看该笔付款。"),
        new(Refused, "对方机构的答复是“不通过”，请核对所填内容。"),
        new(SandboxOnly, "由沙箱密钥创建，不会动用资金；请使用正式密钥。"),
        new(StateChanged, "状态已被其他请求改变，请重新读取后再决定。"),
        new(StepUpNeeded, "修改验证方式前须先重新验证（对“factors”做一次确认）。"),
        new(StillRunning, "同一个 Idempotency-Key 的请求还在处理中，请按 Retry-After 的秒数之后用同一个值再问。"),
        new(TooLate, "当前状态下已不能这样做，请重新读取。"),
        new(TooMany, "数量已达上限，请先移除一个。"),
        new(Problem.Busy, "请求太多，没有执行；请按 Retry-After 的秒数之后用同一个 Idempotency-Key 重试。"),
        new(TooManyStreams, "打开的事件流已达上限，请先关闭一个。"),
        new(TryLater, "暂时达到上限，请按 Retry-After 的秒数之后再试。"),
        new(Problem.Unauthenticated, "请先登录，或为请求签名。"),
        new(Unreadable, "请求体无法读取：请发送一个 JSON 对象，成员与示例完全一致。"),
        new(WrongMediaType, "请求体须为 UTF-8 的 application/json。"),
    ];
}
