using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The limits of the domain's rules, section 2, to the cent and to the day.</summary>
public sealed class LimitVectorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_a_class_may_pay_out_of_the_balance()
    {
        // class, first payment, when, second payment, when, what the second is answered
        (AccountClass Class, string First, string On, string Second, string Then, WalletStatus Status)[] table =
        [
            (AccountClass.I, "900.00", "2016-06-30", "900.00", "2016-06-30", WalletStatus.Done),
            (AccountClass.I, "999.99", "2016-07-01", "0.01", "2016-07-01", WalletStatus.Done),
            (AccountClass.I, "999.99", "2016-07-01", "0.02", "2016-07-01", WalletStatus.LimitExceeded),
            (AccountClass.I, "1000.00", "2016-07-01", "0.01", "2017-01-01", WalletStatus.LimitExceeded),
            (AccountClass.II, "99999.00", "2017-03-01", "1.00", "2017-12-31", WalletStatus.Done),
            (AccountClass.II, "100000.00", "2017-03-01", "0.01", "2017-12-31", WalletStatus.LimitExceeded),
            (AccountClass.II, "100000.00", "2017-12-31", "100000.00", "2018-01-01", WalletStatus.Done),
            (AccountClass.III, "199999.99", "2017-03-01", "0.01", "2017-12-31", WalletStatus.Done),
            (AccountClass.III, "199999.99", "2017-03-01", "0.02", "2017-12-31", WalletStatus.LimitExceeded),
        ];
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2016-06-01 10:00", openFund: false);
        await house.MerchantAsync();
        for (int row = 0; row < table.Length; row++)
        {
            house.Clock.Set($"{table[row].On} 10:00");
            long person = await house.OpenWithMoneyAsync(
                WalletHouse.PersonIn(0, row + 1), "500000.00", table[row].Class);
            Assert.Equal((row, WalletStatus.Done), (row, (await house.PayAsync(person, 1, table[row].First)).Status));
            house.Clock.Set($"{table[row].Then} 10:00");
            Assert.Equal((row, table[row].Status), (row, (await house.PayAsync(person, 1, table[row].Second)).Status));
        }
    }

    [Fact]
    public async Task The_own_card_does_not_count_and_a_friend_does()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2017-03-01 10:00");
        await house.MerchantAsync();
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "200000.00", AccountClass.II);
        long friend = await house.OpenAsync(WalletHouse.PersonIn(0, 2), AccountClass.I);
        Assert.Equal(WalletStatus.Done, (await SendAsync("99999.00")).Status);
        Assert.Equal(WalletStatus.Done, (await house.PayAsync(person, 1, "1.00")).Status);
        WalletAnswer out1 = await new Withdraw(house.Parts).HandleAsync(
            new(person, "out", WalletHouse.Yuan("50000.00"), "card"));
        Assert.Equal(WalletStatus.Pending, out1.Status);
        Assert.Equal(WalletStatus.LimitExceeded, (await SendAsync("0.01")).Status);
        Assert.Equal("0.00", await house.HasAsync(person, AccountCode.BalancePaymentLimit));
        WalletAnswer card = await new SubscribeFromCard(house.Parts).HandleAsync(
            new(person, "card", WalletHouse.Yuan("1.00"), "card"));
        Assert.Equal(WalletStatus.Pending, card.Status);

        Task<WalletAnswer> SendAsync(string yuan) => new SendToFriend(house.Parts).HandleAsync(
            new(person, house.NewKey(), friend, WalletHouse.Yuan(yuan)) { Proof = PaymentProof.Certificate });
    }

    [Fact]
    public async Task What_a_proof_and_a_code_may_pay_in_a_day()
    {
        const PaymentProof One = PaymentProof.OneFactor, Two = PaymentProof.TwoFactors,
            Signed = PaymentProof.Certificate;
        (string On, string What, PaymentProof Proof, string Yuan, WalletStatus Status)[] table =
        [
            ("2016-06-30", "pay", One, "1500.00", WalletStatus.Done),
            ("2016-07-01", "pay", One, "999.99", WalletStatus.Done),
            ("2016-07-01", "send", One, "0.02", WalletStatus.ProofTooWeak),
            ("2016-07-01", "send", One, "0.01", WalletStatus.Done),
            ("2016-07-01", "units", One, "0.01", WalletStatus.ProofTooWeak),
            // One factor's thousand is part of the five thousand.
            ("2016-07-01", "units", Two, "3999.99", WalletStatus.Done),
            ("2016-07-01", "send", Two, "0.02", WalletStatus.LimitExceeded),
            ("2016-07-01", "send", Two, "0.01", WalletStatus.Done),
            ("2016-07-01", "pay", Two, "0.01", WalletStatus.LimitExceeded),
            ("2016-07-01", "pay", Signed, "7000.00", WalletStatus.Done),
            // The own card and the own units are nobody else's.
            ("2016-07-01", "withdraw", One, "20000.00", WalletStatus.Pending),
            ("2016-07-01", "subscribe", One, "6000.00", WalletStatus.Pending),
            ("2016-07-02", "pay", Two, "5000.00", WalletStatus.Done),
            ("2016-07-02", "pay", One, "0.01", WalletStatus.LimitExceeded),
            ("2018-03-31", "code", Two, "500.01", WalletStatus.Done),
            ("2018-04-01", "code", Two, "499.99", WalletStatus.Done),
            ("2018-04-01", "code", Signed, "0.02", WalletStatus.CodeLimitExceeded),
            ("2018-04-01", "code", One, "0.01", WalletStatus.Done),
            ("2018-04-01", "send", Two, "4500.00", WalletStatus.Done),
            ("2018-04-02", "code", One, "500.00", WalletStatus.Done),
        ];
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2016-06-30 10:00");
        await house.MerchantAsync();
        await house.FacilityAsync("100000.00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100000.00");
        await house.GiveUnitsAsync(person, "10000.00");
        long friend = await house.OpenAsync(WalletHouse.PersonIn(0, 2));
        for (int row = 0; row < table.Length; row++)
        {
            house.Clock.Set($"{table[row].On} 10:00");
            string before = await house.HasAsync(person);
            WalletStatus found = await DoAsync(table[row].What, table[row].Proof, WalletHouse.Yuan(table[row].Yuan));
            Assert.Equal((row, table[row].Status), (row, found));
            bool refused = found is not (WalletStatus.Done or WalletStatus.Pending);
            Assert.True(!refused || before == await house.HasAsync(person), $"row {row} moved money");
        }

        await house.VerifyAsync();

        async Task<WalletStatus> DoAsync(string what, PaymentProof proof, Money amount) => what switch
        {
            "pay" => (await house.PayAsync(person, 1, amount.ToPlain(), proof: proof)).Status,
            "units" => (await new PayFromFund(house.Parts).HandleAsync(
                new(person, house.NewKey(), 1, amount, "order") { Proof = proof })).Status,
            "withdraw" => (await new Withdraw(house.Parts).HandleAsync(
                new(person, house.NewKey(), amount, "card"))).Status,
            "subscribe" => (await new SubscribeFromWallet(house.Parts).HandleAsync(
                new(person, house.NewKey(), amount))).Status,
            _ => (await new SendToFriend(house.Parts).HandleAsync(new(person, house.NewKey(), friend, amount)
            {
                Proof = proof,
                ByStaticCode = what == "code",
            })).Status,
        };
    }

    [Fact]
    public async Task A_days_last_yuan_is_confirmed_once_however_many_try()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2018-06-04 10:00");
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10000.00");
        long near = await house.OpenAsync(WalletHouse.PersonIn(0, 2));
        long far = await house.OpenAsync(WalletHouse.PersonIn(1, 1));
        WalletAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            new SendToFriend(house.Parts).HandleAsync(
                new(person, house.NewKey(), i % 2 == 0 ? near : far, WalletHouse.Yuan("100.00")))));
        Assert.Equal(10, answers.Count(a => a.Status is WalletStatus.Done or WalletStatus.Pending));
        Assert.Equal(30, answers.Count(a => a.Status == WalletStatus.ProofTooWeak));
        Assert.Equal("9000.00", await house.HasAsync(person));
        Assert.Equal("0.00", await house.HasAsync(person, AccountCode.OneFactorPaymentLimit));
        Assert.Equal("4000.00", await house.HasAsync(person, AccountCode.UncertifiedPaymentLimit));
    }

    [Fact]
    public async Task Ten_thousand_a_day_and_fund_leave_at_once()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2018-05-31 10:00");
        Fund second = house.Fund with { Asset = new(2), Code = "000009" };
        DailyIncome secondIncome = new(house.Parts.Ledger, house.Parts.Reads, second);
        Assert.Equal(PostStatus.Posted, await secondIncome.OpenAsync(house.Today, house.Today));
        await house.FacilityAsync("100000.00");
        await house.MerchantAsync();
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(1, 1), "90000.00");
        await new TransferIn(house.Parts.Ledger).HandleAsync(
            second, new(person, "second", WalletHouse.Yuan("90000.00").ToUnits(), house.Today), house.Today);
        (string On, string What, string Yuan, WalletStatus Status)[] table =
        [
            ("2018-05-31", "wallet", "20000.00", WalletStatus.Done),
            ("2018-06-01", "wallet", "9999.99", WalletStatus.Done),
            ("2018-06-01", "wallet", "0.02", WalletStatus.LimitExceeded),
            ("2018-06-01", "wallet", "0.01", WalletStatus.Done),
            ("2018-06-01", "card", "0.01", WalletStatus.LimitExceeded),
            ("2018-06-01", "next day", "20000.00", WalletStatus.Done),
            ("2018-06-01", "second fund", "10000.00", WalletStatus.Done),
            ("2018-06-01", "second fund", "0.01", WalletStatus.LimitExceeded),
            ("2018-06-01", "pay", "10000.00", WalletStatus.Done),
            ("2018-06-01", "pay", "0.01", WalletStatus.LimitExceeded),
            ("2018-06-02", "card", "9000.00", WalletStatus.Pending),
            ("2018-06-02", "wallet", "1000.00", WalletStatus.Done),
            ("2018-06-02", "wallet", "0.01", WalletStatus.LimitExceeded),
        ];
        for (int row = 0; row < table.Length; row++)
        {
            house.Clock.Set($"{table[row].On} 10:00");
            WalletStatus found = await DoAsync(table[row].What, WalletHouse.Yuan(table[row].Yuan));
            Assert.Equal((row, table[row].Status), (row, found));
        }

        // What the bank refuses gives the day's limit back, while the day lasts.
        await house.BankFaultsAsync("""{"refusePerMillion":1000000}""");
        Assert.Equal(new(0, 1, 0), await house.BankAsync());
        Assert.Equal("9000.00", await house.HasAsync(person, AccountCode.FastRedemptionLimit));

        async Task<WalletStatus> DoAsync(string what, Money amount) => what switch
        {
            "wallet" => (await new RedeemToWallet(house.Parts).HandleAsync(new(person, house.NewKey(), amount))).Status,
            "card" => (await new RedeemToCard(house.Parts).HandleAsync(
                new(person, house.NewKey(), amount, "card"))).Status,
            "second fund" => (await new RedeemToWallet(house.Parts with { Fund = second }).HandleAsync(
                new(person, house.NewKey(), amount))).Status,
            "pay" => (await new PayFromFund(house.Parts).HandleAsync(
                new(person, house.NewKey(), 1, amount, "order") { Proof = PaymentProof.Certificate })).Status,
            "next day" => (await new RedeemNextDay(house.Parts.Ledger, house.Clock).HandleAsync(
                house.Fund, new(person, house.NewKey(), amount.ToUnits(), Payout.Wallet, null))).IsPosted
                ? WalletStatus.Done
                : WalletStatus.LimitExceeded,
            _ => throw new ArgumentException(what, nameof(what)),
        };
    }
}
