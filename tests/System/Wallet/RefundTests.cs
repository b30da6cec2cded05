using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What merchants give back: never more than was paid, never more than they have or may owe.</summary>
public sealed class RefundTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_last_part_brings_the_rest_of_the_fee()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        OrderNo payment = await PaidAsync(house, WalletHouse.PersonIn(0, 1), "88.00");
        Assert.Equal("1020 88.00, 2040 87.47, 2070 0.53, 9040 88.00", await house.BooksAsync());
        await RefundedAsync(house, payment, "30.00");
        Assert.Equal("1020 88.00, 2010 30.00, 2040 57.65, 2070 0.35, 9040 58.00", await house.BooksAsync());
        await RefundedAsync(house, payment, "30.00");
        Assert.Equal("1020 88.00, 2010 60.00, 2040 27.83, 2070 0.17, 9040 28.00", await house.BooksAsync());
        await RefundedAsync(house, payment, "28.00");
        Assert.Equal("1020 88.00, 2010 88.00", await house.BooksAsync());
        Assert.Equal(WalletStatus.RefundExceedsPayment, (await RefundAsync(house, payment, "0.01")).Status);
    }

    [Fact]
    public async Task A_fee_that_the_company_has_already_comes_back_from_it()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        OrderNo payment = await PaidAsync(house, WalletHouse.PersonIn(0, 1), "88.00");
        await new DailyClearing(house.Parts).RunAsync(house.Today);
        await RefundedAsync(house, payment, "88.00");
        house.Clock.Set("2015-04-30 10:00");
        await new DailyClearing(house.Parts).RunAsync(house.Today);
        Assert.Equal("1010 88.00, 2010 88.00, 5220 0.18, 5510 0.18", await house.BooksAsync());
    }

    [Theory]
    [InlineData(6, "88.00", 1)]
    [InlineData(2, "88.00", 1)]
    [InlineData(6, "20.00", 4)]
    public async Task Refunds_at_once_never_give_more_than_was_paid(int at, string yuan, int granted)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        long person = WalletHouse.PersonIn(0, 1);
        OrderNo payment = await PaidAsync(house, person, "88.00");
        await using GeneralLedger other = await GeneralLedger.StartAsync(
            house.Database.App, WalletHouse.Shards, new LedgerOptions(), TimeProvider.System);
        WalletAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, at).Select(i =>
            new Refund(i % 2 == 0 ? house.Parts : house.Parts with { Ledger = other }).HandleAsync(
                new(1, $"refund-{i}", payment, WalletHouse.Yuan(yuan)))));
        Assert.Equal(granted, answers.Count(answer => answer.Status == WalletStatus.Done));
        Assert.All(answers, answer => Assert.True(
            answer.Status is WalletStatus.Done or WalletStatus.RefundExceedsPayment, answer.ToString()));
        Assert.Equal(new Money(WalletHouse.Yuan(yuan).Fen * granted).ToPlain(), await house.HasAsync(person));
    }

    [Fact]
    public async Task The_limit_comes_back_only_in_its_own_window()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2017-12-31 10:00", openFund: false);
        long person = WalletHouse.PersonIn(0, 1);
        OrderNo first = await PaidAsync(house, person, "100.00", AccountClass.II);
        OrderNo second = (await PayAgainAsync("50.00")).Order;
        Assert.Equal("99850.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
        await RefundedAsync(house, first, "40.00");
        Assert.Equal("99890.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
        house.Clock.Set("2018-01-01 10:00");
        await PayAgainAsync("10.00");
        await RefundedAsync(house, first, "60.00");
        await RefundedAsync(house, second, "50.00");
        Assert.Equal("99990.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));

        async Task<WalletAnswer> PayAgainAsync(string yuan)
        {
            await house.TopUpAsync(person, yuan);
            return await house.PayAsync(person, 1, yuan);
        }
    }

    [Fact]
    public async Task After_the_settlement_the_agreed_debt_of_all_shards_can_be_used_and_not_a_cent_more()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        OrderNo payment = await PaidAsync(house, WalletHouse.PersonIn(0, 1), "200.00", refundDebt: "100.00");
        Assert.Equal(new(1, WalletHouse.Yuan("198.80")), await house.SettleMerchantsAsync());
        await house.BankAsync();
        Assert.Equal(WalletStatus.MerchantFundsShort, (await RefundAsync(house, payment, "100.61", "too much")).Status);
        await RefundedAsync(house, payment, "100.60");
        Assert.Equal(
            "1010 -198.80, 1020 200.00, 2010 100.60, 2040 -100.00, 2070 0.60, 9040 99.40", await house.BooksAsync());

        // What it owes comes off the next settlement; until then nothing is paid.
        house.Clock.Set("2015-04-30 10:00");
        Assert.Equal(default, await house.SettleMerchantsAsync());
        await house.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "300.00");
        await house.PayAsync(WalletHouse.PersonIn(1, 1), 1, "300.00");
        Assert.Equal(new(1, WalletHouse.Yuan("198.20")), await house.SettleMerchantsAsync());
        Assert.Equal(WalletStatus.MerchantFundsShort, (await RefundAsync(house, payment, "100.61", "too much")).Status);
    }

    [Fact]
    public async Task What_one_shard_lacks_is_gathered_from_the_others()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        OrderNo payment = await PaidAsync(house, WalletHouse.PersonIn(0, 1), "88.00");
        Assert.Equal(1, (await house.SettleMerchantsAsync()).Merchants);
        await house.BankAsync();
        long other = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "100.00");
        await house.PayAsync(other, 1, "100.00");
        await RefundedAsync(house, payment, "88.00");
        Assert.Equal(
            "1010 -87.47, 1020 188.00, 2010 88.00, 2040 11.93, 2070 0.60, 9040 100.00", await house.BooksAsync());
        await house.VerifyAsync();
    }

    private static async Task<OrderNo> PaidAsync(
        WalletHouse house, long person, string yuan, AccountClass accountClass = AccountClass.III,
        string refundDebt = "0.00")
    {
        await house.MerchantAsync(1, refundDebt);
        await house.OpenWithMoneyAsync(person, yuan, accountClass);
        WalletAnswer paid = await house.PayAsync(person, 1, yuan);
        Assert.Equal(WalletStatus.Done, paid.Status);
        return paid.Order;
    }

    private static async Task RefundedAsync(WalletHouse house, OrderNo payment, string yuan) =>
        Assert.Equal(WalletStatus.Done, (await RefundAsync(house, payment, yuan)).Status);

    private static Task<WalletAnswer> RefundAsync(
        WalletHouse house, OrderNo payment, string yuan, string? key = null) =>
        new Refund(house.Parts).HandleAsync(new(1, key ?? house.NewKey(), payment, WalletHouse.Yuan(yuan)));
}
