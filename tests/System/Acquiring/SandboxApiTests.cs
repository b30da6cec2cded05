using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Huoqi.Acquiring;
using Huoqi.Client;
using Huoqi.Kernel;
using Huoqi.Web;
using Xunit;
using PlayedOutcome = Huoqi.Client.PlayedOutcome;
using WebhookDelivery = Huoqi.Acquiring.WebhookDelivery;
using WebhookEndpoint = Huoqi.Client.WebhookEndpoint;

namespace Huoqi.SystemTests;

/// <summary>The sandbox over HTTP, from the key on the developers' page to the payout, without a phone and without
/// money.</summary>
public sealed class SandboxApiTests(PostgresFixture postgres)
{
    private const string Now = "2026-11-18 10:00";

    [Fact]
    public async Task A_developer_of_a_merchant_needs_nothing_but_the_page()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres, Now);
        IssuedKey issued = await new MerchantKeys(house.Parts).IssueSecretAsync(1, sandbox: true);
        await using WebApp web = await house.StartWebAsync(new("2013-07", 1, _ => Task.CompletedTask, Mall: null)
        {
            SandboxKey = new(issued.Key!.Id, issued.Secret!),
        });
        using HttpClient browser = new() { BaseAddress = web.Address };
        IDocument page = new HtmlParser().ParseDocument(await browser.GetStringAsync("/developers"));
        string[] facts = [.. page.QuerySelector("#sandbox ~ dl.facts")!.QuerySelectorAll("dd code")
            .Select(fact => fact.TextContent)];
        using MerchantCredentials credentials = MerchantCredentials.OfSecret(facts[0], facts[2]);
        using HttpClient http = new() { BaseAddress = web.Address };
        HuoqiMerchantClient client = new(http, credentials, TimeProvider.System);

        // A receiver on the developer's own machine: there is nobody else in a demo.
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        WebhookEndpoint endpoint = await client.AddWebhookAsync($"{receiver.Address}hook");
        Payment payment = await client.CreateAsync(new("M-1", Yuan.Parse("68"), "一罐茶"));
        Assert.Equal((true, Client.PaymentState.Open), (payment.Sandbox, payment.State));
        Assert.Equal(Client.PaymentState.Paying,
            (await client.PlayPayerAsync(payment.Id, PlayedOutcome.Paying)).State);
        Payment paid = await client.PlayPayerAsync(payment.Id, PlayedOutcome.Paid, "pay-1");
        Assert.Equal(paid, await client.PlayPayerAsync(payment.Id, PlayedOutcome.Paid, "pay-1"));
        Assert.Equal((Client.PaymentState.Paid, Yuan.Parse("0.41")), (paid.State, paid.Fee));
        await RefusedAsync(409, "already-paid", () => client.PlayPayerAsync(payment.Id, PlayedOutcome.Refused));
        Client.Refund refund = await client.RefundAsync(payment.Id, Yuan.Parse("10"));
        Assert.Equal(paid.Number, refund.Payment);
        await RefusedAsync(409, "refund-exceeds-payment", () => client.RefundAsync(payment.Id, Yuan.Parse("58.01")));
        Payment over = await client.CreateAsync(new("M-2", Yuan.Parse("1"), "一只杯"));
        Assert.Equal(Client.PaymentState.Expired,
            (await client.PlayPayerAsync(over.Id, PlayedOutcome.Expired)).State);
        Settlement day = await client.PlayPayoutAsync();
        Assert.Equal("paid", day.Payout!.State);
        Settlement read = await client.SettlementAsync(BeijingTime.DateOf(house.Clock.GetUtcNow()));
        Assert.Equal(("57.65", day.Payout, "payment refund"),
            (read.Net, read.Payout, string.Join(' ', read.Lines.Select(line => line.Kind))));

        using WebhookDelivery worker = new(house.Parts, new(OutboundGuard.BySystem, isDemo: true));
        Assert.Equal(4, await worker.RunOnceAsync());
        WebhookVerifier verifier = new([endpoint.Secret!], house.Clock);
        Assert.Equal(
            ["payment.expired", "payment.paid", "payment.refunded", "settlement.paid"],
            receiver.Heard.Select(arrived => Genuine(verifier, arrived).Type).Order());
        List<Client.WebhookDelivery> told = [];
        for (string? cursor = null; told.Count == 0 || cursor is not null;)
        {
            WebhookDeliveryPage part = await client.DeliveriesAsync(cursor, limit: 3);
            told.AddRange(part.Items);
            cursor = part.Next;
        }

        Assert.Equal((4, 4), (told.Count, told.Select(one => one.Event).Distinct().Count()));
        Assert.All(told, one => Assert.True(one.Sandbox));
        string again = told.Single(one => one.Type == "payment.paid").Event;
        string secret = (await client.RotateWebhookSecretAsync(endpoint.Id)).Secret!;
        await client.ReplayAsync(endpoint.Id, again);
        Assert.Equal(1, await worker.RunOnceAsync());
        Assert.Equal(paid.Number,
            Genuine(new([secret], house.Clock), receiver.Heard.Last()).Data.Payment);
        await client.RemoveWebhookAsync(endpoint.Id);
        Assert.Empty(await client.WebhooksAsync());
        Assert.Equal(0L, await house.Wallet.Database.ValueAsync<long>("SELECT count(*) FROM wallet.payment"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_demo_calls_programs_here_only_while_it_serves_nobody_elsewhere(bool everywhere, bool proxied)
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres, Now);
        await using WebApp web = await house.StartWebAsync(
            new("2013-07", 1, _ => Task.CompletedTask, Mall: null),
            new() { Port = 0, Everywhere = everywhere, Proxies = proxied ? [IPAddress.Loopback] : [] });
        IssuedKey key = await new MerchantKeys(house.Parts).IssueSecretAsync(1, sandbox: true);
        using MerchantCredentials credentials = MerchantCredentials.OfSecret(key.Key!.Id, key.Secret!);
        using HttpClient http = new() { BaseAddress = web.Address };
        HuoqiMerchantClient client = new(http, credentials, TimeProvider.System);
        if (everywhere || proxied)
        {
            await RefusedAsync(422, "invalid-address", () => client.AddWebhookAsync("http://127.0.0.1:9000/hook"));
        }
        else
        {
            Assert.NotNull((await client.AddWebhookAsync("http://127.0.0.1:9000/hook")).Secret);
        }
    }

    [Fact]
    public async Task A_live_key_plays_nobody_and_shares_no_key_of_a_request_with_the_sandbox()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres, Now);
        await using WebApp web = await house.StartWebAsync();
        MerchantKeys keys = new(house.Parts);
        List<(HuoqiMerchantClient Client, MerchantCredentials Credentials)> sides = [];
        using HttpClient http = new() { BaseAddress = web.Address };
        foreach (bool sandbox in new[] { false, true })
        {
            IssuedKey key = await keys.IssueSecretAsync(1, sandbox);
            MerchantCredentials credentials = MerchantCredentials.OfSecret(key.Key!.Id, key.Secret!);
            sides.Add((new(http, credentials, TimeProvider.System), credentials));
        }

        (HuoqiMerchantClient live, HuoqiMerchantClient played) = (sides[0].Client, sides[1].Client);
        NewPayment order = new("M-1", Yuan.Parse("5"), "一本书");

        // The same words under the same key: what was tried is not the answer to what is meant.
        Payment trial = await played.CreateAsync(order, "key-1");
        Payment real = await live.CreateAsync(order, "key-1");
        Assert.NotEqual(trial.Id, real.Id);
        Assert.Equal((true, false), (trial.Sandbox, real.Sandbox));
        await RefusedAsync(403, "sandbox-only", () => live.PlayPayerAsync(real.Id, PlayedOutcome.Paid));
        await RefusedAsync(403, "sandbox-only", () => live.PlayPayoutAsync());
        await RefusedAsync(404, "payment-not-found", () => played.PlayPayerAsync(real.Id, PlayedOutcome.Paid));
        await RefusedAsync(404, "payment-not-found", () => live.GetAsync(trial.Id));
        await RefusedAsync(409, "nothing-due", () => played.PlayPayoutAsync());

        // Out of a demo nothing goes to the machine that serves it.
        await RefusedAsync(422, "invalid-address", () => played.AddWebhookAsync("http://127.0.0.1:9000/hook"));
        sides.ForEach(side => side.Credentials.Dispose());
    }

    [Fact]
    public async Task In_a_browser_whoever_has_the_address_plays_the_payer()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres, Now);
        await using WebApp web = await house.StartWebAsync();
        PaymentAnswer made = await new CreatePayment(house.Parts).HandleAsync(new(
            1, "M-1", WalletHouse.Yuan("68.00"), "A tin of tea", ReturnUrl: "https://mall.example/orders/1",
            Sandbox: true));
        RequestId id = made.Payment!.Id;
        using Browser browser = new(web.Address);
        IDocument page = await browser.OpenAsync($"/sandbox/{id}");
        Assert.Equal("https://mall.example/orders/1", page.QuerySelector("main a[rel]")!.GetAttribute("href"));
        page = await browser.SubmitAsync("#play", ("outcome", "refused"));
        Assert.NotNull(page.QuerySelector("#play"));
        page = await browser.SubmitAsync("#play", ("outcome", "paid"));
        Assert.Null(page.QuerySelector("#play"));
        Assert.Equal(Acquiring.PaymentState.Paid, await house.StateAsync(id));
        Assert.Equal("1 68.00", await house.EventsAsync());

        // A real request is not to be found there.
        PaymentView real = await house.RequestAsync();
        _ = await browser.OpenAsync($"/sandbox/{real.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    private static WebhookEvent Genuine(WebhookVerifier verifier, Arrived arrived)
    {
        Assert.Equal(WebhookVerdict.Genuine,
            verifier.Verify(arrived.Id, arrived.Timestamp, arrived.Signature, arrived.Body));
        return WebhookVerifier.Read(arrived.Body)!;
    }

    private static async Task RefusedAsync(int status, string code, Func<Task> call)
    {
        HuoqiException refused = await Assert.ThrowsAsync<HuoqiException>(call);
        Assert.Equal((status, code), (refused.Status, refused.Code));
    }
}
