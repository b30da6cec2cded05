using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Merchants are paid what they are owed over all shards, once, wherever a run was cut off.</summary>
public sealed class MerchantSettlementTests(PostgresFixture postgres)
{
    private const string Paid = "1010 -397.60, 1020 400.00, 2070 2.40, 9040 400.00";

    [Fact]
    public async Task A_run_that_was_cut_off_anywhere_goes_on_and_pays_once()
    {
        await using WalletHouse house = await SoldAsync();
        SettleMerchants settle = new(house.Parts);

        // Cut off after the money of a shard was sent and before it arrived; then after everything but the bank.
        short home = house.Parts.Ledger.ShardOf(Party.Merchant(1));
        short away = (short)(1 - home);
        (Leg leg, RowWrite row) = Deliveries.Send(
            Party.Merchant(1), Payments.Pending(1), home, Payments.Pending(1), new(198_80));
        PostResult sent = await house.Parts.Ledger.PostAsync(new()
        {
            Shard = away,
            Owner = Party.Merchant(1),
            Act = WalletActs.MoveMerchantFunds,
            Key = $"settle-20150429-to-{home}",
            BusinessDate = house.Today,
            ByPlatform = true,
            Reference = "settle-20150429",
            Content = "settle-20150429",
            Legs = [leg],
            Rows = [row],
        });
        Assert.True(sent.IsPosted);
        Assert.Equal("1020 400.00, 2040 198.80, 2070 2.40, 2080 198.80, 9040 400.00", await house.BooksAsync());
        SettleMerchants.Outcome[] runs = await Task.WhenAll(
            settle.RunAsync(TestContext.Current.CancellationToken),
            settle.RunAsync(TestContext.Current.CancellationToken));
        Assert.True(runs.Sum(run => run.Total.Fen) is > 0 and <= 397_60);
        Assert.Equal(default, await house.SettleMerchantsAsync());
        await house.BankFaultsAsync("""{"loseNextAnswers":1}""");
        Assert.Equal(1, (await house.BankAsync()).Open);
        Assert.Equal(1, (await house.BankAsync()).Done);

        // What a run found still under way comes with the next day's.
        house.Clock.Set("2015-04-30 10:00");
        await house.SettleMerchantsAsync();
        await house.BankAsync();
        Assert.Equal(Paid, await house.BooksAsync());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_payout_the_bank_refuses_is_paid_on_another_day()
    {
        await using WalletHouse house = await SoldAsync();
        Assert.Equal(new(1, new(397_60)), await house.SettleMerchantsAsync());
        Assert.Equal("1020 400.00, 2050 397.60, 2070 2.40, 9040 400.00, 9060 397.60", await house.BooksAsync());
        await house.BankFaultsAsync("""{"refuseTokens":[{"ending":"-1","code":"account-closed"}]}""");
        Assert.Equal(new(0, 1, 0), await house.BankAsync());
        Assert.Equal("1020 400.00, 2040 397.60, 2070 2.40, 9040 400.00", await house.BooksAsync());
        Assert.Equal(default, await house.SettleMerchantsAsync());
        await house.BankFaultsAsync("{}");
        house.Clock.Set("2015-04-30 10:00");
        Assert.Equal(new(1, new(397_60)), await house.SettleMerchantsAsync());
        await house.BankAsync();
        Assert.Equal(Paid, await house.BooksAsync());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task No_refund_is_taken_from_money_that_is_being_paid_out()
    {
        await using WalletHouse house = await SoldAsync();
        OrderNo payment = (await house.PayAsync(
            await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 2), "10.00"), 1, "10.00")).Order;
        await house.SettleMerchantsAsync();
        WalletAnswer back = await new Refund(house.Parts).HandleAsync(new(1, "back", payment, new(10_00)));
        Assert.Equal(WalletStatus.MerchantFundsShort, back.Status);
    }

    /// <summary>A shop that sold for 200.00 in each of both shards.</summary>
    private async Task<WalletHouse> SoldAsync()
    {
        WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        await house.MerchantAsync();
        for (short shard = 0; shard < WalletHouse.Shards; shard++)
        {
            long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(shard, 1), "200.00");
            Assert.Equal(WalletStatus.Done, (await house.PayAsync(person, 1, "200.00")).Status);
        }

        return house;
    }
}
