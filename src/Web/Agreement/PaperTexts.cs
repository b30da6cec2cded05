using Huoqi.Customers;

namespace Huoqi.Web;

/// <summary>The words of the documents: short, and honest about what is simulated.</summary>
internal static class PaperTexts
{
    public static readonly Paper RiskLine = new(
        DocumentKind.RiskLine, 1, "risk", new("风险提示", "Risks"),
        [
            new(new("不是存款", "Not a deposit"), new(
                "货币市场基金不等于把钱存进银行或存款类金融机构。基金管理人和本平台都不保证一定盈利，也不保证最低收益，"
                + "本金也可能受到损失。",
                "Buying a money-market fund is not depositing money with a bank. Neither the fund manager nor this "
                + "platform guarantees a profit or a minimum income, and part of the principal can be lost.")),
            new(new("收益会变", "Income varies"), new(
                "七日年化收益率和万份收益都是过去的数字，不预示未来表现。",
                "The seven-day yield and the income per 10,000 units are figures of the past; they do not foretell "
                + "the future.")),
            new(new("快速到账有额度", "Instant redemption is limited"), new(
                "快速赎回 (T+0) 由银行垫资，有每人每日额度，遇到垫资用完或系统故障可能暂停；普通赎回 (T+1) 不受此限，"
                + "但遇巨额赎回时基金可以延期支付。",
                "Instant redemption (T+0) is money advanced by a bank. It has a daily limit for each person, and may "
                + "pause when the advance is used up. Ordinary redemption (T+1) has no such limit, but in a large "
                + "redemption the fund may defer payment.")),
        ]);

    public static readonly Paper FundContract = new(
        DocumentKind.FundContract, 1, "contract", new("货币基金合同（摘要）", "Fund contract (summary)"),
        [
            new(new("这是什么", "What this is"), new(
                "您买入的是一只模拟的货币市场基金，仅用于演示和测试，不涉及真实资金。它投资于现金、一年以内的银行存款、"
                + "债券回购和央行票据等短期工具，每份净值始终按 1.00 元计算。",
                "You buy units of a simulated money-market fund: it serves demonstration and tests, and no real money "
                + "is involved. It invests in cash, bank deposits of up to a year, repos and central-bank bills; "
                + "a unit "
                + "is always worth 1.00 yuan.")),
            new(new("申购与确认", "Subscription and confirmation"), new(
                "交易日 15:00 前的申请算作当日 (T)，之后的算作下一交易日。登记机构在 T+1 日确认份额，从确认日起计算收益，"
                + "次日可以看到第一笔收益。",
                "An order before 15:00 of a dealing day belongs to that day (T), a later one to the next. The "
                + "registrar confirms on T+1; units earn from the day of confirmation, and the first income is shown a "
                + "day later.")),
            new(new("收益分配", "Income"), new(
                "每个自然日计算收益，按日结转为份额，精确到分；去尾剩下的每一分按余数大小分给持有人，不留在平台。",
                "Income is reckoned for every calendar day and becomes units every day, exact to the fen; what "
                + "rounding down leaves is given out to holders by the largest remainder, and nothing stays with the "
                + "platform.")),
            new(new("赎回", "Redemption"), new(
                "普通赎回在确认后支付；快速赎回由银行垫资立即支付，份额及其后的收益归垫资银行。",
                "An ordinary redemption is paid once it is confirmed. In an instant one a bank pays at once, and takes "
                + "over the units and what they earn from then on.")),
            new(new("谁做什么", "Who does what"), new(
                "基金管理人管理投资并公布数据，登记机构保存份额的正式记录，银行托管资金，本平台只代为销售和展示。",
                "The fund manager invests and publishes the figures, the registrar keeps the record of title, a bank "
                + "holds the assets; this platform sells and shows.")),
        ]);

    public static readonly Paper FeeSheet = new(
        DocumentKind.FeeSheet, 1, "fees", new("费用说明", "Fees"),
        [
            new(new("您直接支付的费用", "What you pay"), new(
                "申购费 0，赎回费 0，转入转出手续费 0，转账手续费 0。",
                "Subscription 0, redemption 0, moving money in and out 0, sending to friends 0.")),
            new(new("从基金资产中扣除的费用", "What the fund pays"), new(
                "管理费每年 0.30 %，托管费每年 0.08 %，销售服务费每年 0.25 %。公布的万份收益和七日年化已经扣除这些费用。",
                "Management 0.30 % a year, custody 0.08 % a year, sales service 0.25 % a year. Published income and "
                + "yields are after these fees.")),
        ]);
}
