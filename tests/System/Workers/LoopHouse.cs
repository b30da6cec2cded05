using System.Text;
using Huoqi.Acquiring;
using Huoqi.Cli.Up;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Replay;
using Huoqi.Web;
using Huoqi.Workers;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>
/// A whole platform as `huoqi up` makes it, on books that nothing has happened in yet: its loops are those of a running
/// process, its partners answer over HTTP, and its pages can be looked at.
/// </summary>
internal sealed class LoopHouse : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2026, 6, 11);

    private readonly TestFolder _folder;
    private readonly TestDatabase _database;
    private readonly Installation _installation;
    private readonly Partners _partners;
    private readonly HttpClient _authority;
    private readonly WebhookDelivery _webhooks;

    private LoopHouse(
        TestFolder folder, TestDatabase database, Installation installation, Partners partners, House house,
        WebApp web)
    {
        _folder = folder;
        _database = database;
        _installation = installation;
        _partners = partners;
        _authority = new() { BaseAddress = partners.Addresses.Authority };
        _webhooks = house.Webhooks(mall: null, isForThisMachine: true);
        House = house;
        Web = web;
    }

    public House House { get; }

    public WebApp Web { get; }

    public AppParts Parts => House.App(demo: null);

    public static async Task<LoopHouse> StartAsync(PostgresFixture postgres)
    {
        TestFolder folder = new();
        TestDatabase database = await postgres.CreateDatabaseAsync();
        StandingClock clock = new(Today, new(10, 0));
        Installation installation = await database.OpenAsync(shards: 2, clock);
        DemoSeries series = DemoSeries.Covering(YuebaoData.Read(YuebaoData.DefaultFolder()), Today.AddDays(-1));
        Partners partners = await Partners.StartAsync(
            Path.Combine(folder.Path, Partners.Folder), "000198", series, clock, before: null, CancellationToken.None);
        House house = await House.StartAsync(new(
            installation, clock, new(new byte[32], new byte[32]), partners.Addresses, new("http://localhost:1"),
            Demo: null));
        await new BusinessDay(house.Workers).OpenAsync(Money.FromYuan(1_000_000), CancellationToken.None);
        return new(
            folder, database, installation, partners, house,
            await WebApp.StartAsync(house.App(demo: null), new() { Port = 0 }));
    }

    /// <summary>The loops of that name alone, running; a failure of theirs fails the test.</summary>
    public Loops Run(params ReadOnlySpan<string> names)
    {
        List<LoopOf> loops = [];
        foreach (string name in names)
        {
            loops.Add(Assert.Single(House.LoopsOf(new(House.Workers), _webhooks), loop => loop.Name == name));
        }

        Loops running = new(
            loops, House.Options.Installation.App, TimeProvider.System,
            (name, failure) => Assert.Fail($"{name}: {failure}"));
        running.Start();
        return running;
    }

    /// <summary>How the authority misbehaves from now on.</summary>
    public async Task SetFaultsAsync(string json)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _authority.PostAsync(new Uri("/v1/faults", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    public Task<T> ValueAsync<T>(string query) => _database.ValueAsync<T>(query);

    public Task RunAsync(string statements) => _database.RunAsync(statements);

    /// <summary>Waits until something is so; the loops bring it.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (int i = 0; i < 600; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Fail("no loop brought it within a minute");
    }

    public async ValueTask DisposeAsync()
    {
        _authority.Dispose();
        await Web.DisposeAsync();
        _webhooks.Dispose();
        await House.DisposeAsync();
        await _partners.DisposeAsync();
        await _installation.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}
