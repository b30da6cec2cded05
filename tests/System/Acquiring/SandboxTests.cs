using Huoqi.Acquiring;
using Huoqi.Kernel;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A merchant's sandbox: everything but money, and nothing of the merchant's own.</summary>
public sealed class SandboxTests(PostgresFixture postgres)
{
    private static readonly Shop Live = new(1);

    private static readonly Shop Sandbox = new(1, Sandbox: true);

    [Fact]
    public async Task What_is_played_is_told_and_reported_and_touches_no_book()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        string books = await BooksAsync(house);
        RequestId paid = await RequestAsync(house, "30.00");
        RequestId refused = await RequestAsync(house, "1.00");
        RequestId over = await RequestAsync(house, "2.00");
        RequestId taken = await RequestAsync(house, "3.00");
        PlayPayer payer = new(house.Parts);
        Assert.Equal(AcquiringStatus.NotFound,
            (await payer.HandleAsync(new(paid, Merchant: 2, PlayedOutcome.Paid))).Status);
        Assert.Equal(PaymentState.Paying, await PlayAsync(house, paid, PlayedOutcome.Paying));
        Assert.Equal(AcquiringStatus.BeingPaid,
            (await new CancelPayment(house.Parts).HandleAsync(new(Sandbox, paid))).Status);
        Assert.Equal(PaymentState.Paid, await PlayAsync(house, paid, PlayedOutcome.Paid));
        Assert.Equal(AcquiringStatus.AlreadyPaid,
            (await payer.HandleAsync(new(paid, Merchant: 1, PlayedOutcome.Expired))).Status);
        Assert.Equal(PaymentState.Open, await PlayAsync(house, refused, PlayedOutcome.Refused));
        Assert.Equal(PaymentState.Expired, await PlayAsync(house, over, PlayedOutcome.Expired));
        Assert.Equal(AcquiringStatus.Done,
            (await new CancelPayment(house.Parts).HandleAsync(new(Sandbox, taken))).Status);
        Assert.Equal(AcquiringStatus.Cancelled,
            (await payer.HandleAsync(new(taken, Merchant: 1, PlayedOutcome.Paid))).Status);
        Assert.Equal("Done", await RefundAsync(house, paid, "10.00", "r1"));
        Assert.Equal("Done", await RefundAsync(house, paid, "10.00", "r1"));
        Assert.Equal("KeyReused", await RefundAsync(house, paid, "11.00", "r1"));
        Assert.Equal("NotPaid", await RefundAsync(house, refused, "1.00"));
        Assert.Equal("1 30.00, 2 10.00, 3 2.00, 4 3.00", await house.EventsAsync());

        SettlementDay day = await DayAsync(house, Sandbox);
        Assert.Equal(("30.00", "10.00", "0.12", "19.88"), (
            day.Payments.ToPlain(), day.Refunds.ToPlain(), day.Fees.ToPlain(), day.Net.ToPlain()));
        (AcquiringStatus status, SettlementDay settled) = await new PlayPayout(house.Parts).HandleAsync(
            new(1, PlayedPayout.Refused));
        Assert.Equal((AcquiringStatus.Done, PayoutState.Refused), (status, settled.Payout!.State));
        (status, settled) = await new PlayPayout(house.Parts).HandleAsync(new(1, PlayedPayout.Paid));
        Assert.Equal((AcquiringStatus.Done, "19.88"), (status, settled.Payout!.Amount.ToPlain()));
        Assert.Equal(AcquiringStatus.AlreadyPaid,
            (await new PlayPayout(house.Parts).HandleAsync(new(1, PlayedPayout.Paid))).Status);
        Assert.Equal(AcquiringStatus.NothingDue,
            (await new PlayPayout(house.Parts).HandleAsync(new(2, PlayedPayout.Paid))).Status);

        // Numbers of the sandbox name nothing of the books.
        Assert.All(settled.Lines, line => Assert.True(line.Order.Entry > 900_000_000_000));
        Assert.Equal(books, await BooksAsync(house));
        await house.Wallet.VerifyAsync();
    }

    [Fact]
    public async Task Neither_side_sees_or_moves_what_is_the_others()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long person = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        PaymentView real = await house.PaidAsync(person, "30.00");
        PaymentView open = await house.RequestAsync("1.00");
        RequestId played = await RequestAsync(house, "5.00");
        Assert.Equal(PaymentState.Paid, await PlayAsync(house, played, PlayedOutcome.Paid));
        (Shop Shop, RequestId Theirs)[] both = [(Live, played), (Sandbox, real.Id), (Sandbox, open.Id)];
        foreach ((Shop shop, RequestId theirs) in both)
        {
            Assert.Null(await house.Query.FindOwnAsync(shop, theirs));
            Assert.Equal(AcquiringStatus.NotFound,
                (await new CancelPayment(house.Parts).HandleAsync(new(shop, theirs))).Status);
            Assert.Equal(AcquiringStatus.NotFound,
                (await new RefundPayment(house.Parts).HandleAsync(new(shop, "r", theirs, new(100)))).Status);
            Assert.DoesNotContain(theirs,
                (await house.Query.ListAsync(shop, after: null, 10)).Payments.Select(payment => payment.Id));
        }

        Assert.Equal(AcquiringStatus.NotFound,
            (await new PlayPayer(house.Parts).HandleAsync(new(open.Id, 1, PlayedOutcome.Paid))).Status);
        Assert.Equal(PaymentState.Open, await house.StateAsync(open.Id));
        Assert.Equal("30.00", (await new SettlementReport(house.Parts).OfAsync(Live, house.Wallet.Today))
            .Payments.ToPlain());
        Assert.Equal("5.00", (await DayAsync(house, Sandbox)).Payments.ToPlain());
        Assert.Equal("70.00", await house.Wallet.HasAsync(person));
        await house.Wallet.VerifyAsync();
    }

    [Fact]
    public async Task Events_go_to_the_endpoints_of_their_own_side()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        OutboundGuard guard = new(OutboundGuard.BySystem, receiver.Address, isDemo: true);
        WebhookEndpoints endpoints = new(house.Parts, guard);
        IssuedEndpoint live = await endpoints.AddAsync(Live, $"{receiver.Address}live");
        IssuedEndpoint sandbox = await endpoints.AddAsync(Sandbox, $"{receiver.Address}sandbox");
        Assert.Equal([live.Endpoint!.Id], (await endpoints.ListAsync(Live)).Select(endpoint => endpoint.Id));
        foreach ((Shop other, string id) in new[] { (Sandbox, live.Endpoint.Id), (Live, sandbox.Endpoint!.Id) })
        {
            Assert.Equal(AcquiringStatus.NotFound,
                (await endpoints.RotateAsync(other, id, TimeSpan.FromHours(1))).Status);
            Assert.False(await endpoints.SwitchAsync(other, id, on: false));
            Assert.False(await endpoints.RemoveAsync(other, id));
        }

        long person = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "100.00");
        _ = await house.PaidAsync(person, "30.00");
        _ = await PlayAsync(house, await RequestAsync(house, "5.00"), PlayedOutcome.Paid);
        using WebhookDelivery worker = new(house.Parts, guard);
        Assert.Equal(2, await worker.RunOnceAsync());
        Assert.Equal(["/live", "/sandbox"], receiver.Heard.Select(arrived => arrived.Path).Order());
        Arrived played = receiver.Heard.Single(arrived => arrived.Path == "/sandbox");
        Client.WebhookEvent told = Client.WebhookVerifier.Read(played.Body)!;
        Assert.Equal((true, new Client.Yuan(500)), (told.Data.Sandbox, told.Data.Amount));
        Assert.False(Client.WebhookVerifier.Read(receiver.Heard.Single(a => a.Path == "/live").Body)!.Data.Sandbox);
        Assert.Equal(played.Id, Assert.Single(await endpoints.DeliveriesAsync(Sandbox, 10)).EventId);
        Assert.False(await endpoints.ReplayAsync(Live, played.Id, sandbox.Endpoint.Id));
        Assert.True(await endpoints.ReplayAsync(Sandbox, played.Id, sandbox.Endpoint.Id));
        Assert.True(await endpoints.RemoveAsync(Sandbox, sandbox.Endpoint.Id));
        Assert.Empty(await endpoints.ListAsync(Sandbox));
        Assert.Equal(1, await worker.RunOnceAsync());
        Assert.Equal(2, receiver.Heard.Count);
    }

    [Fact]
    public async Task Refunds_are_judged_and_counted_as_real_ones()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long person = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        Random random = new(31);
        for (int round = 0; round < 4; round++)
        {
            string yuan = new Money(random.Next(1, 10_000)).ToPlain();
            PaymentView real = await house.PaidAsync(person, yuan);
            RequestId played = await RequestAsync(house, yuan);
            _ = await PlayAsync(house, played, PlayedOutcome.Paid);
            for (int i = 0; i < 6; i++)
            {
                string part = new Money(random.Next(0, 4_000)).ToPlain();
                Assert.Equal(await house.RefundAsync(real.Id, part), await RefundAsync(house, played, part));
            }

            PaymentView after = (await house.Query.FindAsync(played))!;
            PaymentView model = (await house.Query.FindAsync(real.Id))!;
            Assert.Equal((model.State, model.Refunded, model.Fee), (after.State, after.Refunded, after.Fee));
        }

        SettlementDay books = await new SettlementReport(house.Parts).OfAsync(Live, house.Wallet.Today);
        SettlementDay day = await DayAsync(house, Sandbox);
        Assert.Equal((books.Payments, books.Refunds, books.Fees), (day.Payments, day.Refunds, day.Fees));
        Assert.Equal(books.Lines.Select(line => (line.Kind, line.Amount, line.Fee)),
            day.Lines.Select(line => (line.Kind, line.Amount, line.Fee)));
        Assert.Equal(day.Net.Fen, await house.Wallet.Database.ValueAsync<long>(
            "SELECT amount_fen FROM acquiring.sandbox_purse"));
    }

    [Fact]
    public async Task Money_that_was_paid_out_cannot_be_given_back_beyond_the_agreed_debt()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        RequestId played = await RequestAsync(house, "30.00", merchant: 2);
        _ = await PlayAsync(house, played, PlayedOutcome.Paid);
        _ = await new PlayPayout(house.Parts).HandleAsync(new(2, PlayedPayout.Paid));
        Assert.Equal("MerchantFundsShort", await RefundAsync(house, played, "1.00", merchant: 2));
        _ = await PlayAsync(house, await RequestAsync(house, "2.00", merchant: 2), PlayedOutcome.Paid);
        Assert.Equal("Done", await RefundAsync(house, played, "1.00", merchant: 2));
    }

    [Fact]
    public async Task Forty_at_once_pay_it_once_and_give_back_no_more_than_that()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        RequestId id = await RequestAsync(house, "10.00");
        PaymentAnswer[] plays = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            new PlayPayer(house.Parts).HandleAsync(new(id, Merchant: null, PlayedOutcome.Paid))));
        Assert.Single(plays, answer => answer.Status == AcquiringStatus.Done);
        Assert.Equal("1 10.00", await house.EventsAsync());
        string[] refunds = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RefundAsync(house, id, "3.00")));
        Assert.Equal(3, refunds.Count(status => status == "Done"));
        Assert.Equal("9.00", (await house.Query.FindAsync(id))!.Refunded.ToPlain());
        Assert.Equal((await DayAsync(house, Sandbox)).Net.Fen, await house.Wallet.Database.ValueAsync<long>(
            "SELECT amount_fen FROM acquiring.sandbox_purse"));
    }

    private static async Task<RequestId> RequestAsync(AcquiringHouse house, string yuan, long merchant = 1)
    {
        PaymentAnswer made = await new CreatePayment(house.Parts).HandleAsync(new(
            merchant, house.Wallet.NewKey(), WalletHouse.Yuan(yuan), "A book", Sandbox: true));
        Assert.Equal(AcquiringStatus.Done, made.Status);
        return made.Payment!.Id;
    }

    private static async Task<PaymentState> PlayAsync(AcquiringHouse house, RequestId id, PlayedOutcome outcome)
    {
        PaymentAnswer answer = await new PlayPayer(house.Parts).HandleAsync(new(id, Merchant: null, outcome));
        Assert.Equal(AcquiringStatus.Done, answer.Status);
        return answer.Payment!.State;
    }

    private static async Task<string> RefundAsync(
        AcquiringHouse house, RequestId id, string yuan, string? key = null, long merchant = 1)
    {
        PayAnswer answer = await new RefundPayment(house.Parts).HandleAsync(new(
            new(merchant, Sandbox: true), key ?? house.Wallet.NewKey(), id, WalletHouse.Yuan(yuan)));
        return answer.Status == AcquiringStatus.Refused ? $"{answer.Wallet}" : $"{answer.Status}";
    }

    // What is played stands on the day of the real clock: the business clock is the books' own.
    private static Task<SettlementDay> DayAsync(AcquiringHouse house, Shop shop) =>
        new SettlementReport(house.Parts).OfAsync(shop, BeijingTime.DateOf(house.Clock.GetUtcNow()));

    /// <summary>How far every book is, and all that a payment or a refund would write.</summary>
    private static Task<string> BooksAsync(AcquiringHouse house) => house.Wallet.Database.ValueAsync<string>("""
        SELECT concat_ws(' ',
            (SELECT string_agg(shard || ':' || head, ',' ORDER BY shard) FROM ledger.shard_head),
            (SELECT count(*) FROM wallet.payment), (SELECT count(*) FROM wallet.refund),
            (SELECT count(*) FROM wallet.settlement), (SELECT count(*) FROM acquiring.receipt))
        """);
}
