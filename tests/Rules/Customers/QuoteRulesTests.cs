using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>What an act would come to: dates around weekends, holidays and the cut-off, limits, and what
/// hinders.</summary>
public sealed class QuoteRulesTests
{
    private static readonly Huoqi.Funds.Fund Fund =
        new(new Asset(1), "000198", "Test fund", FundDays.Default(TradingCalendar.China));

    // The vectors of the domain's rules, 1.4: order given, order day, confirmed and earning, income shown.
    [Theory]
    [InlineData("2026-01-05 14:59", "2026-01-05", "2026-01-06", "2026-01-07")]
    [InlineData("2026-01-05 15:00", "2026-01-06", "2026-01-07", "2026-01-08")]
    [InlineData("2026-01-09 10:00", "2026-01-09", "2026-01-12", "2026-01-13")]
    [InlineData("2026-01-10 10:00", "2026-01-12", "2026-01-13", "2026-01-14")]
    [InlineData("2025-09-30 15:01", "2025-10-09", "2025-10-10", "2025-10-11")]
    public void A_subscription_says_its_days(string at, string order, string earns, string shown)
    {
        Quote quote = QuoteRules.For(QuoteAct.SubscribeFromWallet, new(100), Ground(at));
        Assert.Equal(
            (order, earns, earns, shown),
            (Text(quote.OrderDay), Text(quote.ConfirmDay), Text(quote.EarnsFrom), Text(quote.FirstIncomeShownOn)));
        Assert.Equal(Arrival.OnDay, quote.Arrival);
        Assert.Equal(BeijingTime.At(quote.OrderDay!.Value, new(15, 0)), quote.CutOff);
        Assert.Equal(Money.Zero, quote.Fee);
        Assert.True(quote.IsPossible);
    }

    [Fact]
    public void A_redemption_earns_until_it_is_confirmed_and_a_fast_one_not_today()
    {
        QuoteGround ground = Ground("2026-01-09 10:00");
        Quote slow = QuoteRules.For(QuoteAct.RedeemNextDayToCard, new(100), ground);
        Assert.Equal(("2026-01-12", "2026-01-12"), (Text(slow.EarnsUntilBefore), Text(slow.ArrivesOn)));
        Quote fast = QuoteRules.For(QuoteAct.RedeemFastToWallet, new(100), ground);
        Assert.Equal(("2026-01-09", Arrival.AtOnce), (Text(fast.EarnsUntilBefore), fast.Arrival));
        Assert.Equal(Arrival.WhenTheBankAnswers, QuoteRules.For(
            QuoteAct.RedeemFastToWallet, new(100), ground with { Mode = AdvanceMode.PerDraw }).Arrival);
    }

    [Theory]
    [InlineData(QuoteAct.SubscribeFromWallet, 0, 1, 3, WalletStatus.InvalidAmount)]
    [InlineData(QuoteAct.SubscribeFromWallet, 100, 2, 3, WalletStatus.AccountFrozen)]
    [InlineData(QuoteAct.TopUp, 100, 2, 3, WalletStatus.Done)]
    [InlineData(QuoteAct.TopUp, 100, 3, 3, WalletStatus.AccountClosed)]
    [InlineData(QuoteAct.Send, 100, 0, 3, WalletStatus.AccountNotFound)]
    [InlineData(QuoteAct.SubscribeFromWallet, 100, 1, 2, WalletStatus.ClassTooLow)]
    [InlineData(QuoteAct.SubscribeFromCard, 100, 1, 2, WalletStatus.Done)]
    [InlineData(QuoteAct.PayFromWallet, 1000_01, 1, 1, WalletStatus.LimitExceeded)]
    [InlineData(QuoteAct.PayFromWallet, 5000_01, 1, 3, WalletStatus.LimitExceeded)]
    [InlineData(QuoteAct.Send, 5000_00, 1, 3, WalletStatus.Done)]
    [InlineData(QuoteAct.RedeemFastToWallet, 10000_01, 1, 3, WalletStatus.LimitExceeded)]
    [InlineData(QuoteAct.RedeemNextDayToWallet, 10000_01, 1, 3, WalletStatus.Done)]
    [InlineData(QuoteAct.RedeemNextDayToWallet, 20000_01, 1, 3, WalletStatus.InsufficientBalance)]
    public void What_hinders_is_what_the_ledger_would_say_first(
        QuoteAct act, long fen, short standing, short accountClass, WalletStatus hindrance)
    {
        QuoteGround ground = Ground("2026-01-05 10:00", (AccountClass)accountClass) with
        {
            Standing = standing == 0 ? null : (AccountStanding)standing,
        };
        Assert.Equal(hindrance, QuoteRules.For(act, new(fen), ground).Hindrance);
    }

    [Fact]
    public void A_limit_of_an_older_window_is_full_again()
    {
        LedgerQueries.Balance[] counted =
        [
            new(AccountKey.Of(7, AccountCode.FastRedemptionLimit, Fund.Asset), 1_00, AccountStanding.Open, 20260104),
            new(AccountKey.Of(7, AccountCode.FastPaymentLimit, Fund.Asset), 2_00, AccountStanding.Open, 20260105),
            new(AccountKey.Of(7, AccountCode.BalancePaymentLimit), 3_00, AccountStanding.Open, 2026),
            // Of the thousand for one factor 700 are left, but of all payments of the day only 400.
            new(AccountKey.Of(7, AccountCode.UncertifiedPaymentLimit), 400_00, AccountStanding.Open, 20260105),
            new(AccountKey.Of(7, AccountCode.OneFactorPaymentLimit), 700_00, AccountStanding.Open, 20260105),
            new(AccountKey.Of(7, AccountCode.StaticCodePaymentLimit), 1_00, AccountStanding.Open, 20260104),
        ];
        IReadOnlyList<LimitStanding> limits = LimitRules.Standing(
            RuleBook.Default, Fund, 7, AccountClass.II, counted, new(2026, 1, 5));
        Assert.Equal(
            [
                (LimitKind.Balance, 3_00L), (LimitKind.FastRedemption, 10_000_00L), (LimitKind.PaymentFromFund, 2_00L),
                (LimitKind.PaymentsOfDay, 400_00L), (LimitKind.PaymentsByPasswordOfDay, 400_00L),
                (LimitKind.PaymentsToStaticCodesOfDay, 500_00L),
            ],
            limits.Select(limit => (limit.Kind, limit.Left.Fen)));
        Assert.All(limits, limit => Assert.Equal(limit.Amount, limit.Used + limit.Left));
        Assert.Empty(LimitRules.Standing(RuleBook.Default, Fund, 7, AccountClass.I, counted, new(2015, 1, 1)));
    }

    [Fact]
    public void A_goal_says_what_to_put_aside_each_month()
    {
        DateOnly today = new(2026, 1, 31);
        Goal goal = new(1, "trip", new(100_00), new(2026, 4, 1), FundUnits.FromWhole(10), EachMonth: null);
        Assert.Equal(new Money(30_00), GoalRules.EachMonth(goal, today));
        Assert.Equal(new Money(90_00), GoalRules.EachMonth(goal with { By = today.AddDays(1) }, today));
        Assert.Null(GoalRules.EachMonth(goal with { By = null }, today));
        Assert.Null(GoalRules.EachMonth(goal with { Assigned = FundUnits.FromWhole(100) }, today));
        Assert.False(GoalRules.IsValid("a\0b", goal.Target, goal.By, today));
        Assert.False(GoalRules.IsValid(new string('长', Goals.LongestName + 1), goal.Target, goal.By, today));
    }

    private static QuoteGround Ground(string at, AccountClass accountClass = AccountClass.III)
    {
        DateTimeOffset now = BeijingTime.At(DateOnly.Parse(at[..10]), TimeOnly.Parse(at[11..]));
        return new(RuleBook.Default, Fund.Days, AdvanceMode.Prefunded, now, AccountStanding.Open, accountClass,
            Wallet: new(5000_00), Units: FundUnits.FromWhole(20_000),
            LimitRules.Standing(RuleBook.Default, Fund, 7, accountClass, [], BeijingTime.DateOf(now)),
            AgreementsMissing: false);
    }

    private static string Text(DateOnly? day) => day is { } one ? one.ToString("yyyy-MM-dd") : "";
}
