using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Every status of the wallet, as somebody comes to hear it.</summary>
public sealed class WalletStatusTests(PostgresFixture postgres)
{
    private const string Card = "card";

    private int _people;

    private delegate Task<WalletAnswer> Act(WalletHouse house);

    [Fact]
    public async Task Every_status_is_reached()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, "2018-06-04 10:00");
        await house.MerchantAsync();
        await house.FacilityAsync("100.00");
        List<(string What, WalletStatus Found, WalletStatus Expected)> table = [];
        foreach ((string what, Act act, WalletStatus expected) in Rows())
        {
            table.Add((what, (await act(house)).Status, expected));
        }

        Assert.Equal(table.Select(row => (row.What, row.Expected)), table.Select(row => (row.What, row.Found)));

        // A full queue is a matter of load, not of what is asked: KeyTests fills one.
        Assert.Equal(
            Enum.GetValues<WalletStatus>().Except([WalletStatus.TryAgain]).Order(),
            table.Select(row => row.Found).Distinct().Order());
    }

    // The last rows pass days, so they come last.
    private List<(string What, Act Act, WalletStatus Expected)> Rows() =>
    [
        ("a payment", async h => await h.PayAsync(await RichAsync(h), 1, "5.00"), WalletStatus.Done),
        ("a top-up", async h => await TopUpAsync(h, await PersonAsync(h)), WalletStatus.Pending),
        ("a database that does not answer", UnreachableAsync, WalletStatus.Unknown),
        ("a key used for another amount", KeyReusedAsync, WalletStatus.KeyReused),
        ("nothing", async h => await h.PayAsync(await RichAsync(h), 1, "0.00"), WalletStatus.InvalidAmount),
        ("a gift to oneself", SelfishAsync, WalletStatus.InvalidAmount),
        ("yesterday, which is closed", ClosedDayAsync, WalletStatus.BusinessDayClosed),
        ("an account that is there", async h => await OpenAgainAsync(h, await PersonAsync(h)),
            WalletStatus.AccountExists),
        ("nobody", h => h.PayAsync(9_999, 1, "1.00"), WalletStatus.AccountNotFound),
        ("nobody buys units", h => SubscribeAsync(h, 9_999), WalletStatus.AccountNotFound),
        ("somebody who left", async h => await TopUpAsync(h, await LeftAsync(h)), WalletStatus.AccountClosed),
        ("a frozen account", async h => await h.PayAsync(await FrozenAsync(h), 1, "1.00"), WalletStatus.AccountFrozen),
        ("a frozen account gets money", async h => await TopUpAsync(h, await FrozenAsync(h)), WalletStatus.Pending),
        ("thawing what is not frozen", async h => await StandingAsync(h, await PersonAsync(h), Standing.Unfreeze),
            WalletStatus.AccountNotFrozen),
        ("leaving with money", async h => await CloseAsync(h, await RichAsync(h)), WalletStatus.AccountNotEmpty),
        ("leaving with an order under way", LeaveEarlyAsync, WalletStatus.OrdersOpen),
        ("units for class II", async h => await SubscribeAsync(h, await RichAsync(h, AccountClass.II)),
            WalletStatus.ClassTooLow),
        ("too much for class I", async h => await h.PayAsync(await RichAsync(h, AccountClass.I), 1, "1000.01"),
            WalletStatus.LimitExceeded),
        ("too much for one factor", async h => await h.PayAsync(
            await RichAsync(h), 1, "1000.01", proof: PaymentProof.OneFactor), WalletStatus.ProofTooWeak),
        ("too much for a code", ToACodeAsync, WalletStatus.CodeLimitExceeded),
        ("more than there is", async h => await h.PayAsync(await RichAsync(h), 1, "2000.01"),
            WalletStatus.InsufficientBalance),
        ("more units than there are", async h => await RedeemAsync(h, await PersonAsync(h), "1.00"),
            WalletStatus.InsufficientBalance),
        ("more than the bank has placed", async h => await RedeemAsync(h, await HolderAsync(h), "250.00"),
            WalletStatus.AdvanceExhausted),
        ("a refund of nothing", h => RefundAsync(h, new(0, 1), "1.00"), WalletStatus.PaymentNotFound),
        ("a refund of too much", async h => await RefundAsync(h, await PaidAsync(h), "5.01"),
            WalletStatus.RefundExceedsPayment),
        ("a merchant without money", PoorMerchantAsync, WalletStatus.MerchantFundsShort),
        ("a fund that is not open", FundNotOpenAsync, WalletStatus.FundNotOpen),
        ("a merchant nobody knows", async h => await h.PayAsync(await RichAsync(h), 77, "1.00"),
            WalletStatus.MerchantNotFound),
        ("a merchant taken in twice", RegisterAgainAsync, WalletStatus.MerchantExists),
        ("always overtaken by another refund", OvertakenAsync, WalletStatus.StateChanged),
        ("leaving before a day's income is known", LeaveBeforeIncomeAsync, WalletStatus.IncomeOutstanding),
        ("units at once on a day that is sealed", SealedDayAsync, WalletStatus.EarningDaySealed),
    ];

    private long Next() => WalletHouse.PersonIn(1, ++_people);

    private Task<long> PersonAsync(WalletHouse house) => house.OpenAsync(Next());

    private Task<long> RichAsync(WalletHouse house, AccountClass accountClass = AccountClass.III) =>
        house.OpenWithMoneyAsync(Next(), "2000.00", accountClass);

    private Task<long> HolderAsync(WalletHouse house) => house.OpenWithUnitsAsync(Next(), "1000.00");

    private async Task<long> FrozenAsync(WalletHouse house)
    {
        long person = await RichAsync(house);
        await StandingAsync(house, person, Standing.Freeze);
        return person;
    }

    private async Task<long> LeftAsync(WalletHouse house)
    {
        long person = await PersonAsync(house);
        Assert.Equal(WalletStatus.Done, (await CloseAsync(house, person)).Status);
        return person;
    }

    private async Task<OrderNo> PaidAsync(WalletHouse house) =>
        (await house.PayAsync(await RichAsync(house), 1, "5.00")).Order;

    private static Task<WalletAnswer> RegisterAgainAsync(WalletHouse house) =>
        new RegisterMerchant(house.Parts).HandleAsync(new(1, "again", "Shop", "account", Money.Zero));

    private static Task<WalletAnswer> TopUpAsync(WalletHouse house, long person) =>
        new TopUp(house.Parts).HandleAsync(new(person, house.NewKey(), WalletHouse.Yuan("1.00"), Card));

    private static Task<WalletAnswer> OpenAgainAsync(WalletHouse house, long person) =>
        new OpenAccount(house.Parts).HandleAsync(new(person, house.NewKey(), AccountClass.III));

    private static Task<WalletAnswer> CloseAsync(WalletHouse house, long person) =>
        new CloseAccount(house.Parts).HandleAsync(new(person, house.NewKey()));

    private static Task<WalletAnswer> StandingAsync(WalletHouse house, long person, Standing wanted) =>
        new ChangeStanding(house.Parts).HandleAsync(new(person, house.NewKey(), wanted, "a test"));

    private static Task<WalletAnswer> SubscribeAsync(WalletHouse house, long person) =>
        new SubscribeFromWallet(house.Parts).HandleAsync(new(person, house.NewKey(), WalletHouse.Yuan("1.00")));

    private static Task<WalletAnswer> RedeemAsync(WalletHouse house, long person, string yuan) =>
        new RedeemToWallet(house.Parts).HandleAsync(new(person, house.NewKey(), WalletHouse.Yuan(yuan)));

    private static Task<WalletAnswer> RefundAsync(WalletHouse house, OrderNo payment, string yuan, long merchant = 1) =>
        new Refund(house.Parts).HandleAsync(new(merchant, house.NewKey(), payment, WalletHouse.Yuan(yuan)));

    private async Task<WalletAnswer> ToACodeAsync(WalletHouse house)
    {
        long friend = await PersonAsync(house);
        return await new SendToFriend(house.Parts).HandleAsync(
            new(await RichAsync(house), house.NewKey(), friend, WalletHouse.Yuan("500.01")) { ByStaticCode = true });
    }

    private async Task<WalletAnswer> SelfishAsync(WalletHouse house)
    {
        long person = await RichAsync(house);
        return await new SendToFriend(house.Parts).HandleAsync(
            new(person, house.NewKey(), person, WalletHouse.Yuan("1.00")));
    }

    private async Task<WalletAnswer> UnreachableAsync(WalletHouse house)
    {
        long person = await PersonAsync(house);
        await using GeneralLedger deaf = new(
            new DeafStore(), WalletHouse.Shards, new LedgerOptions { Deadline = TimeSpan.Zero }, TimeProvider.System);
        return await new TopUp(house.Parts with { Ledger = deaf }).HandleAsync(
            new(person, "k", WalletHouse.Yuan("1.00"), Card));
    }

    private async Task<WalletAnswer> KeyReusedAsync(WalletHouse house)
    {
        long person = await RichAsync(house);
        await house.PayAsync(person, 1, "1.00", key: "same");
        return await house.PayAsync(person, 1, "2.00", key: "same");
    }

    private async Task<WalletAnswer> ClosedDayAsync(WalletHouse house)
    {
        long person = await RichAsync(house);
        DateOnly yesterday = house.Today.AddDays(-1);
        PostResult closed = await house.Parts.Ledger.PostAsync(new()
        {
            Shard = 1,
            Owner = Party.Platform,
            Act = LedgerActs.CloseBusinessDay,
            Key = "yesterday",
            BusinessDate = yesterday,
            ByPlatform = true,
        });
        Assert.Equal(PostStatus.Posted, closed.Status);
        house.Clock.Set("2018-06-03 23:59");
        WalletAnswer answer = await house.PayAsync(person, 1, "1.00");
        house.Clock.Set("2018-06-04 10:00");
        return answer;
    }

    private async Task<WalletAnswer> LeaveEarlyAsync(WalletHouse house)
    {
        long person = await PersonAsync(house);
        await TopUpAsync(house, person);
        return await CloseAsync(house, person);
    }

    private async Task<WalletAnswer> PoorMerchantAsync(WalletHouse house)
    {
        await house.MerchantAsync(2);
        OrderNo payment = (await house.PayAsync(await RichAsync(house), 2, "5.00")).Order;
        await house.SettleMerchantsAsync();
        return await RefundAsync(house, payment, "5.00", merchant: 2);
    }

    private async Task<WalletAnswer> FundNotOpenAsync(WalletHouse house)
    {
        long person = await PersonAsync(house);
        Fund other = house.Fund with { Asset = new(2) };
        return await new RedeemToWallet(house.Parts with { Fund = other }).HandleAsync(
            new(person, "k", WalletHouse.Yuan("1.00")));
    }

    /// <summary>A refund that stands where the next one would begin, though the sum does not reach it.</summary>
    private async Task<WalletAnswer> OvertakenAsync(WalletHouse house)
    {
        OrderNo payment = await PaidAsync(house);
        await house.Database.RunAsync($"""
            INSERT INTO wallet.refund (refund, payment, refunded_before_fen, amount_fen, fee_fen, business_date, shard)
            VALUES (0, {payment.Entry}, 1, 1, 0, '2018-06-04', {payment.Shard})
            """);
        return await RefundAsync(house, payment, "1.00");
    }

    private async Task<WalletAnswer> LeaveBeforeIncomeAsync(WalletHouse house)
    {
        long person = await house.OpenWithUnitsAsync(Next(), "50.00");
        Assert.Equal(PostStatus.Posted, await house.Income.SealAsync(house.Today, house.Today));
        house.Clock.Set("2018-06-05 10:00");
        Assert.Equal(WalletStatus.Done, (await RedeemAsync(house, person, "50.00")).Status);
        await new Withdraw(house.Parts).HandleAsync(new(person, house.NewKey(), WalletHouse.Yuan("50.00"), Card));
        await house.BankAsync();
        return await CloseAsync(house, person);
    }

    private async Task<WalletAnswer> SealedDayAsync(WalletHouse house)
    {
        long person = await house.OpenWithUnitsAsync(Next(), "50.00");
        Assert.Equal(PostStatus.Posted, await house.Income.SealAsync(house.Today, house.Today));
        return await RedeemAsync(house, person, "1.00");
    }

    private sealed class DeafStore : ILedgerStore
    {
        public Task<LoadResult> LoadAsync(LoadRequest request) =>
            throw new StoreUnavailableException(new TimeoutException());

        public Task CommitAsync(PostingGroup group) => throw new StoreUnavailableException(new TimeoutException());
    }
}
