using Huoqi.Cli.Up;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Workers;
using Npgsql;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>Dates of the books on a filled demo: each step once, missed dates in order, tomorrow by a click.</summary>
public sealed class BusinessDayTests(PostgresFixture postgres)
{
    private const string PublishedDays = "SELECT count(DISTINCT day) FROM ledger.earning_day";

    private static readonly DateOnly Today = DemoHouse.Today;

    [Fact]
    public async Task A_filled_demo_verifies_and_yesterday_is_published()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        DayProgress progress = await DemoHouse.DayOf(house.House).AdvanceAsync(Cancel);

        Assert.Equal((Today, "redeem advanced", ""), (progress.Date, progress.Next, progress.Waits));
        Assert.Equal(12, await house.ValueAsync<long>(PublishedDays));
        Assert.EndsWith(" units", await FiguresAsync(house, Today, "publish"), StringComparison.Ordinal);
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Moving_on_a_day_publishes_exactly_one_more_day_and_two_clicks_move_once()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        BusinessDay day = DemoHouse.DayOf(house.House);
        await day.AdvanceAsync(Cancel);
        long before = await house.ValueAsync<long>(PublishedDays);

        DateOnly[] moved = await Task.WhenAll(
            house.Clock.MoveOnADayAsync(Today, Cancel), house.Clock.MoveOnADayAsync(Today, Cancel));
        Assert.Equal([Today.AddDays(1), Today.AddDays(1)], moved);
        DayProgress progress = await day.AdvanceAsync(Cancel);

        Assert.Equal((Today.AddDays(1), ""), (progress.Date, progress.Waits));
        Assert.Equal(before + 1, await house.ValueAsync<long>(PublishedDays));
        IReadOnlyList<CloseSteps.Done> done = await day.DoneOnAsync(Today);
        Assert.Equal(
            day.Steps.Where(step => step != "nightly sweep").Order(), done.Select(step => step.Name).Order());
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Missed_days_over_a_weekend_are_caught_up_in_order()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        BusinessDay day = DemoHouse.DayOf(house.House);
        await day.AdvanceAsync(Cancel);
        house.Real.Set(Today.AddDays(5), new(11, 0));
        DayProgress progress = await day.AdvanceAsync(Cancel);

        Assert.Equal((Today.AddDays(5), ""), (progress.Date, progress.Waits));
        Assert.Equal(17, await house.ValueAsync<long>(PublishedDays));
        Assert.Equal(0, await house.ValueAsync<long>("""
            SELECT count(*) FROM (SELECT business_date, lag(business_date) OVER (ORDER BY done_at, business_date) AS b
            FROM funds.close_step WHERE step = 'close books') AS closed WHERE business_date <= b
            """));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Two_processes_at_once_do_each_step_once()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        await using House other = await house.OtherAsync();
        house.Real.Set(Today.AddDays(4), new(16, 0));
        BusinessDay[] days = [DemoHouse.DayOf(house.House), DemoHouse.DayOf(other)];
        await Task.WhenAll(days.Select(async day =>
        {
            while ((await day.AdvanceAsync(Cancel)).Date < Today.AddDays(4))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }));
        DayProgress progress = await days[0].AdvanceAsync(Cancel);

        Assert.Equal((Today.AddDays(4), ""), (progress.Date, progress.Waits));
        Assert.Equal(16, await house.ValueAsync<long>(PublishedDays));
        Assert.Equal(0, await house.ValueAsync<long>("""
            SELECT count(*) FROM (SELECT shard, act, key FROM ledger.request_key
            WHERE act IN (5, 201, 202) GROUP BY shard, act, key HAVING count(*) > 1) AS twice
            """));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task The_clock_never_goes_back()
    {
        await using TestDatabase database = await postgres.CreateDatabaseAsync();
        StandingClock real = new(Today, new(23, 59));
        BusinessClock clock = await BusinessClock.StartAsync(database.Db, real, Cancel);
        BusinessClock other = await BusinessClock.StartAsync(database.Db, real, Cancel);

        Assert.Equal(Today.AddDays(1), await clock.MoveOnADayAsync(Today, Cancel));
        Assert.Equal(Today.AddDays(1), await clock.MoveOnADayAsync(Today, Cancel));
        Assert.Equal(Today, other.Today);
        await other.LearnAsync(Cancel);
        Assert.Equal(Today.AddDays(1), other.Today);
        Assert.Equal(real.GetUtcNow().AddDays(1), other.GetUtcNow());
        await Assert.ThrowsAsync<PostgresException>(() =>
            database.RunAsync("UPDATE huoqi.business_clock SET offset_days = 0"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> FiguresAsync(DemoHouse house, DateOnly date, string step) =>
        (await house.Day.DoneOnAsync(date)).Single(done => done.Name == step).Figures;
}
