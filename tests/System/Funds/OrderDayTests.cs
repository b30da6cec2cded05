using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Orders over the May Day holiday of 2015 (Friday 1 to Sunday 3 May); registrars that refuse or are late.
/// </summary>
public sealed class OrderDayTests(PostgresFixture postgres)
{
    private static readonly DateOnly Wednesday = new(2015, 4, 29);
    private static readonly DateOnly Thursday = new(2015, 4, 30);
    private static readonly DateOnly Monday = new(2015, 5, 4);

    [Theory]
    [InlineData("2015-04-29 14:59", "10005.60")] // earns from Thursday on, over the holiday
    [InlineData("2015-04-29 15:00", "10001.12")] // Thursday's order, earns from Monday on
    [InlineData("2015-04-30 14:59", "10001.12")]
    public async Task A_subscription_earns_from_its_confirmation_on(string at, string onTuesday)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 09:00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10000.00");
        SubscribeFromWallet subscribe = new(house.Parts);
        await LiveAsync(house, at, async () =>
        {
            WalletAnswer answer = await subscribe.HandleAsync(new(person, "in", WalletHouse.Yuan("10000.00")));
            Assert.Equal(WalletStatus.Pending, answer.Status);
        });
        Assert.Equal(onTuesday, await house.HasAsync(person, AccountCode.UnitsAvailable));
    }

    [Theory]
    [InlineData("2015-04-29 14:59", "1.12")] // Wednesday
    [InlineData("2015-04-30 14:59", "5.60")] // Wednesday to Sunday
    [InlineData("2015-04-30 15:00", "6.72")] // Monday's order, still earning on Monday
    public async Task A_redemption_earns_until_the_day_before_its_confirmation(string at, string income)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 09:00");
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 1), "10000.00");
        RedeemNextDay redeem = new(house.Parts.Ledger, house.Clock);
        await LiveAsync(house, at, async () =>
        {
            PostResult order = await redeem.HandleAsync(
                house.Fund, new(person, "out", WalletHouse.Yuan("10000.00").ToUnits(), Payout.Wallet, null));
            Assert.True(order.IsPosted);
        });
        Assert.Equal(income, await house.HasAsync(person, AccountCode.UnitsAvailable));
    }

    [Theory]
    [InlineData("""{"refusePerMillion":1000000}""")] // on receipt
    [InlineData("""{"rejectPerMillion":1000000}""")] // at confirmation
    public async Task What_the_registrar_refuses_goes_back_where_it_came_from(string faults)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2017-03-01 10:00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        await house.GiveUnitsAsync(person, "500.00");
        await house.RegistrarFaultsAsync(faults);
        await new SubscribeFromWallet(house.Parts).HandleAsync(new(person, "in", WalletHouse.Yuan("1000.00")));
        await new RedeemNextDay(house.Parts.Ledger, house.Clock).HandleAsync(
            house.Fund, new(person, "out", WalletHouse.Yuan("500.00").ToUnits(), Payout.Wallet, null));
        Assert.Equal("199000.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
        await house.SendOrdersAsync(house.Today);
        Assert.Equal(PostStatus.Posted, await house.Income.SealAsync(house.Today, house.Today));
        house.Clock.Set("2017-03-02 10:00");
        Assert.True((await house.ReceiveAsync(house.Today)).IsComplete);
        Assert.Equal("1020 1000.00, 2010 1000.00, 8001 500.00",
            await house.BooksAsync());
        Assert.Equal("200000.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
    }

    [Fact]
    public async Task What_is_confirmed_after_the_seal_gets_the_income_it_missed_once()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00");
        long other = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(1, 1), "20000.00");
        long buyer = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10000.00");
        long seller = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 2), "10000.00");
        await new SubscribeFromWallet(house.Parts).HandleAsync(new(buyer, "in", WalletHouse.Yuan("10000.00")));
        await new RedeemNextDay(house.Parts.Ledger, house.Clock).HandleAsync(
            house.Fund, new(seller, "out", WalletHouse.Yuan("10000.00").ToUnits(), Payout.Wallet, null));
        await house.SendOrdersAsync(Wednesday);
        await house.RegistrarFaultsAsync("""{"holdConfirmations":true}""");
        await house.PassDaysAsync(Wednesday, Wednesday);
        house.Clock.Set("2015-04-30 09:00");
        Assert.NotEmpty((await house.ReceiveAsync(Thursday)).Problem);

        // Two days are sealed without the confirmations; one of them is published when they come.
        await house.PassDaysAsync(Thursday, Thursday);
        house.Clock.Set("2015-05-02 09:00");
        Assert.Equal(PostStatus.Posted, await house.Income.SealAsync(Thursday.AddDays(1), house.Today));
        await house.RegistrarFaultsAsync("""{"holdConfirmations":false}""");
        Assert.Equal(new(2, 0, 0, ""), await house.ReceiveAsync(Thursday));
        Assert.Equal(0, await house.AdjustAsync());
        WalletAnswer leaving = await new CloseAccount(house.Parts).HandleAsync(new(buyer, "leave"));
        Assert.Equal(WalletStatus.OrdersOpen, leaving.Status);
        await house.Income.PublishAsync(Thursday.AddDays(1), IncomePer10k.Parse("1.1204"), house.Today);
        Assert.Equal(2, await house.AdjustAsync());
        Assert.Equal(0, await house.AdjustAsync());
        await house.SweepAsync();

        // 3.36 a day over some 30,003 units: the floor for 10,000 of them is 1.11. It is given to the one and taken
        // from the other, who had earned three days.
        Assert.Equal("10002.22", await house.HasAsync(buyer, AccountCode.UnitsAvailable));
        Assert.Equal("1.14", await house.HasAsync(seller, AccountCode.UnitsAvailable));
        Assert.Equal("20006.72", await house.HasAsync(other, AccountCode.UnitsAvailable));
        await house.VerifyAsync();
    }

    /// <summary>
    /// From Wednesday through Monday: confirmations in the morning, the act at its time, orders and the seal at night.
    /// </summary>
    private static async Task LiveAsync(WalletHouse house, string at, Func<Task> act)
    {
        for (DateOnly day = Wednesday; day <= Monday; day = day.AddDays(1))
        {
            string date = day.ToString("yyyy-MM-dd", null);
            house.Clock.Set($"{date} 09:00");
            Assert.True((await house.ReceiveAsync(day)).IsComplete);
            if (at.StartsWith(date, StringComparison.Ordinal))
            {
                house.Clock.Set(at);
                await act();
            }

            house.Clock.Set($"{date} 20:00");
            if (TradingCalendar.China.IsDealingDay(day))
            {
                await house.SendOrdersAsync(day);
            }

            await house.PassDaysAsync(day, day);
        }

        await house.SweepAsync();
    }
}
