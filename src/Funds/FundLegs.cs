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

    /// <summary>The order row of a subscription given at <paramref name="now"/>.</summary>
    public static RowWrite SubscriptionOrder(Fund fund, long person, Money amount, DateTimeOffset now)
    {
        DateOnly orderDay = fund.Days.OrderDay(now);
        return new FundOrders.Placed(fund.Asset, FundOrderKind.Subscription, person, amount.Fen, orderDay,
            fund.Days.ConfirmationDay(orderDay));
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
    public static Leg[] Advanced(Fund fund, short shard, AccountKey from, Money amount, DateOnly earnsFrom) =>
    [
        Leg.Units(Debit: from, Credit: BankUnits(fund, shard), amount.ToUnits(), earnsFrom),
        Leg.Money(Debit: Of(AccountCode.AdvanceOutstanding), Credit: Of(AccountCode.AdvanceCash), amount),
    ];

    /// <summary>The limit on fast redemption of one person, fund and day, where it is in force.</summary>
    public static Leg[] FastRedemptionLimit(RuleBook rules, Fund fund, long person, Money amount, DateOnly date) =>
        rules.T0Cap.InForceOn(date)
            ? [Leg.UseLimit(FastLimit(fund, person), rules.T0Cap.On(date).Window.IdOf(date),
                rules.T0Cap.On(date).Amount, amount)]
            : [];

    /// <summary>Gives a fast redemption's limit back, if its day has not passed.</summary>
    public static Leg[] FastRedemptionReleased(RuleBook rules, Fund fund, long person, Money amount, DateOnly date) =>
        rules.T0Cap.InForceOn(date)
            ? [Leg.ReleaseLimit(FastLimit(fund, person), rules.T0Cap.On(date).Window.IdOf(date), amount)]
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

    private static AccountKey FastLimit(Fund fund, long person) =>
        AccountKey.Of(person, AccountCode.FastRedemptionLimit, fund.Asset);

    private static AccountKey Of(AccountCode code) => AccountKey.Of(Party.Platform, code);
}
