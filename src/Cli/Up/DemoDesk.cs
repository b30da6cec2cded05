using System.Globalization;
using Huoqi.Demo;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Replay;
using Huoqi.Wallet;
using Huoqi.Web;
using Huoqi.Workers;
using Npgsql;

namespace Huoqi.Cli.Up;

/// <summary>What an installation's demo and simulated fund company are, and its filling.</summary>
internal sealed class DemoDesk(Installation installation)
{
    /// <summary>The profile of an installation made for a demo.</summary>
    public const string Profile = "demo";

    /// <summary>The visitor's payment password, which the pages tell.</summary>
    public const string PaymentPassword = "246810";

    private const string ShiftFact = "demo.shift";
    private const string PlanFact = "demo.plan";
    private const string FilledFact = "demo.filled";
    private const string FilledFormat = "'through 'yyyy-MM-dd";

    private static readonly Sql AnyEntry = new("SELECT head FROM ledger.shard_head WHERE head > 0 LIMIT 1");

    private static readonly Sql DateBack = new(
        "UPDATE huoqi.installation SET created_at = least(created_at, $1)");

    private readonly InstallationFacts _facts = new(installation.Db);

    /// <summary>Whether this is a demo's installation.</summary>
    public bool IsDemo => installation.Profile == Profile;

    /// <summary>Whether anything is in the books.</summary>
    public async Task<bool> HasEntriesAsync(CancellationToken cancel) => await installation.Db.RowOrNullAsync(
        AnyEntry, [], row => (object)row.GetInt64(0), cancel) is not null;

    /// <summary>The simulated fund company's series; by how much it was moved is fixed at the first start.</summary>
    public async Task<DemoSeries> SeriesAsync(CancellationToken cancel)
    {
        IReadOnlyList<YuebaoDay> real = YuebaoData.Read(YuebaoData.DefaultFolder());
        DateOnly yesterday = BeijingTime.DateOf(installation.CreatedAt).AddDays(-1);
        string shift = await _facts.StateFirstAsync(
            ShiftFact, Number(DemoSeries.Covering(real, yesterday).ShiftDays), cancel);
        return new(real, int.Parse(shift, CultureInfo.InvariantCulture));
    }

    /// <summary>What the demo is filled with; fixed at the first start.</summary>
    public async Task<DemoFacts> FactsAsync(DemoOptions wanted, DemoSeries series, CancellationToken cancel)
    {
        DateOnly yesterday = BeijingTime.DateOf(installation.CreatedAt).AddDays(-1);
        DateOnly first = wanted.Days >= yesterday.DayNumber - series.First.DayNumber + 1
            ? series.First
            : yesterday.AddDays(1 - wanted.Days);
        string stated = await _facts.StateFirstAsync(
            PlanFact, $"{wanted.People} {wanted.Seed} {first:yyyy-MM-dd}", cancel);
        string[] plan = stated.Split(' ');
        int people = int.Parse(plan[0], CultureInfo.InvariantCulture);
        ulong seed = ulong.Parse(plan[1], CultureInfo.InvariantCulture);
        IReadOnlyList<DemoPerson> cast = DemoCast.People(people, seed);
        DateOnly began = DateOnly.ParseExact(plan[2], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            cast[DemoPlan.Visitor].Number, began.AddDays(-series.ShiftDays), series.Last.AddDays(-series.ShiftDays),
            series.ShiftDays, began, people, seed);
    }

    /// <summary>The last day that was filled; null as long as the filling is not over.</summary>
    public async Task<DateOnly?> FilledThroughAsync(CancellationToken cancel) =>
        await _facts.FindAsync(FilledFact, cancel) is { } stated
            ? DateOnly.ParseExact(stated, FilledFormat, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Fills the days up to yesterday; one that was cut off goes on.</summary>
    public async Task FillAsync(
        DemoFacts demo, DemoSeries series, Secrets secrets, Uri site, Action<DemoProgress> progress,
        CancellationToken cancel)
    {
        await DateBackAsync(installation, demo.FirstDay);
        await using Installation filled = installation.ForFilling();
        ReplayClock clock = new();
        clock.Set(demo.FirstDay, hour: 0);
        await using Partners partners = await Partners.StartAsync(
            Path.Combine(installation.DataFolder, Partners.Folder), House.FundCode, series,
            clock, before: null, cancel);
        await using House house = await House.StartAsync(
            new(filled, clock, secrets, partners.Addresses, site, demo)
            {
                // Few acts at a time: one queue brings those of all shards into one commit.
                Ledger = new() { Queues = 1 },
            });
        await Papers.PublishAsync(house.App(null), cancel);
        DemoPlan plan = PlanOf(house, demo, series);
        DateOnly yesterday = BeijingTime.DateOf(TimeProvider.System.GetUtcNow()).AddDays(-1);
        DemoHistory history = new(house.Customers, plan.People, yesterday);
        using Enrolling enrolling = new(new(house.Identity), history, demo.Visitor);
        await new DemoFill(house.Workers, clock, plan).RunAsync(
            demo.FirstDay, yesterday, enrolling.EnrolAsync, history.EndDayAsync, progress, cancel);
        await history.EndAsync(cancel);

        // This one is waited for, and with it all before it.
        await _facts.StateAsync(
            FilledFact, yesterday.ToString(FilledFormat, CultureInfo.InvariantCulture), cancel);
    }

    /// <summary>The date at which the books of a filled demo stand.</summary>
    public async Task<DateOnly> StandsAtAsync(CancellationToken cancel) =>
        await BusinessDay.OpenDateAsync(installation.Db, House.FundAsset, cancel)
            ?? throw new InvariantBrokenException("a filled demo's books are open");

    /// <summary>Lets the people live through the dates from where the demo stood still up to yesterday.</summary>
    public async Task GoOnAsync(
        DemoFacts demo, DemoSeries series, Secrets secrets, Uri site, DateOnly today, Action<DemoProgress> progress,
        CancellationToken cancel)
    {
        DateOnly filledThrough = (await FilledThroughAsync(cancel))!.Value;
        ReplayClock clock = new();
        clock.Set(today.AddDays(-1), hour: 0);
        await using Partners partners = await Partners.StartAsync(
            Path.Combine(installation.DataFolder, Partners.Folder), House.FundCode, series, clock, before: null,
            cancel);
        await using House house = await House.StartAsync(
            new(installation, clock, secrets, partners.Addresses, site, demo) { Ledger = new() { Queues = 1 } });
        await DemoFill.GoingOn(house.Workers, clock, PlanOf(house, demo, series), filledThrough).RunAsync(
            demo.FirstDay, today.AddDays(-1), (_, _) => Task.CompletedTask, (_, _) => Task.CompletedTask, progress,
            cancel);
    }

    /// <summary>The people of a filled demo from now on; null while it is not filled.</summary>
    public async Task<DemoLife?> LifeAsync(House house, DemoFacts demo, CancellationToken cancel) =>
        await FilledThroughAsync(cancel) is { } filledThrough
            ? new(house.Workers, PlanOf(house, demo, await SeriesAsync(cancel)), demo.FirstDay, filledThrough)
            : null;

    private static DemoPlan PlanOf(House house, DemoFacts demo, DemoSeries series) =>
        new(series, demo.People, demo.Seed, house.Wallet.Rules, house.Wallet.Fund.Days);

    /// <summary>A demo's books begin before the database was made: the installation is dated from their first
    /// day.</summary>
    public static async Task DateBackAsync(Installation installation, DateOnly first)
    {
        await using NpgsqlCommand date = installation.Owner.CreateCommand(DateBack.Text);
        date.Parameters.Add(new NpgsqlParameter<DateTimeOffset>
        {
            TypedValue = BeijingTime.At(first, TimeOnly.MinValue),
        });
        await date.ExecuteNonQueryAsync();
    }

    /// <summary>Makes people known to the rest of the platform.</summary>
    private sealed class Enrolling(Profiles profiles, DemoHistory history, long visitor) : IDisposable
    {
        // Numbers given out go up one by one.
        private readonly SemaphoreSlim _inTurn = new(1);

        public async Task EnrolAsync(DemoPerson person, CancellationToken cancel)
        {
            MadePerson made = new(person.Phone, person.Name, person.IdNumber, LevelOf(person.Class))
            {
                PaymentPassword = person.Number == visitor ? new Secret(PaymentPassword) : null,
            };
            await _inTurn.WaitAsync(cancel);
            try
            {
                _ = await profiles.MakeAsync(made, person.Number, cancel);
            }
            finally
            {
                _inTurn.Release();
            }

            await history.BeginAsync(person, cancel);
        }

        public void Dispose() => _inTurn.Dispose();
    }

    private static KycLevel LevelOf(AccountClass accountClass) => accountClass switch
    {
        AccountClass.I => KycLevel.L1,
        AccountClass.II => KycLevel.L2,
        AccountClass.III => KycLevel.L3,
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
