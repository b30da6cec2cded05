using System.Net;
using Huoqi.Acquiring;
using Huoqi.Client;
using Microsoft.AspNetCore.Http;
using Xunit;
using WebhookDelivery = Huoqi.Acquiring.WebhookDelivery;
using WebhookEndpoint = Huoqi.Acquiring.WebhookEndpoint;

namespace Huoqi.SystemTests;

/// <summary>Webhooks from the outbox to a real receiver: at least once, by several workers, and never inside.</summary>
public sealed class WebhookDeliveryTests(PostgresFixture postgres)
{
    private static OutboundGuard GuardFor(Uri demo) => new(OutboundGuard.BySystem, demo);

    [Fact]
    public async Task Every_event_arrives_signed_and_once_though_three_workers_run()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        OutboundGuard guard = GuardFor(receiver.Address);
        WebhookEndpoints endpoints = new(house.Parts, guard);
        IssuedEndpoint endpoint = await endpoints.AddAsync(new(1), $"{receiver.Address}hook");
        Assert.Equal(AcquiringStatus.Done, endpoint.Status);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        for (int i = 0; i < 40; i++)
        {
            PaymentView paid = await house.PaidAsync(a, "1.00");
            Assert.Equal("Done", await house.RefundAsync(paid.Id, "0.10"));
        }

        _ = await house.PaidAsync(a, "1.00", merchant: 2);
        WebhookDelivery[] workers = [.. Enumerable.Range(0, 3).Select(_ => new WebhookDelivery(house.Parts, guard))];
        int[] tried = await Task.WhenAll(workers.Select(async worker =>
        {
            int sum = 0;
            for (int made = 1; made > 0; sum += made)
            {
                made = await worker.RunOnceAsync();
            }

            return sum;
        }));
        Array.ForEach(workers, worker => worker.Dispose());
        Assert.Equal(80, tried.Sum());
        Assert.Equal(80, receiver.Heard.Select(arrived => arrived.Id).Distinct().Count());
        WebhookVerifier verifier = new([endpoint.Secret!], house.Clock);
        Assert.All(receiver.Heard, arrived => Assert.Equal(
            WebhookVerdict.Genuine,
            verifier.Verify(arrived.Id, arrived.Timestamp, arrived.Signature, arrived.Body)));
        Assert.Equal(40, receiver.Heard.Count(arrived => WebhookVerifier.Read(arrived.Body) is
        {
            Type: "payment.refunded",
            Data: { Amount.Fen: 10, Currency: "CNY", Id.Length: 28, Refund.Length: > 0 },
        }));
        IReadOnlyList<DeliveryView> views = await endpoints.DeliveriesAsync(new(1), 100);
        Assert.All(views, view => Assert.Equal((DeliveryState.Delivered, 1, "204"),
            (view.State, view.Attempts, view.LastAnswer)));

        // By hand it comes again; another merchant cannot ask for it.
        Assert.False(await endpoints.ReplayAsync(new(2), views[0].EventId, endpoint.Endpoint!.Id));
        Assert.True(await endpoints.ReplayAsync(new(1), views[0].EventId, endpoint.Endpoint.Id));
        using WebhookDelivery last = new(house.Parts, guard);
        Assert.Equal(1, await last.RunOnceAsync());
        Assert.Equal(81, receiver.Heard.Count);
    }

    [Fact]
    public async Task What_fails_is_tried_on_schedule_then_given_up_and_the_endpoint_is_switched_off()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync(500);
        (WebhookDelivery worker, WebhookEndpoints endpoints, _) = await OneEventAsync(house, receiver.Address);
        using (worker)
        {
            for (int tries = 1; tries <= 10; tries++)
            {
                Assert.Equal(1, await worker.RunOnceAsync());
                DeliveryView view = Assert.Single(await endpoints.DeliveriesAsync(new(1), 10));
                Assert.Equal((tries, "500", tries < 10), (view.Attempts, view.LastAnswer, view.NextAt is not null));
                if (RetrySchedule.After(tries) is { } pause)
                {
                    // Not a moment sooner: only as much as this test has used up already is missing.
                    house.Clock.Pass(pause - TimeSpan.FromSeconds(2));
                    Assert.Equal(0, await worker.RunOnceAsync());
                    house.Clock.Pass(TimeSpan.FromSeconds(2));
                }
            }

            Assert.Equal(DeliveryState.GivenUp, Assert.Single(await endpoints.DeliveriesAsync(new(1), 10)).State);
            WebhookEndpoint endpoint = Assert.Single(await endpoints.ListAsync(new(1)));
            Assert.Equal(EndpointState.Failed, endpoint.State);
            Assert.True(await endpoints.SwitchAsync(new(1), endpoint.Id, on: true));
            Assert.Equal(EndpointState.Active, Assert.Single(await endpoints.ListAsync(new(1))).State);
        }
    }

    [Fact]
    public async Task Endpoints_that_keep_us_waiting_hold_up_their_own_merchant_and_nobody_else()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        WebhookEndpoints endpoints = new(house.Parts, GuardFor(receiver.Address));
        foreach ((long merchant, string path) in ((long, string)[])[(1, "a"), (1, "b"), (2, "c")])
        {
            Assert.Equal(AcquiringStatus.Done,
                (await endpoints.AddAsync(new(merchant), $"{receiver.Address}{path}")).Status);
        }

        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "1000.00");
        for (int i = 0; i < 20; i++)
        {
            _ = await house.PaidAsync(a, "1.00");
        }

        _ = await house.PaidAsync(a, "1.00", merchant: 2);
        EventLine line = new(house.Parts);
        _ = await line.HandOutAsync(default);
        (IReadOnlyList<LeasedDelivery> first, DateTimeOffset until) = await line.TakeAsync(32, default);
        Assert.Equal([8, 8, 1], first.GroupBy(one => one.EndpointId).Select(own => own.Count()).OrderDescending());
        LeasedDelivery other = Assert.Single(first, one => one.Event.Merchant == 2);

        // What is the first merchant's waits for the answers; the second one is served by another line.
        Assert.Empty((await line.TakeAsync(32, default)).Deliveries);
        await line.NoteAsync(other, until, delivered: true, "204", isGone: false);
        _ = await house.PaidAsync(a, "1.00", merchant: 2);
        _ = await line.HandOutAsync(default);
        Assert.Equal(2, Assert.Single((await line.TakeAsync(32, default)).Deliveries).Event.Merchant);
        foreach (LeasedDelivery answered in first.Where(one => one.Event.Merchant == 1))
        {
            await line.NoteAsync(answered, until, delivered: false, "no answer in time", isGone: false);
        }

        Assert.Equal(16, (await line.TakeAsync(32, default)).Deliveries.Count);
    }

    [Fact]
    public async Task A_worker_that_died_holds_its_deliveries_for_a_lease_only()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        (WebhookDelivery worker, _, _) = await OneEventAsync(house, receiver.Address);
        using (worker)
        {
            EventLine dead = new(house.Parts);
            _ = await dead.HandOutAsync(default);
            (IReadOnlyList<LeasedDelivery> held, DateTimeOffset until) = await dead.TakeAsync(10, default);
            Assert.Equal(0, await worker.RunOnceAsync());
            house.Clock.Pass(TimeSpan.FromSeconds(61));
            Assert.Equal(1, await worker.RunOnceAsync());

            // What the dead one still says about it is not heard.
            await dead.NoteAsync(held[0], until, delivered: false, "late", isGone: false);
            Assert.Equal(0, await worker.RunOnceAsync());
            Assert.Equal("204", await house.Wallet.Database.ValueAsync<string>(
                "SELECT last_answer FROM acquiring.delivery"));
        }
    }

    [Theory]
    [InlineData("redirect", "302")]
    [InlineData("gone", "410")]
    [InlineData("endless body", "200")]
    [InlineData("slow drip", "200")]
    [InlineData("silence", "no answer in time")]
    [InlineData("hang up", "no connection")]
    [InlineData("endless head", "no connection")]
    public async Task An_answer_is_its_head_and_is_waited_for_ten_seconds(string what, string answer)
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync(context => MisbehaveAsync(what, context));
        (WebhookDelivery worker, WebhookEndpoints endpoints, _) = await OneEventAsync(house, receiver.Address);
        using (worker)
        {
            Assert.Equal(1, await worker.RunOnceAsync());
            Assert.Equal((what, answer),
                (what, Assert.Single(await endpoints.DeliveriesAsync(new(1), 10)).LastAnswer));
            Assert.Single(receiver.Heard);
            Assert.Equal(what == "gone" ? EndpointState.Failed : EndpointState.Active,
                Assert.Single(await endpoints.ListAsync(new(1))).State);
        }
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_called_also_when_it_changes_its_mind()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver inside = await HookReceiver.StartAsync();
        Queue<IPAddress[]> answers = new(
        [
            [IPAddress.Loopback], [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("10.0.0.1")],
            [IPAddress.Parse("::ffff:127.0.0.1")], [IPAddress.IPv6Loopback], [],
        ]);
        int lookups = 0;
        OutboundGuard guard = new((_, _) =>
        {
            lookups++;
            return Task.FromResult(answers.Dequeue());
        });
        WebhookEndpoints endpoints = new(house.Parts, guard);
        Assert.Equal(AcquiringStatus.Done,
            (await endpoints.AddAsync(new(1), $"https://" + $"rebound.com.cn:{inside.Address.Port}/")).Status);
        Assert.Equal(AcquiringStatus.InvalidAddress,
            (await endpoints.AddAsync(new(1), inside.Address.ToString())).Status);
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10.00");
        _ = await house.PaidAsync(a, "1.00");
        using WebhookDelivery worker = new(house.Parts, guard);
        for (int tries = 1; tries <= 5; tries++)
        {
            Assert.Equal(1, await worker.RunOnceAsync());
            string said = Assert.Single(await endpoints.DeliveriesAsync(new(1), 10)).LastAnswer!;
            Assert.StartsWith("the host has", said, StringComparison.Ordinal);
            house.Clock.Pass(RetrySchedule.After(tries)!.Value);
        }

        Assert.Equal(5, lookups);
        Assert.Empty(inside.Heard);
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_sign()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(postgres);
        await using HookReceiver receiver = await HookReceiver.StartAsync();
        (WebhookDelivery worker, WebhookEndpoints endpoints, IssuedEndpoint first) =
            await OneEventAsync(house, receiver.Address);
        using (worker)
        {
            string id = first.Endpoint!.Id;
            Assert.Equal(AcquiringStatus.NotFound,
                (await endpoints.RotateAsync(new(2), id, TimeSpan.FromHours(1))).Status);
            IssuedEndpoint second = await endpoints.RotateAsync(new(1), id, TimeSpan.FromHours(1));
            _ = await worker.RunOnceAsync();
            Arrived arrived = Assert.Single(receiver.Heard);
            foreach (string secret in new[] { first.Secret!, second.Secret! })
            {
                Assert.Equal(WebhookVerdict.Genuine, new WebhookVerifier([secret], house.Clock).Verify(
                    arrived.Id, arrived.Timestamp, arrived.Signature, arrived.Body));
            }

            house.Clock.Pass(TimeSpan.FromHours(1));
            Assert.True(await endpoints.ReplayAsync(new(1), arrived.Id, id));
            _ = await worker.RunOnceAsync();
            Assert.DoesNotContain(' ', receiver.Heard.Last().Signature);
            Assert.DoesNotContain(first.Secret!, $"{first} {second}", StringComparison.Ordinal);
        }
    }

    private static async Task<(WebhookDelivery Worker, WebhookEndpoints Endpoints, IssuedEndpoint Endpoint)>
        OneEventAsync(AcquiringHouse house, Uri receiver)
    {
        OutboundGuard guard = GuardFor(receiver);
        WebhookEndpoints endpoints = new(house.Parts, guard);
        IssuedEndpoint endpoint = await endpoints.AddAsync(new(1), $"{receiver}hook");
        long a = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10.00");
        _ = await house.PaidAsync(a, "1.00");
        return (new(house.Parts, guard), endpoints, endpoint);
    }

    private static async Task MisbehaveAsync(string what, HttpContext context)
    {
        switch (what)
        {
            case "redirect":
                context.Response.Redirect("/elsewhere");
                break;
            case "gone":
                context.Response.StatusCode = 410;
                break;
            case "silence":
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "hang up":
                context.Abort();
                break;
            case "endless head":
                context.Response.Headers["x-long"] = new string('x', 100_000);
                break;
            default:
                byte[] part = new byte[what == "slow drip" ? 1 : 1_000_000];
                context.Response.ContentLength = 1_000_000_000;
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(part, context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(what == "slow drip" ? 200 : 0, context.RequestAborted);
                }

                break;
        }
    }
}
