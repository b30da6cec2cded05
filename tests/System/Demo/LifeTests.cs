using Huoqi.Cli.Up;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Workers;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>People of a filled demo live on: by the clock, when it is moved on, and after it stood still.</summary>
public sealed class LifeTests(PostgresFixture postgres)
{
    private static readonly DateOnly Today = DemoHouse.Today;

    [Fact]
    public async Task People_act_at_their_time_and_end_their_day_before_the_clock_moves_on()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        using DemoLife life = house.LifeOf(house.House);
        DemoDay today = PlanOf(house, Today);
        DemoDay tomorrow = PlanOf(house, Today.AddDays(1));

        // Nobody acts before yesterday's income is there.
        Assert.Equal(0, (await life.LiveAsync(Cancel)).Acts);
        await AdvanceAsync(house);
        Assert.Equal(new DemoLived(today.Waves[0].Acts.Count, 0), await life.LiveAsync(Cancel));
        Assert.Equal(0, (await life.LiveAsync(Cancel)).Acts);

        Assert.Equal(today.Waves.Skip(1).Sum(wave => wave.Acts.Count), (await life.EndDayAsync(Today, Cancel)).Acts);
        await house.Clock.MoveOnADayAsync(Today, Cancel);
        await AdvanceAsync(house);
        Assert.Equal(tomorrow.Waves[0].Acts.Count, (await life.LiveAsync(Cancel)).Acts);
        house.Real.Set(Today, new(20, 0));
        await life.LiveAsync(Cancel);

        Assert.Equal(Of([today, tomorrow]), await DoneAsync(house, Today));
        await AssertVisitorIsLeftAloneAsync(house);
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Two_processes_and_one_that_is_cut_off_do_nothing_twice()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        await using House other = await house.OtherAsync();
        await AdvanceAsync(house);
        house.Real.Set(Today, new(20, 0));
        await AdvanceAsync(house);

        // One ends in the middle of a wave: its acts are under way, and nobody hears their answers.
        using (DemoLife cut = house.LifeOf(other))
        {
            Task<DemoLived> unheard = cut.LiveAsync(Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(60), Cancel);
            using DemoLife first = house.LifeOf(house.House);
            using DemoLife second = house.LifeOf(other);
            await Task.WhenAll(first.LiveAsync(Cancel), second.LiveAsync(Cancel), unheard);
        }

        IReadOnlyList<string> done = await DoneAsync(house, Today);
        Assert.Equal(Of([PlanOf(house, Today)]), done);
        long entries = await house.ValueAsync<long>("SELECT sum(head)::bigint FROM ledger.shard_head");
        using DemoLife again = house.LifeOf(house.House);
        Assert.Equal(0, (await again.LiveAsync(Cancel)).Refused);
        Assert.Equal(entries, await house.ValueAsync<long>("SELECT sum(head)::bigint FROM ledger.shard_head"));
        await house.VerifyAsync();
    }

    [Fact]
    public async Task A_demo_that_stood_still_goes_on_date_by_date_also_when_that_is_cut_off()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        await AdvanceAsync(house);
        using (DemoLife life = house.LifeOf(house.House))
        {
            await life.LiveAsync(Cancel);
        }

        // A weekend and more.
        DateOnly back = Today.AddDays(6);
        house.Real.Set(back, new(10, 0));
        await Assert.ThrowsAsync<StoppedException>(() => house.GoOnAsync(back.AddDays(-1), atMostDays: 2));
        await house.GoOnAsync(back.AddDays(-1));
        await AdvanceAsync(house);
        using (DemoLife life = house.LifeOf(house.House))
        {
            Assert.Equal(PlanOf(house, back).Waves[0].Acts.Count, (await life.LiveAsync(Cancel)).Acts);
        }

        DemoDay[] days = [.. Enumerable.Range(0, 6).Select(i => PlanOf(house, Today.AddDays(i)))];
        Assert.Equal(
            Of(days).Concat(Of([PlanOf(house, back)], waves: 1)).Order(StringComparer.Ordinal),
            await DoneAsync(house, Today));
        Assert.Equal(0, await house.ValueAsync<long>("""
            SELECT count(*) FROM ledger.request_key k JOIN ledger.entry e ON e.shard = k.shard AND e.entry = k.entry
            WHERE k.key LIKE 'demo-2026%' AND substr(k.key, 6, 8) <> to_char(e.business_date, 'YYYYMMDD')
            """));
        await AssertVisitorIsLeftAloneAsync(house);
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Whoever_has_less_than_the_plan_knows_is_refused_and_life_goes_on()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        await AdvanceAsync(house);

        // An operator freezes half of the people.
        foreach (DemoPerson person in DemoHouse.PlanOf(house.House, house.Series).People.Where((_, i) => i % 2 == 1))
        {
            Assert.Equal(WalletStatus.Done, (await new ChangeStanding(house.House.Wallet).HandleAsync(
                new(person.Number, "freeze", Standing.Freeze, "test"))).Status);
        }

        house.Real.Set(Today, new(20, 0));
        await AdvanceAsync(house);
        using DemoLife life = house.LifeOf(house.House);
        DemoLived lived = await life.LiveAsync(Cancel);
        Assert.Equal(PlanOf(house, Today).Waves.Sum(wave => wave.Acts.Count), lived.Acts);
        Assert.InRange(lived.Refused, 1, lived.Acts - 1);
        await house.VerifyAsync();
    }

    [Fact]
    public async Task Hardly_anybody_is_refused_in_a_month_of_evenings()
    {
        await using DemoHouse house = await DemoHouse.StartAsync(postgres);
        using DemoLife life = house.LifeOf(house.House);
        DemoLived all = default;
        for (int i = 0; i < 30; i++)
        {
            // All of a date after its cut-off: orders come a day later than on a usual one.
            house.Real.Set(Today.AddDays(i), new(21, 0));
            await AdvanceAsync(house);
            DemoLived lived = await life.LiveAsync(Cancel);
            all = new(all.Acts + lived.Acts, all.Refused + lived.Refused);
        }

        Assert.InRange(all.Acts, 100, 10_000);
        Assert.InRange(all.Refused, 0, all.Acts / 100);
        await house.VerifyAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<DayProgress> AdvanceAsync(DemoHouse house) => DemoHouse.DayOf(house.House).AdvanceAsync(Cancel);

    private static DemoDay PlanOf(DemoHouse house, DateOnly date) => DemoHouse.PlanOf(house.House, house.Series)
        .Run(house.First, date, visitorThrough: Today.AddDays(-1)).Last();

    private static IReadOnlyList<string> Of(IEnumerable<DemoDay> days, int waves = int.MaxValue) =>
        [.. days.SelectMany(day => day.Waves.Take(waves)).SelectMany(wave => wave.Acts).Select(act => act.Key)
            .Order(StringComparer.Ordinal)];

    /// <summary>The keys of the plan that were answered from a date on, each as often as it was.</summary>
    private static async Task<IReadOnlyList<string>> DoneAsync(DemoHouse house, DateOnly from) =>
        [.. (await house.ValueAsync<string[]>($"""
            SELECT coalesce(array_agg(key), ARRAY[]::text[]) FROM ledger.request_key
            WHERE key ~ '^demo-[0-9]' AND owner >= {DemoCast.FirstPerson} AND substr(key, 6, 8) >= '{from:yyyyMMdd}'
            """)).Order(StringComparer.Ordinal)];

    private static async Task AssertVisitorIsLeftAloneAsync(DemoHouse house) =>
        Assert.Equal(0, await house.ValueAsync<long>($"""
            SELECT count(*) FROM ledger.request_key k JOIN ledger.entry e ON e.shard = k.shard AND e.entry = k.entry
            WHERE k.owner = {DemoCast.FirstPerson} AND e.business_date >= '{Today:yyyy-MM-dd}' AND k.key LIKE 'demo-%'
            """));
}
