using Huoqi.Funds;
using Huoqi.Ledger;

namespace Huoqi.Wallet;

/// <summary>What the bank's final answer comes to in the books: pure, from the order to the draft.</summary>
internal static class BankAnswerEntries
{
    /// <summary>The bank has executed the order.</summary>
    /// <param name="parts">The fund and the rules.</param>
    /// <param name="draft">The entry's frame, with the row that ends the order.</param>
    /// <param name="order">The order.</param>
    /// <param name="earnsFrom">The first day on which units taken over count for the bank.</param>
    /// <param name="now">When its answer is booked: an order to the fund belongs to the day of that.</param>
    public static EntryDraft Done(
        WalletParts parts, EntryDraft draft, OpenBankOrder order, DateOnly earnsFrom, DateTimeOffset now)
    {
        return order.Purpose switch
        {
            BankPurpose.TopUp => draft with
            {
                Legs =
                [
                    BankOrders.Answered(order.Amount),
                    Leg.Money(
                        Debit: WalletParts.Own(AccountCode.ChannelReceivable),
                        Credit: WalletParts.Balance(order.Person),
                        order.Amount),
                ],
            },
            BankPurpose.Subscription => draft with
            {
                Legs = [BankOrders.Answered(order.Amount), FundLegs.SubscriptionMoney(order.Amount)],
                Rows =
                [
                    .. draft.Rows,
                    FundLegs.SubscriptionOrder(parts.Fund, order.Person, order.Amount, now),
                ],
            },
            BankPurpose.Withdrawal => draft with
            {
                Legs =
                [
                    BankOrders.Answered(order.Amount),
                    Leg.Money(
                        Debit: WalletParts.Own(AccountCode.WithdrawalPending),
                        Credit: WalletParts.Own(AccountCode.ReserveAtCentralBank), order.Amount),
                ],
            },
            BankPurpose.RedemptionPayout => draft with
            {
                Legs = [BankOrders.Answered(order.Amount), FundLegs.RedemptionPaid(order.Amount)],
            },
            BankPurpose.MerchantSettlement => draft with
            {
                Legs =
                [
                    BankOrders.Answered(order.Amount),
                    Leg.Money(
                        Debit: MerchantFunds.Leaving(order.Subject!.Value),
                        Credit: WalletParts.Own(AccountCode.ReserveAtCentralBank), order.Amount),
                ],
            },
            BankPurpose.AdvanceToCard => draft with { Legs = TakenOver(parts, order, earnsFrom) },
            BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment => draft with
            {
                // The bank pays into the reserve; the person's money follows it.
                Legs =
                [
                    .. TakenOver(parts, order, earnsFrom),
                    Arrived(order),
                ],
            },
        };
    }

    /// <summary>
    /// The bank has advanced what a payment needs, and the payment is made with it: both or neither. It is the person
    /// who pays here, and the person's account that must not be frozen.
    /// </summary>
    public static EntryDraft DoneAndPaid(
        WalletParts parts, EntryDraft done, OpenBankOrder order, AccountClass? accountClass)
    {
        long merchant = order.Subject!.Value;
        return done with
        {
            ByPlatform = false,
            Reference = order.MerchantOrder!,
            Legs =
            [
                .. PaymentLimits.Use(parts.Rules, order.Person, accountClass, order.Amount, done.BusinessDate),
                .. done.Legs,
                .. Payments.Legs(order.Person, merchant, order.Amount),
            ],
            Rows =
            [
                .. done.Rows,
                new Payments.Made(order.Person, merchant, order.Amount, order.MerchantOrder!,
                    PaymentLimits.Window(parts.Rules, accountClass, done.BusinessDate)),
            ],
        };
    }

    /// <summary>The bank has refused the order for good: everything goes back where it came from.</summary>
    public static EntryDraft Refused(WalletParts parts, EntryDraft draft, OpenBankOrder order)
    {
        Leg answered = BankOrders.Answered(order.Amount);
        return order.Purpose switch
        {
            BankPurpose.TopUp or BankPurpose.Subscription => draft with { Legs = [answered] },
            // The card does not take it, and the money is the person's: it goes to the wallet instead.
            BankPurpose.RedemptionPayout => draft with
            {
                Legs = [answered, FundLegs.RedemptionPaid(order.Amount), Arrived(order)],
            },
            BankPurpose.MerchantSettlement => draft with
            {
                Legs =
                [
                    answered,
                    Leg.Money(
                        Debit: MerchantFunds.Leaving(order.Subject!.Value),
                        Credit: Payments.Pending(order.Subject!.Value), order.Amount),
                ],
            },
            BankPurpose.Withdrawal => draft with
            {
                Legs =
                [
                    answered,
                    Leg.Money(
                        Debit: WalletParts.Own(AccountCode.WithdrawalPending),
                        Credit: WalletParts.Balance(order.Person),
                        order.Amount),
                ],
            },
            BankPurpose.AdvanceToCard or BankPurpose.AdvanceToWallet or BankPurpose.AdvanceForPayment => draft with
            {
                Legs =
                [
                    .. ProofReleased(parts, order),
                .. FundLegs.FastRedemptionReleased(
                        parts.Rules, parts.Fund, order.Person, order.Amount, order.BusinessDate,
                        forPayment: order.Purpose == BankPurpose.AdvanceForPayment),
                    answered,
                    Leg.Transfer(
                        Debit: FundLegs.Frozen(parts.Fund, order.Person),
                        Credit: FundLegs.Available(parts.Fund, order.Person), order.Amount.ToUnits().Hundredths),
                ],
            },
        };
    }

    /// <summary>What a payment that is not made had used of the day's limits.</summary>
    public static Leg[] ProofReleased(WalletParts parts, OpenBankOrder order) => order.Proof is { } proof
        ? PaymentLimits.OfDayReleased(parts.Rules, order.Person, proof, order.Amount, order.BusinessDate)
        : [];

    /// <summary>Money comes into the reserve, and is the person's.</summary>
    private static Leg Arrived(OpenBankOrder order) => Leg.Money(
        Debit: WalletParts.Own(AccountCode.ReserveAtCentralBank), Credit: WalletParts.Balance(order.Person),
        order.Amount);

    private static Leg[] TakenOver(WalletParts parts, OpenBankOrder order, DateOnly earnsFrom) =>
    [
        BankOrders.Answered(order.Amount),
        .. FundLegs.Advanced(
            parts.Fund, order.No.Shard, FundLegs.Frozen(parts.Fund, order.Person), order.Amount, earnsFrom,
            AccountCode.DirectAdvanceOutstanding),
    ];
}
