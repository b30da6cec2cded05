using Huoqi.Customers;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Agreements, messages, limits, standing orders, goals, requests and disputes on a real database.</summary>
public sealed class CustomersTests(PostgresFixture postgres)
{
    private const string Now = "2026-01-05 10:00";

    private static readonly string Hash = new('a', 64);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_subscribes_before_the_documents_in_force_are_accepted()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        Agreements agreements = new(parts);
        Document contract = new(DocumentKind.FundContract, 1, "contract-1", Hash, house.Today);
        Document later = new(DocumentKind.FundContract, 2, "contract-2", Hash, house.Today.AddDays(9));
        Assert.Equal(CustomerStatus.Done, await agreements.PublishAsync(contract, Cancel));
        Assert.Equal(CustomerStatus.Done, await agreements.PublishAsync(contract, Cancel));
        Assert.Equal(CustomerStatus.NotValid,
            await agreements.PublishAsync(contract with { TextKey = "other" }, Cancel));
        await agreements.PublishAsync(later, Cancel);
        Subscribe subscribe = new(parts);
        Subscribe.Request request = new(person, "first", new(50_00), CardToken: null);
        Assert.Equal([contract], (await subscribe.HandleAsync(request, Cancel)).Missing);
        Quote quote = await new Quotes(parts).ForAsync(QuoteAct.SubscribeFromWallet, person, new(50_00), Cancel);
        Assert.True(quote.AgreementsMissing);
        Assert.Equal(CustomerStatus.NotFound,
            await agreements.AcceptAsync(person, DocumentKind.FundContract, 2, Cancel));
        Assert.Equal(CustomerStatus.Done, await agreements.AcceptAsync(person, DocumentKind.FundContract, 1, Cancel));
        Assert.Equal(WalletStatus.Pending, (await subscribe.HandleAsync(request, Cancel)).Wallet?.Status);

        // What somebody has agreed to changes after 30 days of notice and not a day sooner.
        Document third = new(DocumentKind.FundContract, 3, "contract-3", Hash, house.Today.AddDays(29));
        Assert.Equal(CustomerStatus.NotValid, await agreements.PublishAsync(third, Cancel));
        Assert.Equal(CustomerStatus.Done,
            await agreements.PublishAsync(third with { From = house.Today.AddDays(30) }, Cancel));
        house.Clock.Set("2026-01-20 10:00");
        Assert.Equal([later], await agreements.MissingAsync(person, Cancel));

        // What was answered before is answered again, whatever has come into force since.
        Assert.Equal(WalletStatus.Pending, (await subscribe.HandleAsync(request, Cancel)).Wallet?.Status);
        Assert.Equal([contract], (await agreements.AcceptedByAsync(person, Cancel)).Select(a => a.Document));
    }

    [Fact]
    public async Task The_journal_tells_each_person_once()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        await house.MerchantAsync();
        long giver = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        long friend = await house.OpenAsync(WalletHouse.PersonIn(1, 1));
        await house.GiveUnitsAsync(friend, "10000.00");
        await house.PayAsync(giver, 1, "3.00");
        await new SendToFriend(house.Parts).HandleAsync(new(giver, "gift", friend, new(7_00)));
        await house.DeliverAsync();
        await house.PassDaysAsync(house.Today, house.Today);
        await house.SweepAsync();
        JournalMessages worker = new(parts);
        Assert.Equal(4, await worker.RunAsync(Cancel));
        Assert.Equal(0, await worker.RunAsync(Cancel));
        Inbox inbox = new(parts);
        IReadOnlyList<Message> toGiver = await inbox.PageAsync(giver, before: null, limit: 10, Cancel);
        Assert.Equal([MessageKind.Payment, MessageKind.TopUp], toGiver.Select(message => message.Kind));
        Assert.Equal("3.00", toGiver[0].Parameters["amount"]);
        IReadOnlyList<Message> toFriend = await inbox.PageAsync(friend, before: null, limit: 10, Cancel);
        Assert.Equal([MessageKind.Income, MessageKind.MoneyReceived], toFriend.Select(m => m.Kind).Order());
        Assert.Equal($"{giver}", toFriend.Single(m => m.Kind == MessageKind.MoneyReceived).Parameters["person"]);
        Assert.Equal(2, await inbox.UnreadAsync(friend, Cancel));
        await inbox.MarkReadAsync(friend, toFriend[0].Number, Cancel);
        Assert.Equal(1, await inbox.UnreadAsync(friend, Cancel));
        await inbox.PutAsync(friend, MessageKind.SignIn, "session 1", new Dictionary<string, string>(), Cancel);
        await inbox.PutAsync(friend, MessageKind.SignIn, "session 1", new Dictionary<string, string>(), Cancel);
        Assert.Equal(2, await inbox.UnreadAsync(friend, Cancel));
    }

    [Fact]
    public async Task A_sweep_and_a_saving_move_money_once()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        await house.MerchantAsync();
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        NightlySweep sweep = new(parts);
        SavingPerPayment saving = new(parts);
        await house.PayAsync(person, 1, "1.00");
        Assert.Equal(CustomerStatus.Done, await saving.SetAsync(person, new(2_00), Cancel));
        Assert.Equal(CustomerStatus.NotValid, await saving.SetAsync(person, Money.Zero, Cancel));
        await house.PayAsync(person, 1, "5.00");
        Assert.Equal(new StandingRun(1, 0, 0, 0), await saving.RunAsync(house.Today, Cancel));
        Assert.Equal(default, await saving.RunAsync(house.Today, Cancel));
        Assert.Equal("92.00", await house.HasAsync(person));
        Assert.Equal(CustomerStatus.Done, await sweep.SetAsync(person, new(40_00), Cancel));
        Assert.Equal(new StandingRun(1, 0, 0, 0), await sweep.RunAsync(house.Today, Cancel));
        await house.TopUpAsync(person, "10.00");
        Assert.Equal(default, (await sweep.RunAsync(house.Today, Cancel)) with { Nothing = 0 });
        Assert.Equal("50.00", await house.HasAsync(person));
        Assert.Equal(1, (await sweep.RunAsync(house.Today.AddDays(1), Cancel)).Done);
        Assert.Equal(1, (await sweep.RunAsync(house.Today.AddDays(2), Cancel)).Nothing);
        Assert.Equal("40.00", await house.HasAsync(person));
        await sweep.EndAsync(person, Cancel);
        Assert.Null(await sweep.FindAsync(person, Cancel));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_request_for_money_is_paid_declined_or_taken_back_once()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        long friend = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        long asker = await house.OpenAsync(WalletHouse.PersonIn(1, 1));
        MoneyRequests requests = new(parts);
        (CustomerStatus status, long number) = await requests.AskAsync(asker, "k", friend, new(30_00), "lunch", Cancel);
        Assert.Equal(CustomerStatus.Done, status);
        Assert.Equal((CustomerStatus.Done, number),
            await requests.AskAsync(asker, "k", friend, new(30_00), "lunch", Cancel));
        Assert.Equal(CustomerStatus.NotValid,
            (await requests.AskAsync(asker, "k", friend, new(31_00), "x", Cancel)).Status);
        Assert.Null(await requests.AcceptAsync(asker, number, cancel: Cancel));
        Assert.Equal(WalletStatus.Pending, (await requests.AcceptAsync(friend, number, cancel: Cancel))?.Status);
        Assert.Equal(WalletStatus.Pending, (await requests.AcceptAsync(friend, number, cancel: Cancel))?.Status);
        await house.DeliverAsync();
        Assert.Equal("30.00", await house.HasAsync(asker));

        // Both bills say what it was for.
        BillReading bills = new(parts);
        Bill sent = (await bills.PageAsync(friend, new(), cursor: null, 5, Cancel))!.Items[0];
        Bill got = (await bills.PageAsync(asker, new(), cursor: null, 5, Cancel))!.Items[0];
        Assert.Equal((BillKind.Sent, "lunch"), (sent.Kind, sent.Reference));
        Assert.Equal((BillKind.Received, "lunch"), (got.Kind, got.Reference));
        Assert.Equal(CustomerStatus.TooLate, await requests.DeclineAsync(friend, number, Cancel));
        Assert.Equal(RequestState.Paid, (await requests.OfAsync(asker, before: null, limit: 5, Cancel))[0].State);
        (_, long second) = await requests.AskAsync(asker, "k2", friend, new(1_00), "tea", Cancel);
        Assert.Equal(CustomerStatus.NotFound, await requests.WithdrawAsync(friend, second, Cancel));
        Assert.Equal(CustomerStatus.Done, await requests.WithdrawAsync(asker, second, Cancel));
        (_, long third) = await requests.AskAsync(asker, "k3", friend, new(1_00), "tea", Cancel);
        Assert.Equal(1, await requests.ExpireAsync(house.Today.AddDays(MoneyRequests.OpenDays + 1), Cancel));
        Assert.Null(await requests.AcceptAsync(friend, third, cancel: Cancel));
    }

    [Fact]
    public async Task Goals_share_the_units_and_disputes_get_an_answer()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        await house.MerchantAsync();
        long person = await house.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 1), "100.00");
        Goals goals = new(parts);
        (_, long bike) = await goals.AddAsync(person, "自行车", new(600_00), house.Today.AddMonths(6), cancel: Cancel);
        (_, long trip) = await goals.AddAsync(person, "trip", new(900_00), by: null, cancel: Cancel);
        Assert.Equal(
            CustomerStatus.NotValid, (await goals.AddAsync(person, " ", new(1), by: null, cancel: Cancel)).Status);
        Assert.Equal(CustomerStatus.Done, await goals.AssignAsync(person, bike, FundUnits.FromWhole(60), Cancel));
        Assert.Equal(CustomerStatus.NotValid, await goals.AssignAsync(person, trip, FundUnits.FromWhole(41), Cancel));
        Assert.Equal(CustomerStatus.Done, await goals.AssignAsync(person, trip, FundUnits.FromWhole(40), Cancel));
        Assert.Equal(new Money(90_00), (await goals.OfAsync(person, Cancel))[0].EachMonth);

        await house.FacilityAsync("100.00");
        // What was taken out backs no goal any more: the youngest gives way first.
        Assert.Equal(WalletStatus.Done,
            (await new RedeemToWallet(house.Parts).HandleAsync(new(person, "out", new(30_00)))).Status);
        await house.BankAsync();
        Assert.Equal([FundUnits.FromWhole(60), FundUnits.FromWhole(10)],
            (await goals.OfAsync(person, Cancel)).Select(goal => goal.Assigned));
        Assert.Equal(CustomerStatus.NotValid, await goals.AssignAsync(person, bike, FundUnits.FromWhole(61), Cancel));
        Assert.Equal(CustomerStatus.Done, await goals.AssignAsync(person, trip, FundUnits.FromWhole(5), Cancel));
        Assert.Equal(CustomerStatus.Done, await goals.AssignAsync(person, bike, FundUnits.FromWhole(65), Cancel));
        Assert.Equal(CustomerStatus.NotFound, await goals.AssignAsync(person, 999, FundUnits.Zero, Cancel));
        Assert.Equal(CustomerStatus.Done, await goals.RemoveAsync(person, trip, Cancel));

        await house.TopUpAsync(person, "20.00");
        WalletAnswer paid = await house.PayAsync(person, 1, "5.00");
        Disputes disputes = new(parts);
        (CustomerStatus status, Dispute? dispute) = await disputes.OpenAsync(person, paid.Order, "not mine", Cancel);
        Assert.Equal(CustomerStatus.Done, status);
        Assert.Equal(CustomerStatus.NotFound,
            (await disputes.OpenAsync(WalletHouse.PersonIn(0, 2), paid.Order, "mine?", Cancel)).Status);
        Assert.Equal([dispute!], await disputes.OpenOnesAsync(limit: 5, cancel: Cancel));
        Assert.Equal(CustomerStatus.Done,
            await disputes.AnswerAsync(person, dispute!.Number, upheld: false, "it was yours", "operator 1", Cancel));
        Assert.Equal(CustomerStatus.TooLate,
            await disputes.AnswerAsync(person, dispute.Number, upheld: true, "it was not", "operator 2", Cancel));
    }

    [Fact]
    public async Task A_higher_class_widens_its_limit_and_the_account_closes_when_nothing_hinders()
    {
        await using WalletHouse house = await WalletHouse.StartAsync(postgres, Now);
        CustomersParts parts = new(house.Parts, house.Database.Db, house.Port);
        await house.MerchantAsync();
        long person = await house.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00", AccountClass.II);
        await house.PayAsync(person, 1, "60.00");
        LimitsLeft limits = new(parts);
        LimitStanding before = (await limits.ReadAsync(person, Cancel))[0];
        Assert.Equal((Money.FromYuan(100_000), new Money(60_00)), (before.Amount, before.Used));
        WalletAnswer raised = await new ChangeClass(house.Parts).HandleAsync(
            new(person, "kyc", AccountClass.III, "identified"));
        Assert.Equal(WalletStatus.Done, raised.Status);
        LimitStanding after = (await limits.ReadAsync(person, Cancel))[0];
        Assert.Equal((Money.FromYuan(200_000), new Money(60_00)), (after.Amount, after.Used));
        await house.VerifyAsync();

        CloseMyAccount close = new(parts);
        Assert.Equal([new(ClosingHindrance.WalletNotEmpty, new(40_00))], await close.HindrancesAsync(person, Cancel));
        Assert.Equal(WalletStatus.AccountNotEmpty, (await close.HandleAsync(new(person, "c1"), Cancel)).Status);
        await new Withdraw(house.Parts).HandleAsync(new(person, "out", new(40_00), "card"));
        Assert.Equal([new(ClosingHindrance.OrdersUnderWay, new(40_00))], await close.HindrancesAsync(person, Cancel));
        UnderWay order = Assert.Single(await new BillReading(parts).UnderWayAsync(person, Cancel));
        Assert.Equal(BillState.Pending, (await new Receipts(parts).FindAsync(person, order.No, Cancel))?.Bill.State);
        await house.BankAsync();
        Assert.Empty(await close.HindrancesAsync(person, Cancel));
        Assert.Equal(WalletStatus.Done, (await close.HandleAsync(new(person, "c2"), Cancel)).Status);
        Assert.Equal(AccountStanding.Closed, (await new HomeReading(parts).ReadAsync(person, Cancel))?.Standing);
    }
}
