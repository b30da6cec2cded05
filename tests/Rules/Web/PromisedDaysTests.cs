using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Huoqi.Web;
using Xunit;

namespace Huoqi.RulesTests.Web;

/// <summary>What a review has promised is compared with what holds when it is confirmed.</summary>
public sealed class PromisedDaysTests
{
    private static readonly DateOnly Wednesday = new(2026, 11, 18);
    private static readonly Quote Subscription = Of(Wednesday, Wednesday.AddDays(1), earnsUntilBefore: null);
    private static readonly Quote AtOnce = Of(orderDay: null, confirmDay: null, Wednesday);
    private static readonly Quote Gift = Of(orderDay: null, confirmDay: null, earnsUntilBefore: null);

    [Fact]
    public void The_same_days_are_no_change_and_where_none_were_shown_there_is_none()
    {
        Assert.Equal("2026-11-18 2026-11-19", PromisedDays.Of(Subscription));
        Assert.Equal("2026-11-18", PromisedDays.Of(AtOnce));
        Assert.Equal("", PromisedDays.Of(Gift));
        foreach (Quote quote in (Quote[])[Subscription, AtOnce, Gift])
        {
            Assert.Null(PromisedDays.ChangedSince(PromisedDays.Of(quote), quote));
            Assert.Null(PromisedDays.ChangedSince("", quote));
        }
    }

    [Fact]
    public void Other_days_are_said_to_be_new_and_why()
    {
        Quote late = Of(Wednesday.AddDays(1), Wednesday.AddDays(2), earnsUntilBefore: null);
        Assert.StartsWith("The cut-off has passed", Said(Subscription, late), StringComparison.Ordinal);
        Quote closed = Of(Wednesday, Wednesday.AddDays(2), earnsUntilBefore: null);
        Assert.StartsWith("Other dealing days", Said(Subscription, closed), StringComparison.Ordinal);
        Quote tomorrow = Of(orderDay: null, confirmDay: null, Wednesday.AddDays(1));
        Assert.StartsWith("A new day has begun", Said(AtOnce, tomorrow), StringComparison.Ordinal);
    }

    private static string? Said(Quote shown, Quote now) => PromisedDays.ChangedSince(PromisedDays.Of(shown), now)?.En;

    private static Quote Of(DateOnly? orderDay, DateOnly? confirmDay, DateOnly? earnsUntilBefore) => new()
    {
        Act = QuoteAct.SubscribeFromWallet,
        Amount = new(100),
        Hindrance = WalletStatus.Done,
        AgreementsMissing = false,
        Arrival = Arrival.OnDay,
        ArrivesOn = confirmDay ?? Wednesday,
        OrderDay = orderDay,
        CutOff = null,
        ConfirmDay = confirmDay,
        EarnsFrom = confirmDay,
        FirstIncomeShownOn = null,
        EarnsUntilBefore = earnsUntilBefore,
        IsProvisional = false,
        Available = Money.Zero,
        Limit = null,
    };
}
