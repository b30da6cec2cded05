using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Customers;

/// <summary>What a quote is made from.</summary>
/// <param name="Rules">The rules by date.</param>
/// <param name="Days">The fund's days.</param>
/// <param name="Mode">How T+0 money comes.</param>
/// <param name="Now">The instant of business.</param>
/// <param name="Standing">Of the account; null when there is none.</param>
/// <param name="Class">Of the account.</param>
/// <param name="Wallet">Money of the wallet.</param>
/// <param name="Units">Units that can be used, unposted income included.</param>
/// <param name="Limits">The limits as they stand.</param>
/// <param name="AgreementsMissing">Whether documents in force are not accepted.</param>
internal sealed record QuoteGround(
    RuleBook Rules, FundDays Days, AdvanceMode Mode, DateTimeOffset Now, AccountStanding? Standing, AccountClass Class,
    Money Wallet, FundUnits Units, IReadOnlyList<LimitStanding> Limits, bool AgreementsMissing)
{
    public DateOnly Today => BeijingTime.DateOf(Now);
}

/// <summary>What an act would come to: pure, from what stands to dates, limits and what hinders.</summary>
internal static class QuoteRules
{
    public static Quote For(QuoteAct act, Money amount, QuoteGround ground)
    {
        bool isOrder = act is QuoteAct.SubscribeFromWallet or QuoteAct.SubscribeFromCard
            or QuoteAct.RedeemNextDayToWallet or QuoteAct.RedeemNextDayToCard;
        bool subscribes = act is QuoteAct.SubscribeFromWallet or QuoteAct.SubscribeFromCard;
        OrderDates? dates = isOrder ? ground.Days.DatesOf(ground.Now) : null;
        (DateOnly? orderDay, DateOnly? confirmDay) = (dates?.OrderDay, dates?.ConfirmDay);
        LimitStanding? limit = LimitOf(act, ground);
        return new()
        {
            Act = act,
            Amount = amount,
            Hindrance = Hindrance(act, amount, ground, limit),
            AgreementsMissing = subscribes && ground.AgreementsMissing,
            Arrival = ArrivalOf(act, ground.Mode),
            ArrivesOn = confirmDay ?? ground.Today,
            OrderDay = orderDay,
            CutOff = orderDay is { } day ? CutOff(ground.Days, day) : null,
            ConfirmDay = confirmDay,
            EarnsFrom = subscribes ? confirmDay : null,
            FirstIncomeShownOn = subscribes ? confirmDay?.AddDays(1) : null,
            EarnsUntilBefore = StopsEarning(act, ground, dates),
            IsProvisional = dates is { } known && ground.Days.IsAssumed(known.ConfirmDay),
            Available = AvailableFor(act, ground),
            Limit = limit,
        };
    }

    /// <summary>What the ledger would answer first, by its own order: standing, class, limit, balance.</summary>
    private static WalletStatus Hindrance(QuoteAct act, Money amount, QuoteGround ground, LimitStanding? limit)
    {
        bool takesIn = act is QuoteAct.TopUp or QuoteAct.SubscribeFromCard;
        if (amount <= Money.Zero)
        {
            return WalletStatus.InvalidAmount;
        }

        if (ground.Standing is not AccountStanding.Open and { } standing)
        {
            return standing == AccountStanding.Closed ? WalletStatus.AccountClosed
                : takesIn ? WalletStatus.Done : WalletStatus.AccountFrozen;
        }

        if (ground.Standing is null)
        {
            return WalletStatus.AccountNotFound;
        }

        if (act == QuoteAct.SubscribeFromWallet && ground.Class < AccountClass.III
            && ground.Rules.OnlyClassIIIBuysFunds.InForceOn(ground.Today))
        {
            return WalletStatus.ClassTooLow;
        }

        if (limit is not null && limit.Left < amount)
        {
            return WalletStatus.LimitExceeded;
        }

        return takesIn || AvailableFor(act, ground) >= amount ? WalletStatus.Done : WalletStatus.InsufficientBalance;
    }

    private static Arrival ArrivalOf(QuoteAct act, AdvanceMode mode) => act switch
    {
        QuoteAct.PayFromWallet or QuoteAct.Send => Arrival.AtOnce,
        QuoteAct.RedeemFastToWallet or QuoteAct.PayFromFund =>
            mode == AdvanceMode.Prefunded ? Arrival.AtOnce : Arrival.WhenTheBankAnswers,
        QuoteAct.RedeemFastToCard or QuoteAct.TopUp or QuoteAct.Withdraw => Arrival.WhenTheBankAnswers,
        QuoteAct.SubscribeFromWallet or QuoteAct.SubscribeFromCard or QuoteAct.RedeemNextDayToWallet
            or QuoteAct.RedeemNextDayToCard => Arrival.OnDay,
    };

    private static DateOnly? StopsEarning(QuoteAct act, QuoteGround ground, OrderDates? dates) => act switch
    {
        QuoteAct.RedeemNextDayToWallet or QuoteAct.RedeemNextDayToCard => dates!.Value.StopsEarningOn,
        QuoteAct.RedeemFastToWallet or QuoteAct.RedeemFastToCard or QuoteAct.PayFromFund =>
            ground.Days.AdvanceEarnsFrom(ground.Today),
        _ => null,
    };

    /// <summary>The limit it uses; of several, the one with least left. What one factor may confirm is not among them:
    /// a stronger proof may follow.</summary>
    private static LimitStanding? LimitOf(QuoteAct act, QuoteGround ground)
    {
        LimitKind[] used = act switch
        {
            QuoteAct.SubscribeFromWallet => [LimitKind.Balance],
            QuoteAct.PayFromWallet or QuoteAct.Send => [LimitKind.Balance, LimitKind.PaymentsOfDay],
            QuoteAct.PayFromFund => [LimitKind.Balance, LimitKind.PaymentsOfDay, LimitKind.PaymentFromFund],
            QuoteAct.RedeemFastToWallet or QuoteAct.RedeemFastToCard => [LimitKind.FastRedemption],
            _ => [],
        };
        return ground.Limits.Where(limit => used.Contains(limit.Kind)).MinBy(limit => limit.Left);
    }

    private static Money AvailableFor(QuoteAct act, QuoteGround ground) => act switch
    {
        QuoteAct.SubscribeFromWallet or QuoteAct.PayFromWallet or QuoteAct.Send or QuoteAct.Withdraw => ground.Wallet,
        QuoteAct.RedeemFastToWallet or QuoteAct.RedeemFastToCard or QuoteAct.RedeemNextDayToWallet
            or QuoteAct.RedeemNextDayToCard or QuoteAct.PayFromFund => ground.Units.ToMoney(),
        QuoteAct.TopUp or QuoteAct.SubscribeFromCard => Money.Zero,
    };

    private static DateTimeOffset CutOff(FundDays days, DateOnly orderDay) => days == FundDays.AsRecorded
        ? BeijingTime.At(orderDay.AddDays(1), TimeOnly.MinValue)
        : BeijingTime.At(orderDay, BeijingTime.Cutoff);
}
