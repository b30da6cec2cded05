using Huoqi.Customers;

namespace Huoqi.Web;

/// <summary>What bills are called.</summary>
internal static class BillTexts
{
    /// <summary>What a kind of bill is called.</summary>
    public static Text Of(BillKind kind) => kind switch
    {
        BillKind.Other => new("其他", "Other"),
        BillKind.TopUp => new("充值", "Top-up"),
        BillKind.Withdrawal => new("提现", "Withdrawal"),
        BillKind.WithdrawalReturned => new("提现退回", "Withdrawal returned"),
        BillKind.Subscription => new("转入基金", "Put into the fund"),
        BillKind.SubscriptionConfirmed => new("转入确认", "Put in, confirmed"),
        BillKind.SubscriptionRefused => new("转入失败退款", "Put in, refused, money back"),
        BillKind.Redemption => new("普通赎回", "Redemption (T+1)"),
        BillKind.RedemptionConfirmed => new("赎回确认", "Redemption confirmed"),
        BillKind.RedemptionRefused => new("赎回失败", "Redemption refused"),
        BillKind.RedemptionPaid => new("赎回款到账", "Redemption paid"),
        BillKind.FastRedemption => new("快速赎回", "Redemption at once (T+0)"),
        BillKind.FastRedemptionReturned => new("快速赎回退回", "Redemption at once, returned"),
        BillKind.Payment => new("付款", "Payment"),
        BillKind.PaymentFromFund => new("基金付款", "Payment from the fund"),
        BillKind.Refund => new("退款", "Refund"),
        BillKind.Sent => new("转账给朋友", "Sent to a friend"),
        BillKind.SentReturned => new("转账退回", "Sent, came back"),
        BillKind.Received => new("收到转账", "Received"),
        BillKind.Income => new("收益", "Income"),
        BillKind.IncomeCorrected => new("收益更正", "Income corrected"),
        BillKind.UnitsTransferredIn => new("份额过户转入", "Units transferred in"),
        BillKind.Reversal => new("冲正", "Reversal"),
    };

    /// <summary>How far it is; null where nothing is to be said.</summary>
    public static Text? Of(BillState state) => state switch
    {
        BillState.Done => null,
        BillState.Pending => new("处理中", "On its way"),
        BillState.Refused => new("未成功，已退回", "Not done, came back"),
        BillState.PartlyRefunded => new("部分退款", "Partly refunded"),
        BillState.Refunded => new("已退款", "Refunded"),
        BillState.Returned => new("已退回", "Returned"),
    };

    /// <summary>How far an order is that the bank refused before anything had moved.</summary>
    public static readonly Text NothingTaken = new(
        "银行未受理，没有扣款", "Refused by the bank, nothing was taken");

    /// <summary>What stands beside an amount without a sign; null where it has one.</summary>
    public static Text? Of(BillDirection direction) => direction switch
    {
        BillDirection.Own => new("不计收支", "Between your own"),
        BillDirection.In or BillDirection.Out => null,
    };

    /// <summary>Where a line of a receipt comes from or goes to.</summary>
    public static Text Of(ReceiptPlace place) => place switch
    {
        ReceiptPlace.Platform => new("平台", "Platform"),
        ReceiptPlace.Wallet => new("您的钱包", "Your wallet"),
        ReceiptPlace.Units => new("您的基金份额", "Your fund units"),
        ReceiptPlace.FrozenUnits => new("您的冻结份额", "Your units, waiting"),
        ReceiptPlace.LeavingUnits => new("您的在途份额", "Your units, being redeemed"),
        ReceiptPlace.UnpaidIncome => new("未付收益", "Unpaid income"),
        ReceiptPlace.Merchant => new("商户", "Merchant"),
        ReceiptPlace.OtherPerson => new("对方", "The other person"),
        ReceiptPlace.Bank => new("银行", "Bank"),
        ReceiptPlace.Fund => new("基金", "Fund"),
        ReceiptPlace.Fee => new("商户手续费", "Merchant's fee"),
        ReceiptPlace.Limit => new("额度", "Limit"),
        ReceiptPlace.OnItsWay => new("在途", "On its way"),
        ReceiptPlace.AdvancingBank => new("垫资银行", "Advancing bank"),
    };

    /// <summary>The groups that the list can be narrowed to.</summary>
    public static readonly (string Code, Text Name, IReadOnlySet<BillKind> Kinds)[] Groups =
    [
        ("cards", new("充值提现", "Bank card"), new HashSet<BillKind>
            { BillKind.TopUp, BillKind.Withdrawal, BillKind.WithdrawalReturned }),
        ("fund", new("基金", "Fund"), new HashSet<BillKind>
        {
            BillKind.Subscription, BillKind.SubscriptionConfirmed, BillKind.SubscriptionRefused, BillKind.Redemption,
            BillKind.RedemptionConfirmed, BillKind.RedemptionRefused, BillKind.RedemptionPaid, BillKind.FastRedemption,
            BillKind.FastRedemptionReturned, BillKind.UnitsTransferredIn,
        }),
        ("payments", new("付款", "Payments"), new HashSet<BillKind>
            { BillKind.Payment, BillKind.PaymentFromFund, BillKind.Refund }),
        ("friends", new("转账", "Friends"), new HashSet<BillKind>
            { BillKind.Sent, BillKind.SentReturned, BillKind.Received }),
        ("income", new("收益", "Income"), new HashSet<BillKind> { BillKind.Income, BillKind.IncomeCorrected }),
    ];
}
