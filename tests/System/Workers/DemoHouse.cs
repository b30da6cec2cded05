using Huoqi.Cli.Up;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Replay;
using Huoqi.Verify;
using Huoqi.Workers;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>The real clock of a test: it stands where the test puts it, and measured spans are real.</summary>
internal sealed class StandingClock(DateOnly date, TimeOnly time) : TimeProvider
{
    private DateTimeOffset _now = BeijingTime.At(date, time);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Set(DateOnly to, TimeOnly at) => _now = BeijingTime.At(to, at);
}

/// <summary>A small demo on a database of its own, filled, with everything of a running platform but the web.</summary>
internal sealed class DemoHouse : IAsyncDisposable
{
    /// <summary>A Thursday: the weekend is near.</summary>
    public static readonly DateOnly Today = new(2026, 6, 11);

    private const int Days = 12;
    private const int People = 20;

    private readonly TestFolder _folder;
    private readonly TestDatabase _database;
    private readonly Partners _partners;

    private DemoHouse(
        TestFolder folder, TestDatabase database, Installation installation, StandingClock real, BusinessClock clock,
        Partners partners, House house, DemoSeries series)
    {
        _folder = folder;
        _database = database;
        _partners = partners;
        Installation = installation;
        Real = real;
        Clock = clock;
        House = house;
        Series = series;
        Day = new(house.Workers);
    }

    public Installation Installation { get; }

    public StandingClock Real { get; }

    public BusinessClock Clock { get; }

    public House House { get; }

    public DemoSeries Series { get; }

    public BusinessDay Day { get; }

    /// <summary>The first day of the books.</summary>
    public DateOnly First => House.Options.Demo!.FirstDay;

    /// <summary>Fills it up to the day before <see cref="Today"/>; it is ten in the morning of that day.</summary>
    public static Task<DemoHouse> StartAsync(PostgresFixture postgres) => StartAsync(postgres, Today);

    /// <summary>The same on another day.</summary>
    public static async Task<DemoHouse> StartAsync(PostgresFixture postgres, DateOnly today)
    {
        TestFolder folder = new();
        TestDatabase database = await postgres.CreateDatabaseAsync();
        Installation installation = await database.OpenAsync(shards: 2);
        DemoSeries series = DemoSeries.Covering(YuebaoData.Read(YuebaoData.DefaultFolder()), today.AddDays(-1));
        DateOnly first = today.AddDays(-Days);
        DemoFacts demo = new(1, series.First, series.Last, series.ShiftDays, first, People, Seed: 1);
        Secrets secrets = new(new byte[32], new byte[32]);
        ReplayClock filling = new();
        filling.Set(first, hour: 0);
        await DemoDesk.DateBackAsync(installation, first);
        await using (Partners partners = await PartnersOf(folder, series, filling))
        await using (House house = await House.StartAsync(
            new(installation, filling, secrets, partners.Addresses, new("http://localhost:1"), demo)))
        {
            await new DemoFill(house.Workers with { Evening = [] }, filling, PlanOf(house, series)).RunAsync(
                first, today.AddDays(-1), (_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask, _ => { },
                CancellationToken.None);
        }

        StandingClock real = new(today, new(10, 0));
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, real);
        Partners running = await PartnersOf(folder, series, clock);
        return new(
            folder, database, installation, real, clock, running,
            await House.StartAsync(
                new(installation, clock, secrets, running.Addresses, new("http://localhost:1"), demo)),
            series);
    }

    /// <summary>The people of the demo in a process of their own.</summary>
    public DemoLife LifeOf(House house) =>
        new(house.Workers, PlanOf(house, Series), First, filledThrough: First.AddDays(Days - 1));

    /// <summary>Lets the demo, which stood still, go on up to a day, or for some days at most.</summary>
    public async Task GoOnAsync(DateOnly last, int atMostDays = int.MaxValue)
    {
        ReplayClock walking = new();
        walking.Set(last, hour: 0);
        await using House house = await House.StartAsync(House.Options with { Clock = walking });
        using CancellationTokenSource end = new();
        DemoFill going = DemoFill.GoingOn(
            house.Workers, walking, PlanOf(house, Series), filledThrough: First.AddDays(Days - 1));
        await going.RunAsync(
            First, last, (_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask,
            progress =>
            {
                if (progress.DaysDone == atMostDays)
                {
                    end.Cancel();
                }
            },
            end.Token);
    }

    /// <summary>The plan by which it was filled.</summary>
    public static DemoPlan PlanOf(House house, DemoSeries series) =>
        new(series, People, seed: 1, RuleBook.Default, house.Wallet.Fund.Days);

    /// <summary>Another process's day on the same books.</summary>
    public Task<House> OtherAsync() => House.StartAsync(House.Options);

    /// <summary>The business day without what other modules add.</summary>
    public static BusinessDay DayOf(House house) => new(house.Workers with { Evening = [] });

    public Task<T> ValueAsync<T>(string query) => _database.ValueAsync<T>(query);

    /// <summary>Verify must find nothing, and nothing may be under way anywhere.</summary>
    public async Task VerifyAsync()
    {
        VerifyReport report = await new Verifier(_database.App, TimeProvider.System).RunAsync();
        Assert.True(report.IsOk, string.Join("\n", report.ToLines()));
        Assert.Equal(0, await ValueAsync<long>("SELECT count(*) FROM wallet.bank_order WHERE state = 1"));
        Assert.Equal(0, await ValueAsync<long>("SELECT count(*) FROM ledger.delivery WHERE state = 1"));
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        await _partners.DisposeAsync();
        await Installation.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private static Task<Partners> PartnersOf(TestFolder folder, DemoSeries series, TimeProvider clock) =>
        Partners.StartAsync(
            Path.Combine(folder.Path, Partners.Folder), "000198", series, clock, before: null, CancellationToken.None);
}
