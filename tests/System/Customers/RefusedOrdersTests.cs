using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What the bank or the books refuse is told to whom it concerns, and as what it is.</summary>
public sealed class RefusedOrdersTests(PostgresFixture postgres)
{
    private const string Now = "2026-01-05 10:00";

    private const string Refusing = """{"refusePerMillion":1000000}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_top_up_and_a_purchase_by_card_that_the_bank_refuses_are_told_and_listed_for_a_week()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long person = await house.OpenAsync(WalletHouse.PersonIn(0, 1));
        long other = await house.OpenAsync(WalletHouse.PersonIn(0, 2));
        await house.BankFaultsAsync(Refusing);
        WalletAnswer topUp = await new TopUp(house.Parts).HandleAsync(new(person, "top", new(5_00), "card"));
        WalletAnswer bought = await new SubscribeFromCard(house.Parts).HandleAsync(
            new(person, "buy", new(7_00), "card"));
        BillReading bills = new(parts);
        Assert.Equal(2, (await bills.UnderWayAsync(person, Cancel)).Count);
        Assert.Empty(await bills.RefusedAsync(person, new(), Cancel));
        Assert.Equal(2, (await house.BankAsync()).Refused);

        Assert.Empty(await bills.UnderWayAsync(person, Cancel));
        Assert.Empty((await bills.PageAsync(person, new(), cursor: null, 5, Cancel))!.Items);
        IReadOnlyList<UnderWay> listed = await bills.RefusedAsync(person, new(), Cancel);
        Assert.Equal([bought.Order, topUp.Order], listed.Select(order => order.No));
        Assert.All(listed, order => Assert.Equal(BillState.Refused, order.State));
        Assert.Equal(BillKind.TopUp, Assert.Single(await bills.RefusedAsync(
            person, new() { Kinds = new HashSet<BillKind> { BillKind.TopUp } }, Cancel)).Kind);
        Assert.Empty(await bills.RefusedAsync(other, new(), Cancel));

        JournalMessages worker = new(parts);
        Assert.Equal(2, await worker.RunAsync(Cancel));
        Assert.Equal(0, await worker.RunAsync(Cancel));
        IReadOnlyList<Message> told = await new Inbox(parts).PageAsync(person, before: null, limit: 10, Cancel);
        Assert.All(told, message => Assert.Equal(MessageKind.BankRefused, message.Kind));
        Assert.Equal(["Subscription 7.00", "TopUp 5.00"],
            told.Select(message => $"{message.Parameters["bill"]} {message.Parameters["amount"]}")
                .Order(StringComparer.Ordinal));
        foreach (Message message in told)
        {
            Assert.True(OrderNo.TryParse(message.Parameters["order"], out OrderNo no));
            Assert.Equal(BillState.Refused, (await new Receipts(parts).FindAsync(person, no, Cancel))?.Bill.State);
        }

        house.Clock.Set("2026-01-12 10:00");
        Assert.Equal(2, (await bills.RefusedAsync(person, new(), Cancel)).Count);
        house.Clock.Set("2026-01-13 10:00");
        Assert.Empty(await bills.RefusedAsync(person, new(), Cancel));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_payout_that_the_card_does_not_take_is_told_with_the_money_in_the_wallet()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 1), "100.00");
        PostResult placed = await new RedeemNextDay(house.Parts.Ledger, house.Clock).HandleAsync(
            house.Fund, new(person, "t1", new Money(50_00).ToUnits(), Payout.Card, "card"));
        Assert.Equal(PostStatus.Posted, placed.Status);
        await house.SendOrdersAsync(house.Today);
        house.Clock.Set("2026-01-06 10:00");
        _ = await house.ReceiveAsync(house.Today);
        Assert.Equal(1, await house.PayRedemptionsAsync());
        await house.BankFaultsAsync(Refusing);
        Assert.Equal(1, (await house.BankAsync()).Refused);
        Assert.Equal("50.00", await house.HasAsync(person));

        _ = await new JournalMessages(parts).RunAsync(Cancel);
        Message told = Assert.Single(
            await new Inbox(parts).PageAsync(person, before: null, limit: 10, Cancel),
            message => message.Kind == MessageKind.BankRefused);
        Assert.Equal(("RedemptionPaid", "50.00"), (told.Parameters["bill"], told.Parameters["amount"]));
        Assert.True(OrderNo.TryParse(told.Parameters["order"], out OrderNo no));
        Assert.Equal(new Money(50_00), (await new Receipts(parts).FindAsync(person, no, Cancel))?.Bill.Wallet);

        // It stands in the bills, and once is enough.
        Assert.Empty(await new BillReading(parts).RefusedAsync(person, new(), Cancel));
    }

    [Fact]
    public async Task A_request_that_the_books_refuse_to_pay_is_not_told_as_declined()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long friend = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10.00");
        long asker = await house.OpenAsync(WalletHouse.PersonIn(1, 1));
        MoneyRequests requests = new(parts);
        (_, long number) = await requests.AskAsync(asker, "k", friend, new(30_00), "lunch", Cancel);
        Assert.Equal(WalletStatus.InsufficientBalance,
            (await requests.AcceptAsync(friend, number, cancel: Cancel))?.Status);
        Assert.Equal(RequestState.NotPaid, (await requests.FindAsync(friend, number, Cancel))?.State);
        Assert.Empty(await new Inbox(parts).PageAsync(asker, before: null, limit: 10, Cancel));

        // It is over: the refusal stands for ever under its key, and nobody can say no any more.
        await house.TopUpAsync(friend, "90.00");
        Assert.Null(await requests.AcceptAsync(friend, number, cancel: Cancel));
        Assert.Equal(CustomerStatus.TooLate, await requests.DeclineAsync(friend, number, Cancel));
        Assert.Equal(CustomerStatus.TooLate, await requests.WithdrawAsync(asker, number, Cancel));
        Assert.Equal("100.00", await house.HasAsync(friend));

        // Asked anew it is paid; and who says no is still told so.
        (_, long anew) = await requests.AskAsync(asker, "k2", friend, new(30_00), "lunch", Cancel);
        Assert.Equal(WalletStatus.Pending, (await requests.AcceptAsync(friend, anew, cancel: Cancel))?.Status);
        (_, long third) = await requests.AskAsync(asker, "k3", friend, new(1_00), "tea", Cancel);
        Assert.Equal(CustomerStatus.Done, await requests.DeclineAsync(friend, third, Cancel));
        Assert.Equal([MessageKind.RequestDeclined],
            (await new Inbox(parts).PageAsync(asker, before: null, limit: 10, Cancel)).Select(told => told.Kind));
    }

    [Fact]
    public async Task What_could_not_be_put_aside_is_told_once_a_day_for_each_reason()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        await house.MerchantAsync();
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10.00");
        SavingPerPayment saving = new(parts);
        await saving.SetAsync(person, new(5_00), Cancel);
        await house.PayAsync(person, 1, "4.00");
        await house.PayAsync(person, 1, "3.00");
        Assert.Equal(new StandingRun(0, 0, 2, 0), await saving.RunAsync(house.Today, Cancel));
        Assert.Equal(["SavingPerPayment 5.00 InsufficientBalance"], await ToldAsync());

        Document contract = new(DocumentKind.FundContract, 1, "contract-1", new('a', 64), house.Today);
        Assert.Equal(CustomerStatus.Done, await new Agreements(parts).PublishAsync(contract, Cancel));
        NightlySweep sweep = new(parts);
        await sweep.SetAsync(person, Money.Zero, Cancel);
        Assert.Equal(1, (await sweep.RunAsync(house.Today, Cancel)).Refused);
        Assert.Equal(default, await sweep.RunAsync(house.Today, Cancel));
        Assert.Equal(
            ["NightlySweep 3.00 AgreementsMissing", "SavingPerPayment 5.00 InsufficientBalance"], await ToldAsync());

        house.Clock.Set("2026-01-06 10:00");
        Assert.Equal(1, (await sweep.RunAsync(house.Today, Cancel)).Refused);
        Assert.Equal(3, (await ToldAsync()).Count);
        Assert.Equal("3.00", await house.HasAsync(person));

        async Task<IReadOnlyList<string>> ToldAsync() =>
        [
            .. (await new Inbox(parts).PageAsync(person, before: null, limit: 10, Cancel))
                .Where(message => message.Kind == MessageKind.NotPutAside)
                .Select(message => message.Parameters)
                .Select(told => $"{told["saving"]} {told["amount"]} {told["reason"]}").Order(StringComparer.Ordinal),
        ];
    }
}
