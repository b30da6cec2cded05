using Huoqi.Funds;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Accounts that close, and gifts that find their friend gone.</summary>
public sealed class LeavingAndGivingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_gift_to_somebody_who_left_comes_back_with_its_limit()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2017-03-01 10:00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00", AccountClass.II);
        long stays = await house.OpenAsync(WalletHouse.PersonIn(1, 1));
        long leaves = await house.OpenAsync(WalletHouse.PersonIn(1, 2));
        OrderNo arriving = await SendAsync(house, person, stays);
        OrderNo returning = await SendAsync(house, person, leaves);
        Assert.Equal(WalletStatus.Done, (await CloseAsync(house, leaves)).Status);
        Assert.Equal(GiftState.OnItsWay, await house.GiftAsync(arriving));
        Assert.Equal(GiftState.OnItsWay, await house.GiftAsync(returning));
        Assert.Equal("99900.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
        Assert.Equal((1, 1), await house.DeliverAsync());
        Assert.Equal((0, 0), await house.DeliverAsync());
        Assert.Equal(GiftState.Arrived, await house.GiftAsync(arriving));
        Assert.Equal(GiftState.Returned, await house.GiftAsync(returning));
        Assert.Equal("99950.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
        Assert.Equal(("950.00", "50.00"), (await house.HasAsync(person), await house.HasAsync(stays)));
        Assert.Equal("1020 1000.00, 2010 1000.00", await house.BooksAsync());
        Assert.Null(await house.GiftAsync(new(0, 1)));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_limit_whose_window_has_passed_is_not_given_back()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2017-12-31 23:00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00", AccountClass.II);
        OrderNo late = await SendAsync(house, person, WalletHouse.PersonIn(1, 9));
        house.Clock.Set("2018-01-01 01:00");
        await SendAsync(house, person, await house.OpenAsync(WalletHouse.PersonIn(1, 1)));
        Assert.Equal((1, 1), await house.DeliverAsync());
        Assert.Equal(GiftState.Returned, await house.GiftAsync(late));
        Assert.Equal("99950.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
    }

    [Fact]
    public async Task Nobody_leaves_while_something_is_under_way()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        await SendAsync(house, person, WalletHouse.PersonIn(1, 1));
        await ExpectAsync(WalletStatus.OrdersOpen);
        await house.DeliverAsync();
        await ExpectAsync(WalletStatus.AccountNotEmpty);
        await new SubscribeFromWallet(house.Parts).HandleAsync(new(person, "in", WalletHouse.Yuan("100.00")));
        await ExpectAsync(WalletStatus.OrdersOpen);
        await house.SendOrdersAsync(house.Today);
        await house.PassDaysAsync(house.Today, house.Today);
        house.Clock.Set("2015-04-30 10:00");
        await house.ReceiveAsync(house.Today);
        await ExpectAsync(WalletStatus.AccountNotEmpty);
        PostResult redeemed = await new RedeemNextDay(house.Parts.Ledger, house.Clock).HandleAsync(
            house.Fund, new(person, "out", WalletHouse.Yuan("100.00").ToUnits(), Payout.Card, "card"));
        Assert.True(redeemed.IsPosted);
        await house.SendOrdersAsync(house.Today);
        DateOnly confirmDay = new(2015, 5, 4);
        await house.PassDaysAsync(house.Today, confirmDay.AddDays(-1));
        house.Clock.Set("2015-05-04 10:00");
        await ExpectAsync(WalletStatus.OrdersOpen);
        await house.ReceiveAsync(confirmDay);
        await ExpectAsync(WalletStatus.OrdersOpen);
        await house.PayRedemptionsAsync();
        await ExpectAsync(WalletStatus.OrdersOpen);
        await house.BankAsync();

        // Four days' income of 0.01 is posted by closing, and has to leave too.
        await ExpectAsync(WalletStatus.AccountNotEmpty);
        await house.FacilityAsync("10.00");
        WalletAnswer rest = await new RedeemToCard(house.Parts).HandleAsync(
            new(person, "rest", WalletHouse.Yuan(await house.HasAsync(person, AccountCode.UnitsAvailable)), "card"));
        Assert.Equal(WalletStatus.Pending, rest.Status);
        await house.BankAsync();
        await ExpectAsync(WalletStatus.Done);
        await ExpectAsync(WalletStatus.AccountClosed);

        async Task ExpectAsync(WalletStatus status) => Assert.Equal(status, (await CloseAsync(house, person)).Status);
    }

    [Fact]
    public async Task A_top_up_and_a_closing_at_once_never_both_stand()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00");
        long[] people = [.. Enumerable.Range(1, 12).Select(n => WalletHouse.PersonIn(0, n))];
        foreach (long person in people)
        {
            await house.OpenAsync(person);
        }

        await using GeneralLedger other = await GeneralLedger.StartAsync(
            house.Database.App, WalletHouse.Shards, new LedgerOptions(), TimeProvider.System);
        await Task.WhenAll(people.SelectMany(person => (Task<WalletAnswer>[])
        [
            new TopUp(house.Parts with { Ledger = other }).HandleAsync(
                new(person, "in", WalletHouse.Yuan("1.00"), "card")),
            CloseAsync(house, person),
        ]));

        // A bank order of somebody who left could not be booked: the worker would stop.
        SettleBankOrders.Outcome bank = await house.BankAsync();
        Assert.Equal(0, bank.Open);
        Assert.Equal(bank.Done, await house.Database.ValueAsync<long>(
            "SELECT count(*) FROM wallet.person WHERE closed_on IS NULL"));
    }

    [Fact]
    public async Task A_card_that_does_not_take_a_redemption_leaves_it_to_the_wallet()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00");
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 1), "100.00");
        await new RedeemNextDay(house.Parts.Ledger, house.Clock).HandleAsync(
            house.Fund, new(person, "out", WalletHouse.Yuan("100.00").ToUnits(), Payout.Card, "card"));
        await house.SendOrdersAsync(house.Today);
        house.Clock.Set("2015-04-30 10:00");
        await house.ReceiveAsync(house.Today);
        await house.PayRedemptionsAsync();
        await house.BankFaultsAsync("""{"refusePerMillion":1000000}""");
        Assert.Equal(new(0, 1, 0), await house.BankAsync());
        Assert.Equal("1010 100.00, 2010 100.00", await house.BooksAsync());
    }

    private static async Task<OrderNo> SendAsync(WalletHouse house, long person, long friend)
    {
        WalletAnswer sent = await new SendToFriend(house.Parts).HandleAsync(
            new(person, house.NewKey(), friend, WalletHouse.Yuan("50.00")));
        Assert.Equal(WalletStatus.Pending, sent.Status);
        return sent.Order;
    }

    private static Task<WalletAnswer> CloseAsync(WalletHouse house, long person) =>
        new CloseAccount(house.Parts).HandleAsync(new(person, house.NewKey()));
}
