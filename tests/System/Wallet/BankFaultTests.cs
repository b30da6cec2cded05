using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// A bank that is late, answers twice, refuses or loses answers: while it is not clear nothing is booked, and when the
/// worker has run often enough every order has come to its right end, once.
/// </summary>
public sealed class BankFaultTests(PostgresFixture postgres)
{
    private const string Waiting = "1020 1000.00, 2010 900.00, 2050 100.00, 8001 600.00, 8002 400.00, 9060 900.00";

    // Top-up 100, withdrawal 100, subscription by card 300; 100 to the card, 100 to the wallet, 200 for a payment.
    private const string AllDone =
        "1010 200.00, 1020 1100.00, 1110 300.00, 2010 1100.00, 2040 198.80, 2070 1.20, 2110 300.00, 6010 -400.00, "
        + "6115 400.00, 8001 600.00, 8006 400.00, 9040 200.00";

    private const string LateAndRefusing = """{"latePerMillion":1000000,"lateQueries":2,"refusePerMillion":1000000}""";

    private const string LosesARefusal = """{"loseNextAnswers":1,"refusePerMillion":1000000}""";

    private const string AllRefused = "1020 1000.00, 2010 1000.00, 8001 1000.00";

    [Theory]
    [InlineData("an honest bank", "{}", 0, AllDone)]
    [InlineData("every request comes twice", """{"duplicatePerMillion":1000000}""", 0, AllDone)]
    [InlineData("it refuses", """{"refusePerMillion":1000000}""", 0, AllRefused)]
    [InlineData("it is late", """{"latePerMillion":1000000,"lateQueries":2}""", 1, AllDone)]
    [InlineData("it is late, and then refuses", LateAndRefusing, 1, AllRefused)]
    [InlineData("two answers are lost", """{"loseNextAnswers":2}""", 2, AllDone)]
    [InlineData("an answer is lost, and it was a refusal", LosesARefusal, 1, AllRefused)]
    [InlineData("two requests are lost", """{"loseNextRequests":2}""", 2, AllDone)]
    public async Task Every_order_comes_to_its_right_end_once(string what, string faults, int unclearRuns, string books)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", AdvanceMode.PerDraw);
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        await house.GiveUnitsAsync(person, "1000.00");
        await house.MerchantAsync();
        await house.BankFaultsAsync(faults);
        OrderNo[] orders = await AskAllAsync(house.Parts, person);
        for (int run = 0; run < unclearRuns; run++)
        {
            Assert.Equal((what, new SettleBankOrders.Outcome(0, 0, orders.Length)), (what, await house.BankAsync()));
            Assert.Equal((what, Waiting), (what, await house.BooksAsync()));
            Assert.All(await OutcomesAsync(house, orders), outcome => Assert.Equal(BankOutcome.Pending, outcome));
        }

        bool refused = books == AllRefused;
        Assert.Equal(
            (what, new SettleBankOrders.Outcome(refused ? 0 : orders.Length, refused ? orders.Length : 0, 0)),
            (what, await house.BankAsync()));
        Assert.Equal((what, books), (what, await house.BooksAsync()));
        Assert.Equal(default, await house.BankAsync());
        Assert.All(await OutcomesAsync(house, orders), outcome =>
            Assert.Equal(refused ? BankOutcome.Refused : BankOutcome.Done, outcome));
    }

    [Fact]
    public async Task An_answer_that_comes_by_itself_and_again_is_booked_once()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00", openFund: false);
        long person = await house.OpenAsync(WalletHouse.PersonIn(0, 1));
        WalletAnswer asked = await new TopUp(house.Parts).HandleAsync(
            new(person, "k", WalletHouse.Yuan("5.00"), "card"));
        OpenBankOrder order = new(
            asked.Order, BankPurpose.TopUp, person, WalletHouse.Yuan("5.00"), "card", null, null, house.Today);
        BankAnswer answer = new(asked.Order.ToString(), BankOutcome.Done, "ok", "B1");
        bool[] booked = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => house.BankWorker.SettleAsync(order, answer)));
        Assert.Single(booked, isFirst => isFirst);
        house.Clock.Set("2015-04-30 10:00");
        Assert.False(await house.BankWorker.SettleAsync(order, answer));
        Assert.Equal("1020 5.00, 2010 5.00", await house.BooksAsync());
    }

    [Theory]
    [InlineData("frozen meanwhile", AccountClass.III, "200.00")]
    [InlineData("more than the class may pay", AccountClass.I, "1000.01")]
    public async Task A_payment_that_can_no_longer_be_made_leaves_the_money_in_the_wallet(
        string what, AccountClass accountClass, string yuan)
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2017-03-01 10:00", AdvanceMode.PerDraw);
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 1), "2000.00", accountClass);
        await house.MerchantAsync();
        WalletAnswer asked = await new PayFromFund(house.Parts).HandleAsync(
            new(person, "k", 1, WalletHouse.Yuan(yuan), "order") { Proof = PaymentProof.TwoFactors });
        Assert.Equal((what, WalletStatus.Pending), (what, asked.Status));
        Assert.Equal(
            WalletHouse.Yuan("5000.00") - WalletHouse.Yuan(yuan),
            WalletHouse.Yuan(await house.HasAsync(person, AccountCode.UncertifiedPaymentLimit)));
        if (accountClass == AccountClass.III)
        {
            await new ChangeStanding(house.Parts).HandleAsync(new(person, "freeze", Standing.Freeze, what));
        }

        Assert.Equal(new(1, 0, 0), await house.BankAsync());
        Assert.Equal(yuan, await house.HasAsync(person));
        Assert.Equal("5000.00", await house.HasAsync(person, AccountCode.UncertifiedPaymentLimit));
        Assert.Equal(0L, await house.Database.ValueAsync<long>("SELECT count(*) FROM wallet.payment"));
    }

    [Fact]
    public async Task The_facility_is_exhausted_only_when_the_pool_was_asked()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2015-04-29 10:00");
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(1, 1), "1000.00");
        await house.BankFaultsAsync("""{"loseNextAnswers":1}""");
        PlaceAdvanceMoney.Request place = new("place", WalletHouse.Yuan("100.00"));
        PlaceAdvanceMoney act = new(house.Parts, house.Port);
        Assert.Equal(WalletStatus.Unknown, await PlaceAsync());
        Assert.Equal("8001 1000.00", await house.BooksAsync());
        Assert.Equal(WalletStatus.Done, await PlaceAsync());
        Assert.Equal(WalletStatus.Done, await PlaceAsync());
        Assert.Equal("1010 200.00, 2090 200.00, 8001 1000.00", await house.BooksAsync());
        (string Key, string Yuan, WalletStatus Status)[] table =
        [
            ("a", "60.00", WalletStatus.Done),
            ("b", "60.00", WalletStatus.Done),              // 40 are left here: the pool gives 60
            ("c", "90.00", WalletStatus.AdvanceExhausted),  // 40 here, 40 in the pool
            ("d", "40.00", WalletStatus.Done),
            ("c", "90.00", WalletStatus.AdvanceExhausted),
        ];
        foreach ((string key, string yuan, WalletStatus status) in table)
        {
            WalletAnswer answer = await new RedeemToWallet(house.Parts).HandleAsync(
                new(person, key, WalletHouse.Yuan(yuan)));
            Assert.Equal((key, status), (key, answer.Status));
        }

        Assert.Equal("160.00", await house.HasAsync(person));

        Task<WalletStatus> PlaceAsync() => act.HandleAsync(place, TestContext.Current.CancellationToken);
    }

    private static async Task<OrderNo[]> AskAllAsync(WalletParts parts, long person)
    {
        WalletAnswer[] answers =
        [
            await new TopUp(parts).HandleAsync(new(person, "a", WalletHouse.Yuan("100.00"), "card")),
            await new Withdraw(parts).HandleAsync(new(person, "b", WalletHouse.Yuan("100.00"), "card")),
            await new SubscribeFromCard(parts).HandleAsync(new(person, "c", WalletHouse.Yuan("300.00"), "card")),
            await new RedeemToCard(parts).HandleAsync(new(person, "d", WalletHouse.Yuan("100.00"), "card")),
            await new RedeemToWallet(parts).HandleAsync(new(person, "e", WalletHouse.Yuan("100.00"))),
            await new PayFromFund(parts).HandleAsync(new(person, "f", 1, WalletHouse.Yuan("200.00"), "order")),
        ];
        Assert.All(answers, answer => Assert.Equal(WalletStatus.Pending, answer.Status));
        return [.. answers.Select(answer => answer.Order)];
    }

    private static Task<BankOutcome?[]> OutcomesAsync(WalletHouse house, OrderNo[] orders) =>
        Task.WhenAll(orders.Select(house.OrderAsync));
}
