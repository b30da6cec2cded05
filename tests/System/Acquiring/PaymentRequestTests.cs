using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>What a merchant does with its payment requests: making, listing, taking back, giving back,
/// settling.</summary>
public sealed class PaymentRequestTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_merchants_own_number_names_a_request()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        CreatePayment create = new(house.Parts);
        CreatePayment.Request first = new(1, "order-1", new(3_000), "书 A book", "1 × 书\n1 × pen");
        PaymentAnswer[] made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => create.HandleAsync(first)));
        Assert.Single(made.Select(answer => answer.Payment!.Id).Distinct());
        Assert.Equal(AcquiringStatus.OrderReused, (await create.HandleAsync(first with { Amount = new(1) })).Status);
        PaymentAnswer others = await create.HandleAsync(first with { Merchant = 2 });
        Assert.NotEqual(made[0].Payment!.Id, others.Payment!.Id);
        PaymentAnswer sandbox = await create.HandleAsync(first with { Sandbox = true });
        Assert.NotEqual(made[0].Payment!.Id, sandbox.Payment!.Id);
        Assert.Equal(AcquiringStatus.SandboxOnly, (await house.PayAsync(
            await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00"), sandbox.Payment.Id)).Status);
        Assert.Null(await house.Query.FindOwnAsync(new(2), made[0].Payment!.Id));
        Assert.Null(await house.Query.FindAsync(RequestId.New(0)));
        Assert.Null(await house.Query.FindAsync(RequestId.New(99)));
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        CreatePayment create = new(house.Parts);
        CreatePayment.Request good = new(1, "o", new(100), "d");
        DateTimeOffset now = house.Clock.GetUtcNow();
        (CreatePayment.Request Request, AcquiringStatus Status)[] table =
        [
            (good with { Merchant = 9 }, AcquiringStatus.MerchantNotFound),
            (good with { Amount = Money.Zero }, AcquiringStatus.InvalidAmount),
            (good with { Amount = new(-1) }, AcquiringStatus.InvalidAmount),
            (good with { Amount = CreatePayment.Most + new Money(1) }, AcquiringStatus.InvalidAmount),
            (good with { MerchantOrder = "" }, AcquiringStatus.InvalidText),
            (good with { MerchantOrder = "a b" }, AcquiringStatus.InvalidText),
            (good with { MerchantOrder = "订单" }, AcquiringStatus.InvalidText),
            (good with { MerchantOrder = new('x', 65) }, AcquiringStatus.InvalidText),
            (good with { Description = "" }, AcquiringStatus.InvalidText),
            (good with { Description = " d" }, AcquiringStatus.InvalidText),
            (good with { Description = "a\nb" }, AcquiringStatus.InvalidText),
            (good with { Description = "a\0b" }, AcquiringStatus.InvalidText),
            (good with { Description = "\ud83d" }, AcquiringStatus.InvalidText),
            (good with { Description = new('书', 121) }, AcquiringStatus.InvalidText),
            (good with { Items = new('x', 2_001) }, AcquiringStatus.InvalidText),
            (good with { Items = "a\tb" }, AcquiringStatus.InvalidText),
            (good with { ReturnUrl = "javascript:alert(1)" }, AcquiringStatus.InvalidAddress),
            (good with { ReturnUrl = "http:" + "//8.8.8.8/" }, AcquiringStatus.InvalidAddress),
            (good with { ReturnUrl = "/back" }, AcquiringStatus.InvalidAddress),
            (good with { ExpiresAt = now.AddDays(31) }, AcquiringStatus.InvalidExpiry),
            (good with { ExpiresAt = now.AddDays(-31) }, AcquiringStatus.InvalidExpiry),
            (good with { ExpiresAt = now.AddSeconds(-1) }, AcquiringStatus.InvalidExpiry),
            (good with { ExpiresAt = now }, AcquiringStatus.InvalidExpiry),
            (good with { Description = "活期 😀 <script>", ReturnUrl = "http://127.0.0.1:1/x" }, AcquiringStatus.Done),
        ];
        foreach ((CreatePayment.Request request, AcquiringStatus status) in table)
        {
            Assert.Equal((request, status), (request, (await create.HandleAsync(request)).Status));
        }
    }

    [Fact]
    public async Task What_was_asked_in_time_is_answered_again_when_its_time_is_over()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        CreatePayment create = new(house.Parts);
        CreatePayment.Request asked = new(1, "o", new(100), "d", ExpiresAt: house.Clock.GetUtcNow().AddMinutes(1));
        PaymentAnswer first = await create.HandleAsync(asked);
        house.Clock.Pass(TimeSpan.FromMinutes(2));
        PaymentAnswer again = await create.HandleAsync(asked);
        Assert.Equal(
            (AcquiringStatus.Done, first.Payment!.Id, PaymentState.Expired),
            (again.Status, again.Payment!.Id, again.Payment.State));
        Assert.Equal(AcquiringStatus.OrderReused, (await create.HandleAsync(asked with { Amount = new(1) })).Status);
    }

    [Fact]
    public async Task A_list_comes_in_pages_newest_first_and_only_ones_own()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        List<RequestId> made = [];
        for (int i = 0; i < 7; i++)
        {
            made.Add((await house.RequestAsync()).Id);
            _ = await house.RequestAsync(merchant: 2);
        }

        List<RequestId> seen = [];
        PaymentQuery.Place? place = null;
        do
        {
            PaymentQuery.Page page = await house.Query.ListAsync(new(1), place, 3);
            Assert.InRange(page.Payments.Count, 1, 3);
            seen.AddRange(page.Payments.Select(payment => payment.Id));
            place = page.Next;
        }
        while (place is not null);
        made.Reverse();
        Assert.Equal(made, seen);
    }

    [Fact]
    public async Task What_is_over_or_taken_back_cannot_be_paid_and_is_told_once()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "100.00");
        CancelPayment cancel = new(house.Parts);
        PaymentView taken = await house.RequestAsync("1.00");
        Assert.Equal(AcquiringStatus.NotFound, (await cancel.HandleAsync(new(new(2), taken.Id))).Status);
        Assert.Equal(AcquiringStatus.Done, (await cancel.HandleAsync(new(new(1), taken.Id))).Status);
        Assert.Equal(AcquiringStatus.Done, (await cancel.HandleAsync(new(new(1), taken.Id))).Status);
        Assert.Equal(AcquiringStatus.Cancelled, (await house.PayAsync(a, taken.Id)).Status);
        PaymentView over = await house.RequestAsync("2.00", expires: house.Clock.GetUtcNow().AddMinutes(1));
        house.Clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Expired, await house.StateAsync(over.Id));
        Assert.Equal(AcquiringStatus.Expired, (await house.PayAsync(a, over.Id)).Status);
        int[] run = await Task.WhenAll(house.Upkeep.RunOnceAsync(), house.Upkeep.RunOnceAsync());
        Assert.Equal(1, run.Sum());
        Assert.Equal(AcquiringStatus.Expired, (await cancel.HandleAsync(new(new(1), over.Id))).Status);
        PaymentView paid = await house.PaidAsync(a, "3.00");
        Assert.Equal(AcquiringStatus.AlreadyPaid, (await cancel.HandleAsync(new(new(1), paid.Id))).Status);
        Assert.Equal("1 3.00, 3 2.00, 4 1.00", await house.EventsAsync());
    }

    [Fact]
    public async Task A_payment_is_given_back_in_parts_and_never_more_than_it_was()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "100.00");
        PaymentView paid = await house.PaidAsync(a, "30.00");
        Assert.Equal("NotPaid", await house.RefundAsync((await house.RequestAsync()).Id, "1.00"));
        Assert.Equal("NotFound", await house.RefundAsync(paid.Id, "1.00", merchant: 2));
        Assert.Equal("InvalidAmount", await house.RefundAsync(paid.Id, "0.00"));
        Assert.Equal("Done", await house.RefundAsync(paid.Id, "10.00", key: "r1"));
        Assert.Equal("Done", await house.RefundAsync(paid.Id, "10.00", key: "r1"));
        Assert.Equal("KeyReused", await house.RefundAsync(paid.Id, "11.00", key: "r1"));
        PaymentView part = (await house.Query.FindAsync(paid.Id))!;
        Assert.Equal((PaymentState.PartlyRefunded, new Money(1_000)), (part.State, part.Refunded));
        Assert.Equal("RefundExceedsPayment", await house.RefundAsync(paid.Id, "20.01"));
        string[] race = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => house.RefundAsync(paid.Id, "5.00")));
        Assert.Equal(4, race.Count(status => status == "Done"));
        Assert.Equal(PaymentState.Refunded, await house.StateAsync(paid.Id));
        Assert.Equal("1 30.00, 2 5.00, 2 5.00, 2 5.00, 2 5.00, 2 10.00", await house.EventsAsync());
        Assert.Equal("100.00", await house.Wallet.HasAsync(a));
        await house.Wallet.VerifyAsync();
    }

    [Fact]
    public async Task The_reports_of_all_days_equal_the_books()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        long b = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(1, 1), "1000.00");
        SettlementReport report = new(house.Parts);
        Random random = new(24);
        List<PaymentView> payments = [];
        List<SettlementDay> days = [];
        for (int day = 1; day <= 3; day++)
        {
            house.Wallet.Clock.Set($"2015-05-{3 + day:D2} 10:00");
            for (int i = 0; i < 6; i++)
            {
                string yuan = new Money(random.Next(1, 5_000)).ToPlain();
                payments.Add(await house.PaidAsync(i % 2 == 0 ? a : b, yuan));
                _ = await house.PaidAsync(a, "1.00", merchant: 2);
            }

            PaymentView back = payments[random.Next(payments.Count)];
            _ = await house.RefundAsync(back.Id, new Money(random.Next(1, 500)).ToPlain());
            _ = await house.Wallet.SettleMerchantsAsync();
            _ = await house.Wallet.BankAsync();
            days.Add(await report.OfAsync(new(1), house.Wallet.Today));
            Assert.Equal(6, days[^1].Lines.Count(line => line.Kind == SettlementLineKind.Payment));
            Assert.Equal(PayoutState.Paid, days[^1].Payout!.State);
            Assert.NotNull(days[^1].Payout!.BankReference);
            long left = await house.Wallet.Database.ValueAsync<long>(
                "SELECT coalesce(sum(balance), 0)::bigint FROM ledger.pub_balance "
                + $"WHERE code = {(int)AccountCode.MerchantPending} AND owner = {Party.Merchant(1)}");
            Assert.Equal(left, days.Sum(d => d.Net.Fen - d.Payout!.Amount.Fen));
        }

        // The bank has paid each of two merchants three times: told once each.
        Assert.Equal(6, await house.Upkeep.RunOnceAsync());
        Assert.Equal(0, await house.Upkeep.RunOnceAsync());
        Assert.Empty((await report.OfAsync(new(1), house.Wallet.Today.AddDays(1))).Lines);
        await house.Wallet.VerifyAsync();
    }
}
