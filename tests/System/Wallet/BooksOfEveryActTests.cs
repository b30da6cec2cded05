using Huoqi.Funds;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// The numbered entries of the domain's rules, section 8, as they come to stand in the books: after each step, every
/// account that is not empty.
/// </summary>
public sealed class BooksOfEveryActTests(PostgresFixture postgres)
{
    private const short Here = 0;
    private const string Wednesday = "2015-04-29 10:00";

    private static readonly DateOnly FirstDay = new(2015, 4, 29);

    [Fact]
    public async Task Entry_1_a_top_up_and_its_clearing_the_next_day()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday);
        long person = await house.OpenAsync(WalletHouse.PersonIn(Here, 1));
        await new TopUp(house.Parts).HandleAsync(new(person, "k", WalletHouse.Yuan("1000.00"), "card"));
        Assert.Equal("9060 1000.00", await house.BooksAsync());
        await house.BankAsync();
        Assert.Equal("1020 1000.00, 2010 1000.00", await house.BooksAsync());
        house.Clock.Set("2015-04-30 09:00");
        Assert.Equal(1, await new DailyClearing(house.Parts).RunAsync(house.Today));
        Assert.Equal("1010 1000.00, 2010 1000.00, 5220 2.00, 5510 2.00", await house.BooksAsync());
    }

    [Fact]
    public async Task Entries_2_and_3_a_subscription_its_confirmation_and_a_day_of_income()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday);
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(Here, 1), "1000.00");
        await new DailyClearing(house.Parts).RunAsync(house.Today);
        const string cost = "5220 2.00, 5510 2.00";
        WalletAnswer asked = await new SubscribeFromWallet(house.Parts).HandleAsync(
            new(person, "k", WalletHouse.Yuan("1000.00")));
        Assert.Equal(WalletStatus.Pending, asked.Status);
        Assert.Equal($"1110 1000.00, 2110 1000.00, {cost}", await house.BooksAsync());
        await house.SendOrdersAsync(FirstDay);
        await house.PassDaysAsync(FirstDay, FirstDay);
        house.Clock.Set("2015-04-30 09:00");
        Assert.True((await house.ReceiveAsync(house.Today)).IsComplete);
        Assert.Equal($"{cost}, 8001 1000.00", await house.BooksAsync());
        await house.PassDaysAsync(house.Today, house.Today);
        Assert.Equal($"{cost}, 8001 1000.00, 8007 0.11", await house.BooksAsync());
        await house.SweepAsync();
        Assert.Equal($"{cost}, 8001 1000.11", await house.BooksAsync());
    }

    [Theory]
    [InlineData(Payout.Wallet, "1010 300.00, 2010 300.00, 8001 700.00")]
    [InlineData(Payout.Card, "8001 700.00")]
    public async Task Entry_4_a_redemption_on_the_next_day(Payout payout, string expected)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday);
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(Here, 1), "1000.00");
        RedeemNextDay redeem = new(house.Parts.Ledger, house.Clock);
        PostResult order = await redeem.HandleAsync(house.Fund, new(
            person, "k", WalletHouse.Yuan("300.00").ToUnits(), payout, payout == Payout.Card ? "card" : null));
        Assert.Equal(PostStatus.Posted, order.Status);
        Assert.Equal("8001 700.00, 8004 300.00", await house.BooksAsync());
        await house.SendOrdersAsync(FirstDay);
        house.Clock.Set("2015-04-30 09:00");
        Assert.Equal(PostStatus.Posted, await house.Income.SealAsync(FirstDay, house.Today));
        Assert.True((await house.ReceiveAsync(house.Today)).IsComplete);
        Assert.Equal("1110 300.00, 2120 300.00, 8001 700.00", await house.BooksAsync());
        Assert.Equal(1, await house.PayRedemptionsAsync());
        Assert.Equal(0, await house.PayRedemptionsAsync());
        await house.BankAsync();
        Assert.Equal(expected, await house.BooksAsync());
    }

    [Theory]
    [InlineData(AdvanceMode.Prefunded)]
    [InlineData(AdvanceMode.PerDraw)]
    public async Task Entry_5_a_redemption_at_once_and_the_bank_is_repaid(AdvanceMode mode)
    {
        bool placed = mode == AdvanceMode.Prefunded;
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday, mode);
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(Here, 1), "1000.00");
        if (placed)
        {
            await house.FacilityAsync("5000.00");
            Assert.Equal("1010 10000.00, 2090 10000.00, 8001 1000.00", await house.BooksAsync());
        }

        RedeemToWallet redeem = new(house.Parts);
        WalletAnswer answer = await redeem.HandleAsync(new(person, "k", WalletHouse.Yuan("500.00")));
        Assert.Equal(placed ? WalletStatus.Done : WalletStatus.Pending, answer.Status);
        if (!placed)
        {
            Assert.Equal("8001 500.00, 8002 500.00, 9060 500.00", await house.BooksAsync());
            await house.BankAsync();
        }

        Assert.Equal(
            placed
                ? "1010 10000.00, 2010 500.00, 2090 9500.00, 6010 -500.00, 6110 500.00, 8001 500.00, 8006 500.00"
                : "1010 500.00, 2010 500.00, 6010 -500.00, 6115 500.00, 8001 500.00, 8006 500.00",
            await house.BooksAsync());
        house.Clock.Set("2015-04-29 14:30");
        Assert.Equal(1, await house.RedeemAdvancedAsync(FirstDay));
        await house.SendOrdersAsync(FirstDay);
        house.Clock.Set("2015-04-30 09:00");
        Assert.Equal(PostStatus.Posted, await house.Income.SealAsync(FirstDay, house.Today));
        Assert.True((await house.ReceiveAsync(house.Today)).IsComplete);
        Assert.Equal(
            placed
                ? "1010 10500.00, 2010 500.00, 2090 10000.00, 8001 500.00"
                : "1010 500.00, 2010 500.00, 8001 500.00",
            await house.BooksAsync());
    }

    [Fact]
    public async Task A_card_that_is_paid_at_once_is_never_repaid_into_the_facility()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday);
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(Here, 1), "1000.00");
        await house.FacilityAsync("5000.00");
        await new RedeemToCard(house.Parts).HandleAsync(new(person, "k", WalletHouse.Yuan("500.00"), "card"));
        await house.BankAsync();
        Assert.Equal(
            "1010 10000.00, 2090 10000.00, 6010 -500.00, 6115 500.00, 8001 500.00, 8006 500.00",
            await house.BooksAsync());
        await house.RedeemAdvancedAsync(FirstDay);
        await house.SendOrdersAsync(FirstDay);
        house.Clock.Set("2015-04-30 09:00");
        Assert.True((await house.ReceiveAsync(house.Today)).IsComplete);
        Assert.Equal("1010 10000.00, 2090 10000.00, 8001 500.00", await house.BooksAsync());
        await house.VerifyAsync();
    }

    [Theory]
    [InlineData(AdvanceMode.Prefunded)]
    [InlineData(AdvanceMode.PerDraw)]
    public async Task Entry_6_a_payment_from_units_its_fee_and_the_settlement(AdvanceMode mode)
    {
        bool placed = mode == AdvanceMode.Prefunded;
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday, mode);
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(Here, 1), "100.00");
        long shop = await house.MerchantAsync();
        string reserve = placed ? "1010 200.00, " : "1010 88.00, ";
        string facility = placed ? "2090 112.00, 6010 -88.00, 6110 88.00, " : "6010 -88.00, 6115 88.00, ";
        if (placed)
        {
            await house.FacilityAsync("100.00");
        }

        WalletAnswer answer = await new PayFromFund(house.Parts).HandleAsync(
            new(person, "k", shop, WalletHouse.Yuan("88.00"), "order-1"));
        Assert.Equal(placed ? WalletStatus.Done : WalletStatus.Pending, answer.Status);
        await house.BankAsync();
        Assert.Equal(
            $"{reserve}2040 87.47, 2070 0.53, {facility}8001 12.00, 8006 88.00, 9040 88.00", await house.BooksAsync());
        house.Clock.Set("2015-04-30 09:00");
        await new DailyClearing(house.Parts).RunAsync(house.Today);
        reserve = placed ? "1010 199.47, " : "1010 87.47, ";
        facility = facility.Replace("6010", "5001 0.53, 5210 0.03, 5410 0.50, 6010", StringComparison.Ordinal);
        Assert.Equal(
            $"{reserve}2040 87.47, {facility}8001 12.00, 8006 88.00, 9040 88.00", await house.BooksAsync());
        Assert.Equal(new(1, WalletHouse.Yuan("87.47")), await house.SettleMerchantsAsync());
        await house.BankAsync();
        reserve = placed ? "1010 112.00, " : "";
        Assert.Equal($"{reserve}{facility}8001 12.00, 8006 88.00, 9040 88.00", await house.BooksAsync());
    }

    [Theory]
    [InlineData(Here)]
    [InlineData((short)1)]
    public async Task Entry_7_a_gift_to_a_friend(short friendShard)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday);
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(Here, 1), "80.00");
        long friend = await house.OpenAsync(WalletHouse.PersonIn(friendShard, 2));
        WalletAnswer sent = await new SendToFriend(house.Parts).HandleAsync(
            new(person, "k", friend, WalletHouse.Yuan("50.00")));
        bool away = friendShard != Here;
        Assert.Equal(away ? WalletStatus.Pending : WalletStatus.Done, sent.Status);
        Assert.Equal(
            away ? "1020 80.00, 2010 30.00, 2080 50.00" : "1020 80.00, 2010 80.00", await house.BooksAsync());
        await house.DeliverAsync();
        Assert.Equal("1020 80.00, 2010 80.00", await house.BooksAsync());
        Assert.Equal(("30.00", "50.00"), (await house.HasAsync(person), await house.HasAsync(friend)));
    }

    [Theory]
    [InlineData("card", "1010 -200.00, 1020 500.00, 2010 300.00")]
    [InlineData("card-bad", "1020 500.00, 2010 500.00")]
    public async Task Entry_8_a_withdrawal_to_the_own_card(string card, string after)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Wednesday);
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(Here, 1), "500.00");
        await house.BankFaultsAsync("""{"refuseTokens":[{"ending":"-bad","code":"card-closed"}]}""");
        WalletAnswer asked = await new Withdraw(house.Parts).HandleAsync(
            new(person, "k", WalletHouse.Yuan("200.00"), card));
        Assert.Equal(WalletStatus.Pending, asked.Status);
        Assert.Equal("1020 500.00, 2010 300.00, 2050 200.00, 9060 200.00", await house.BooksAsync());
        await house.BankAsync();
        Assert.Equal(after, await house.BooksAsync());
    }
}
