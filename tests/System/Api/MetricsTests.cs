#pragma warning disable xUnit1051 // Every call here is short; a token at each of them would hide what the test says.
using Huoqi.Acquiring;
using Huoqi.Wallet;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests.Api;

/// <summary>Whoever watches a process hears of its database in time, and of all that waits for somebody else.</summary>
public sealed class MetricsTests(PostgresFixture server)
{
    [Fact]
    public async Task A_database_that_hangs_is_told_of_before_a_scraper_gives_up()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        await using NpgsqlConnection holder = await house.House.Wallet.Database.Owner.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await using NpgsqlCommand hold = new("LOCK TABLE acquiring.event", holder, held);
        _ = await hold.ExecuteNonQueryAsync();

        // That there is an answer at all is what is asked: the lock is held until all have theirs.
        string[] told = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => house.Client.GetStringAsync("/metrics")));
        foreach (string text in told)
        {
            Assert.Equal("0", ValuesOf(text, "database_up"));
            Assert.Contains("\nhuoqi_queue_length ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("huoqi_outbox", text, StringComparison.Ordinal);
        }

        await held.RollbackAsync();
    }

    [Fact]
    public async Task An_event_that_fails_grows_old_between_its_tries_until_it_is_given_up()
    {
        await using AcquiringHouse house = await AcquiringHouse.StartAsync(server);
        await using HookReceiver receiver = await HookReceiver.StartAsync(500);
        OutboundGuard guard = new(OutboundGuard.BySystem, receiver.Address);
        _ = await new WebhookEndpoints(house.Parts, guard).AddAsync(new(1), $"{receiver.Address}hook");
        long person = await house.Wallet.OpenWithMoneyAsync(WalletHouse.PersonIn(0, 1), "10.00");
        _ = await house.PaidAsync(person, "1.00");
        OutboxStanding fresh = await StandingAsync(house);
        Assert.Equal(new OutboxStanding(1, 1, fresh.Oldest), fresh);
        Assert.NotNull(fresh.Oldest);
        using WebhookDelivery worker = new(house.Parts, guard);
        for (int tries = 1; RetrySchedule.After(tries) is { } pause; tries++)
        {
            Assert.Equal(1, await worker.RunOnceAsync());
            OutboxStanding between = await StandingAsync(house);
            // The first pause is so short that it may be over already.
            Assert.Equal(fresh with { Due = tries == 1 ? between.Due : 0 }, between);
            house.Clock.Pass(pause);
            Assert.Equal(fresh, await StandingAsync(house));
        }

        Assert.Equal(1, await worker.RunOnceAsync());
        Assert.Equal(new OutboxStanding(0, 0, null), await StandingAsync(house));
    }

    [Fact]
    public async Task Orders_that_a_partner_has_not_answered_are_counted_with_the_days_of_the_oldest()
    {
        await using ApiHouse house = await ApiHouse.StartAsync(server);
        WalletHouse wallet = house.House.Wallet;
        long person = await house.PersonAsync("13800000001");
        string[] names = ["bank_orders_open", "bank_orders_age_days", "fund_orders_open", "fund_orders_age_days"];
        Assert.Equal("0 0 0 0", ValuesOf(await house.MetricsAsync(), names));
        _ = await new SubscribeFromWallet(wallet.Parts).HandleAsync(new(person, "in", WalletHouse.Yuan("100.00")));
        _ = await new TopUp(wallet.Parts).HandleAsync(new(person, "up", WalletHouse.Yuan("1.00"), "card-1"));
        Assert.Equal("1 0 1 0", ValuesOf(await house.MetricsAsync(), names));
        wallet.Clock.Set("2026-11-20 10:00");
        Assert.Equal("1 2 1 2", ValuesOf(await house.MetricsAsync(), names));
    }

    private static string ValuesOf(string text, params string[] names) => string.Join(' ', names.Select(name =>
        Assert.Single(text.Split('\n'), line => line.StartsWith($"huoqi_{name} ", StringComparison.Ordinal))
            .Split(' ')[1]));

    private static async Task<OutboxStanding> StandingAsync(AcquiringHouse house) =>
        Assert.Single(await house.Parts.Db.AllAsync(new OutboxAge(house.Clock.GetUtcNow())));
}
