using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>What a registrar's answer to an order comes to in the books: pure, from the order to the draft.</summary>
internal static class ConfirmationEntries
{
    /// <summary>The entry that books a confirmed order.</summary>
    /// <param name="fund">The fund.</param>
    /// <param name="order">The order.</param>
    /// <param name="businessDate">The business date of the confirmation.</param>
    /// <param name="confirmedOn">The day the registrar confirmed it: its units change hands on it.</param>
    /// <param name="earnsFrom">That day, or the first open day when it comes late.</param>
    public static EntryDraft Confirmed(
        Fund fund, FundOrder order, DateOnly businessDate, DateOnly confirmedOn, DateOnly earnsFrom)
    {
        // A redemption that stopped earning when it was made has missed nothing.
        bool isLate = earnsFrom > confirmedOn && (order.Kind == FundOrderKind.Subscription || order.Earning);
        EntryDraft draft = Draft(order, businessDate, earnsFrom) with
        {
            Rows = [new FundOrders.Confirmed(order.No, isLate ? (confirmedOn, earnsFrom.AddDays(-1)) : null)],
        };
        AccountKey contra = AccountKey.Of(Party.Platform, AccountCode.FundContra, fund.Asset);
        Money amount = new(order.Amount);
        FundUnits units = new(order.Amount);
        return order.Kind switch
        {
            FundOrderKind.Subscription => draft with
            {
                Act = FundActs.ConfirmSubscription,
                Legs =
                [
                    Money(Debit: AccountCode.SubscriptionPayable, Credit: AccountCode.SettlementBank, amount),
                    Leg.Units(Debit: contra, Credit: FundLegs.Available(fund, order.Owner), units, earnsFrom),
                ],
            },
            FundOrderKind.Redemption => draft with
            {
                Act = FundActs.ConfirmRedemption,
                Legs =
                [
                    Leg.Units(Debit: Transit(fund, order), Credit: contra, units, earnsFrom),
                    Money(Debit: AccountCode.ReceivableFromRegistrar, Credit: AccountCode.RedemptionPayable, amount),
                    Money(Debit: AccountCode.SettlementBank, Credit: AccountCode.ReceivableFromRegistrar, amount),
                ],
            },
            FundOrderKind.BankRedemption => draft with
            {
                Act = FundActs.ConfirmAdvanced,
                Legs = [Leg.Units(Debit: Transit(fund, order), Credit: contra, units, earnsFrom), .. BankRepaid(order)],
            },
        };
    }

    /// <summary>The entry that books an order the registrar refused: everything goes back where it came from.</summary>
    public static EntryDraft Refused(Fund fund, FundOrder order, DateOnly businessDate, DateOnly earnsFrom)
    {
        EntryDraft draft = Draft(order, businessDate, earnsFrom) with
        {
            Rows = [new FundOrders.Moved(order.No, FundOrderState.Placed, FundOrderState.Refused)],
        };
        Money amount = new(order.Amount);
        return order.Kind switch
        {
            FundOrderKind.Subscription => draft with
            {
                Act = FundActs.RefuseSubscription,
                Legs =
                [
                    .. order.LimitWindow is { } window ? (Leg[])[LimitReleased(order, window)] : [],
                    Money(Debit: AccountCode.SubscriptionPayable, Credit: AccountCode.SettlementBank, amount),
                    Leg.Money(
                        Debit: AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank),
                        Credit: AccountKey.Of(order.Owner, AccountCode.UserBalance), amount),
                ],
            },
            FundOrderKind.Redemption => draft with
            {
                Act = FundActs.RefuseRedemption,
                Legs =
                [
                    Leg.Units(
                        Debit: Transit(fund, order), Credit: FundLegs.Available(fund, order.Owner), new(order.Amount),
                        earnsFrom),
                ],
            },
            FundOrderKind.BankRedemption => draft with
            {
                Act = FundActs.RefuseRedemption,
                Legs =
                [
                    Leg.Transfer(
                        Debit: Transit(fund, order), Credit: FundLegs.BankUnits(fund, order.No.Shard), order.Amount),
                    .. OutstandingAgain(AccountCode.AdvanceOutstanding, order.FromFacility),
                    .. OutstandingAgain(AccountCode.DirectAdvanceOutstanding, order.Principal - order.FromFacility),
                ],
            },
        };
    }

    private static Leg[] OutstandingAgain(AccountCode outstanding, Money amount) =>
        amount > Huoqi.Kernel.Money.Zero ? [Money(outstanding, AccountCode.AdvanceUnderRedemption, amount)] : [];

    private static Leg LimitReleased(FundOrder order, int window) => Leg.ReleaseLimit(
        AccountKey.Of(order.Owner, AccountCode.BalancePaymentLimit), window, new(order.Amount));

    private static EntryDraft Draft(FundOrder order, DateOnly businessDate, DateOnly earnsFrom) => new()
    {
        Shard = order.No.Shard,
        Owner = order.Owner,
        Act = 0,
        // The order's row is what makes it happen once. The days are in the key because a refusal stands for ever, and
        // a later try names other days.
        Key = $"{order.No}@{earnsFrom:yyyyMMdd}-{businessDate:yyyyMMdd}",
        BusinessDate = businessDate,
        ByPlatform = true,
        Reference = order.No.ToString(),
    };

    /// <summary>
    /// The registrar pays the settlement bank, which pays the advancing bank back. By standing agreement what was drawn
    /// on the facility goes straight back into it; the rest is what the bank paid out itself, and its income.
    /// </summary>
    private static List<Leg> BankRepaid(FundOrder order)
    {
        Money amount = new(order.Amount);
        List<Leg> legs =
        [
            Money(Debit: AccountCode.ReceivableFromRegistrar, Credit: AccountCode.AdvancePayable, amount),
            Money(Debit: AccountCode.SettlementBank, Credit: AccountCode.ReceivableFromRegistrar, amount),
            Money(Debit: AccountCode.AdvancePayable, Credit: AccountCode.SettlementBank, amount),
        ];
        if (order.Principal > Huoqi.Kernel.Money.Zero)
        {
            legs.Add(
                Money(Debit: AccountCode.AdvanceCash, Credit: AccountCode.AdvanceUnderRedemption, order.Principal));
        }

        if (order.FromFacility > Huoqi.Kernel.Money.Zero)
        {
            legs.Add(Money(
                Debit: AccountCode.ReserveAtCentralBank, Credit: AccountCode.AdvanceFacility, order.FromFacility));
        }

        return legs;
    }

    private static AccountKey Transit(Fund fund, FundOrder order) => AccountKey.Of(
        order.Owner, order.Earning ? AccountCode.UnitsInTransit : AccountCode.UnitsInTransitNotEarning, fund.Asset);

    private static Leg Money(AccountCode Debit, AccountCode Credit, Money amount) =>
        Leg.Money(AccountKey.Of(Party.Platform, Debit), AccountKey.Of(Party.Platform, Credit), amount);
}
