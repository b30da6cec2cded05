using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// The funds' part of acts that the wallet posts as one entry: legs in the fund's books, and the order's row.
/// Entries as numbered in the rules of the domain, section 8.
/// </summary>
public static class FundLegs
{
    /// <summary>Subscription money has reached the settlement bank and waits for the registrar (entry 2, at
    /// T).</summary>
    public static Leg SubscriptionMoney(Money amount) =>
        Leg.Money(Debit: Of(AccountCode.SettlementBank), Credit: Of(AccountCode.SubscriptionPayable), amount);

    /// <summary>
    /// The order row of a subscription given at <paramref name="now"/>; <paramref name="limitWindow"/> is that of the
    /// balance limit it used, which a refusal gives back.
    /// </summary>
    public static RowWrite SubscriptionOrder(
        Fund fund, long person, Money amount, DateTimeOffset now, int? limitWindow = null)
    {
        OrderDates dates = fund.Days.DatesOf(now);
        return new FundOrders.Placed(fund.Asset, FundOrderKind.Subscription, person, amount.Fen, dates.OrderDay,
            dates.ConfirmDay, LimitWindow: limitWindow);
    }

    /// <summary>
    /// Units leave a person for the advancing bank, which earns on them from its day on; the advance is noted in the
    /// memo mirror of the bank's book (entry 5, t0).
    /// </summary>
    /// <param name="fund">The fund.</param>
    /// <param name="shard">The person's shard.</param>
    /// <param name="from">The person's units: available, or frozen while the bank was asked.</param>
    /// <param name="amount">1 unit is 1.00 yuan.</param>
    /// <param name="earnsFrom">The first day on which they earn for the bank.</param>
    /// <param name="outstanding">
    /// <see cref="AccountCode.AdvanceOutstanding"/> of a draw on the facility, which is repaid into it, or
    /// <see cref="AccountCode.DirectAdvanceOutstanding"/> of what the bank paid out itself.
    /// </param>
    public static Leg[] Advanced(
        Fund fund, short shard, AccountKey from, Money amount, DateOnly earnsFrom, AccountCode outstanding) =>
    [
        Leg.Units(Debit: from, Credit: BankUnits(fund, shard), amount.ToUnits(), earnsFrom),
        Leg.Money(Debit: Of(outstanding), Credit: Of(AccountCode.AdvanceCash), amount),
    ];

    /// <summary>
    /// The limit on fast redemption of one person, fund and day, where it is in force. The text of the cap speaks of
    /// withdrawals: what pays a merchant has a limit of its own, as high, unless the rule says that it counts too.
    /// </summary>
    public static Leg[] FastRedemptionLimit(
        RuleBook rules, Fund fund, long person, Money amount, DateOnly date, bool forPayment) =>
        rules.T0Cap.InForceOn(date)
            ?
            [
                Leg.UseLimit(FastLimit(rules, fund, person, date, forPayment), rules.T0Cap.On(date).Window.IdOf(date),
                    rules.T0Cap.On(date).Amount, amount),
            ]
            : [];

    /// <summary>Gives a fast redemption's limit back, if its day has not passed.</summary>
    public static Leg[] FastRedemptionReleased(
        RuleBook rules, Fund fund, long person, Money amount, DateOnly date, bool forPayment) =>
        rules.T0Cap.InForceOn(date)
            ?
            [
                Leg.ReleaseLimit(
                    FastLimit(rules, fund, person, date, forPayment), rules.T0Cap.On(date).Window.IdOf(date), amount),
            ]
            : [];

    /// <summary>Money of a confirmed redemption leaves the settlement bank for its owner (entry 4, payout).</summary>
    public static Leg RedemptionPaid(Money amount) =>
        Leg.Money(Debit: Of(AccountCode.RedemptionPayable), Credit: Of(AccountCode.SettlementBank), amount);

    /// <summary>A person's units that can be used.</summary>
    public static AccountKey Available(Fund fund, long person) =>
        AccountKey.Of(person, AccountCode.UnitsAvailable, fund.Asset);

    /// <summary>A person's units that wait for the bank's answer.</summary>
    public static AccountKey Frozen(Fund fund, long person) =>
        AccountKey.Of(person, AccountCode.UnitsFrozen, fund.Asset);

    /// <summary>The advancing bank's units in a shard.</summary>
    public static AccountKey BankUnits(Fund fund, short shard) =>
        AccountKey.Of(Party.AdvancingBank(shard), AccountCode.AdvancingBankUnits, fund.Asset);

    /// <summary>The bank's prefunded T+0 money that lies in a shard.</summary>
    public static AccountKey Facility => Of(AccountCode.AdvanceFacility);

    private static AccountKey FastLimit(RuleBook rules, Fund fund, long person, DateOnly date, bool forPayment)
    {
        bool counts = !forPayment
            || (rules.T0CapCountsPayments.InForceOn(date) && rules.T0CapCountsPayments.On(date));
        AccountCode code = counts ? AccountCode.FastRedemptionLimit : AccountCode.FastPaymentLimit;
        return AccountKey.Of(person, code, fund.Asset);
    }

    private static AccountKey Of(AccountCode code) => AccountKey.Of(Party.Platform, code);
}
