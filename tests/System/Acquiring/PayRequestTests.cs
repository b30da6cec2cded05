using Huoqi.Acquiring;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A payment request is paid once, whoever tries, and whoever dies on the way.</summary>
public sealed class PayRequestTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public async Task Fifty_tries_of_two_people_at_once_pay_it_once(short shardOfA, short shardOfB)
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(shardOfA, 1), "1000.00");
        long b = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(shardOfB, 2), "1000.00");
        await house.Wallet.GiveUnitsAsync(b, "1000.00");
        await house.Wallet.FacilityAsync("500.00");
        PaymentView request = await house.RequestAsync();
        (long Person, string Key, PaySource Source)[] tries = [.. Enumerable.Range(0, 50).Select(i =>
            (i % 2 == 0 ? a : b, $"try-{i}", i % 4 == 3 ? PaySource.Fund : PaySource.Wallet))];
        PayAnswer[] answers = await Task.WhenAll(tries.Select(t =>
            house.PayAsync(t.Person, request.Id, t.Source, t.Key)));
        int winner = Assert.Single(
            Enumerable.Range(0, 50), i => answers[i].Status == AcquiringStatus.Done);
        Assert.All(answers.Where((_, i) => i != winner), answer => Assert.True(
            answer.Status is AcquiringStatus.AlreadyPaid or AcquiringStatus.BeingPaid, $"{answer}"));
        PaymentView paid = (await house.Query.FindAsync(request.Id))!;
        Assert.Equal((PaymentState.Paid, (OrderNo?)answers[winner].Order, (long?)tries[winner].Person),
            (paid.State, paid.Payment, paid.Payer));
        Assert.Equal(1L, await house.Wallet.Database.ValueAsync<long>("SELECT count(*) FROM wallet.payment"));
        Assert.Equal("1 30.00", await house.EventsAsync());

        // Everybody asks again with the same key, and hears what was said.
        for (int i = 0; i < 50; i++)
        {
            PayAnswer again = await house.PayAsync(tries[i].Person, request.Id, tries[i].Source, tries[i].Key);
            Assert.Equal(i == winner ? AcquiringStatus.Done : AcquiringStatus.AlreadyPaid, again.Status);
            Assert.True(i != winner || again.Order == answers[i].Order);
        }

        await house.Wallet.VerifyAsync();
    }

    [Fact]
    public async Task Who_cannot_pay_leaves_it_to_others_and_may_try_again()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long poor = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1.00");
        long rich = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "100.00");
        PaymentView request = await house.RequestAsync();
        Assert.Equal((AcquiringStatus.Refused, WalletStatus.InsufficientBalance), Both(
            await house.PayAsync(poor, request.Id, key: "p")));
        Assert.Equal(PaymentState.Open, await house.StateAsync(request.Id));
        await house.Wallet.TopUpAsync(poor, "100.00");
        Assert.Equal((AcquiringStatus.Refused, WalletStatus.InsufficientBalance), Both(
            await house.PayAsync(poor, request.Id, key: "p")));
        Assert.Equal(AcquiringStatus.Done, (await house.PayAsync(rich, request.Id)).Status);
        Assert.Equal((AcquiringStatus.Refused, WalletStatus.InsufficientBalance), Both(
            await house.PayAsync(poor, request.Id, key: "p")));
        Assert.Equal(AcquiringStatus.AlreadyPaid, (await house.PayAsync(poor, request.Id)).Status);
        Assert.Equal("101.00", await house.Wallet.HasAsync(poor));
    }

    [Fact]
    public async Task A_payer_that_died_before_paying_holds_it_for_a_lease_and_can_pay_no_more_then()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        long b = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "100.00");
        PaymentView request = await house.RequestAsync();
        PaymentClaims claims = new(house.Parts.Paying);
        Claim dead = (await claims.TakeAsync(request.Id, a))!.Value;
        Assert.Equal(AcquiringStatus.BeingPaid, (await house.PayAsync(b, request.Id)).Status);
        Assert.Equal(PaymentState.Paying, await house.StateAsync(request.Id));
        Assert.Equal(AcquiringStatus.BeingPaid,
            (await new CancelPayment(house.Parts).HandleAsync(new(new(1), request.Id))).Status);
        house.Clock.Pass(PaymentClaims.Lease);
        Assert.Equal(AcquiringStatus.Done, (await house.PayAsync(b, request.Id)).Status);

        // The dead one comes back to life and goes on where it was.
        WalletAnswer late = await new PayFromWallet(house.Wallet.Parts).HandleAsync(
            new(a, "late", 1, request.Amount, request.MerchantOrder)
            {
                Also = [new Receipts.Used(request.Id, dead.Number, a, ReceiptState.Paid)],
            });
        Assert.Equal(WalletStatus.StateChanged, late.Status);
        Assert.Equal("100.00", await house.Wallet.HasAsync(a));
        Assert.Equal("1 30.00", await house.EventsAsync());
    }

    [Fact]
    public async Task A_payment_whose_note_was_lost_is_found_by_whoever_looks()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        for (int way = 0; way < 4; way++)
        {
            PaymentView request = await house.RequestAsync("10.00");
            PaymentClaims claims = new(house.Parts.Paying);
            Claim claim = (await claims.TakeAsync(request.Id, a))!.Value;
            WalletAnswer paid = await new PayFromWallet(house.Wallet.Parts).HandleAsync(
                new(a, $"k{way}", 1, request.Amount, request.MerchantOrder)
                {
                    Also = [new Receipts.Used(request.Id, claim.Number, a, ReceiptState.Paid)],
                });
            Assert.Equal(WalletStatus.Done, paid.Status);
            house.Clock.Pass(PaymentClaims.Lease);
            switch (way)
            {
                case 0:
                    Assert.Equal(PaymentState.Paid, await house.StateAsync(request.Id));
                    break;
                case 1:
                    Assert.Equal(1, await house.Upkeep.RunOnceAsync());
                    break;
                case 2:
                    Assert.Equal("Done", await house.RefundAsync(request.Id, "1.00"));
                    break;
                default:
                    Assert.Equal(AcquiringStatus.Done, (await house.PayAsync(a, request.Id, key: $"k{way}")).Status);
                    break;
            }

            Assert.Equal(paid.Order, (await house.Query.FindAsync(request.Id))!.Payment);
        }
    }

    [Theory]
    [InlineData("{}", PaymentState.Paid)]
    [InlineData("""{"refusePerMillion":1000000}""", PaymentState.Open)]
    public async Task A_payment_that_waits_for_the_bank_ends_as_the_bank_says(string faults, PaymentState end)
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres, mode: AdvanceMode.PerDraw);
        long a = await house.Wallet.OpenWithUnitsAsync(WalletHouse.PersonIn(0, 1), "100.00");
        long b = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "100.00");
        await house.Wallet.BankFaultsAsync(faults);
        PaymentView request = await house.RequestAsync();
        Assert.Equal(AcquiringStatus.Pending, (await house.PayAsync(a, request.Id, PaySource.Fund, "k")).Status);
        house.Clock.Pass(PaymentClaims.Lease);
        Assert.Equal(0, await house.Upkeep.RunOnceAsync());
        Assert.Equal(PaymentState.Paying, await house.StateAsync(request.Id));
        Assert.Equal(AcquiringStatus.BeingPaid, (await house.PayAsync(b, request.Id)).Status);
        _ = await house.Wallet.BankAsync();
        Assert.Equal(1, await house.Upkeep.RunOnceAsync());
        Assert.Equal(end, await house.StateAsync(request.Id));
        Assert.Equal(end == PaymentState.Paid ? "1 30.00" : "", await house.EventsAsync());
        Assert.Equal(end == PaymentState.Paid ? AcquiringStatus.AlreadyPaid : AcquiringStatus.Done,
            (await house.PayAsync(b, request.Id)).Status);
        Assert.Equal("1 30.00", await house.EventsAsync());
        await house.Wallet.VerifyAsync();
    }

    private static (AcquiringStatus Status, WalletStatus Wallet) Both(PayAnswer answer) =>
        (answer.Status, answer.Wallet);
}
