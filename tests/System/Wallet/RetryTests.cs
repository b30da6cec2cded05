using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// Whoever did not hear an answer asks again with the same key: at once, on the next day, in another process. It hears
/// the first answer, and the books stay as they are.
/// </summary>
public sealed class RetryTests(PostgresFixture postgres)
{
    private static readonly Money Ten = Money.FromYuan(10);

    [Theory]
    [InlineData(AdvanceMode.Prefunded)]
    [InlineData(AdvanceMode.PerDraw)]
    public async Task Every_act_answers_a_retry_as_it_answered_first(AdvanceMode mode)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2018-06-04 10:00", mode);
        await house.FacilityAsync("1000.00");
        await house.MerchantAsync(1, refundDebt: "10.00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        await house.GiveUnitsAsync(person, "1000.00");
        long near = await house.OpenAsync(WalletHouse.PersonIn(0, 2), AccountClass.I);
        long far = await house.OpenAsync(WalletHouse.PersonIn(1, 2));
        OrderNo payment = (await house.PayAsync(person, 1, "100.00")).Order;
        List<string> first = await DoAllAsync(house.Parts);
        string books = await house.BooksAsync();

        house.Clock.Set("2018-06-05 16:00");
        await using GeneralLedger other = await GeneralLedger.StartAsync(
            house.Database.App, WalletHouse.Shards, new LedgerOptions(), TimeProvider.System);
        Assert.Equal(first, await DoAllAsync(house.Parts));
        Assert.Equal(first, await DoAllAsync(house.Parts with { Ledger = other }));
        Assert.Equal(books, await house.BooksAsync());
        await house.VerifyAsync();

        async Task<List<string>> DoAllAsync(WalletParts parts)
        {
            List<WalletAnswer> answers =
            [
                await new OpenAccount(parts).HandleAsync(new(WalletHouse.PersonIn(0, 3), "open", AccountClass.II)),
                await new TopUp(parts).HandleAsync(new(person, "top up", Ten, "card")),
                await new Withdraw(parts).HandleAsync(new(person, "withdraw", Ten, "card")),
                await new Withdraw(parts).HandleAsync(new(person, "too much", Money.FromYuan(5_000), "card")),
                await new SubscribeFromWallet(parts).HandleAsync(new(person, "subscribe", Ten)),
                await new SubscribeFromWallet(parts).HandleAsync(new(near, "low class", Ten)),
                await new SubscribeFromCard(parts).HandleAsync(new(person, "subscribe by card", Ten, "card")),
                await new RedeemToWallet(parts).HandleAsync(new(person, "redeem", Ten)),
                await new RedeemToWallet(parts).HandleAsync(new(person, "cap", Money.FromYuan(20_000))),
                await new RedeemToCard(parts).HandleAsync(new(person, "redeem to card", Ten, "card")),
                await new PayFromWallet(parts).HandleAsync(new(person, "pay", 1, Ten, "order-1")),
                await new PayFromFund(parts).HandleAsync(new(person, "pay from fund", 1, Ten, "order-2")),
                await new Refund(parts).HandleAsync(new(1, "refund", payment, Ten)),
                await new Refund(parts).HandleAsync(new(1, "refund too much", payment, Money.FromYuan(200))),
                await new SendToFriend(parts).HandleAsync(new(person, "near", near, Ten)),
                await new SendToFriend(parts).HandleAsync(new(person, "far", far, Ten)),
                await new ChangeStanding(parts).HandleAsync(new(far, "freeze", Standing.Freeze, "a test")),
                await new ChangeStanding(parts).HandleAsync(new(far, "thaw", Standing.Unfreeze, "a test")),
                await new CloseAccount(parts).HandleAsync(new(WalletHouse.PersonIn(0, 3), "close")),
                await new RegisterMerchant(parts).HandleAsync(new(2, "shop", "Shop", "account", Ten)),
            ];
            PostResult nextDay = await new RedeemNextDay(parts.Ledger, house.Clock).HandleAsync(
                house.Fund, new(person, "next day", Ten.ToUnits(), Payout.Wallet, null));
            return [.. answers.Select(answer => answer.ToString()), $"{nextDay.Status} {nextDay.Entry}"];
        }
    }
}
