using Huoqi.Acquiring;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Web;
using Huoqi.Workers;

namespace Huoqi.Cli.Up;

/// <summary>How a process takes part.</summary>
/// <param name="Web">How it serves its pages.</param>
/// <param name="WithWorkers">Whether it does the business day and the loops too.</param>
/// <param name="WithMall">Whether a demo's shop is opened in this process.</param>
internal sealed record RunningOptions(WebOptions Web, bool WithWorkers, bool WithMall);

/// <summary>
/// A process of the platform that runs: the house, its workers and its web, started in this order and stopped in the
/// opposite one, so that what is asked is answered before what it needs goes away.
/// </summary>
internal sealed class Running : IAsyncDisposable
{
    private const string PeopleLoop = "people of the demo";

    private static readonly TimeSpan TomorrowComesWithin = TimeSpan.FromSeconds(30);

    // What people have not done by then they do not do on that date: nobody waits longer for tomorrow.
    private static readonly TimeSpan TodayEndsWithin = TimeSpan.FromSeconds(5);

    private readonly House _house;
    private readonly BusinessClock _clock;
    private readonly BusinessDay _day;
    private readonly Action<string> _say;
    private DemoLife? _life;
    private Loops? _loops;
    private WebhookDelivery? _webhooks;
    private MallDesk? _mall;
    private Uri? _mallAddress;
    private WebApp? _web;

    private Running(House house, BusinessClock clock, Action<string> say)
    {
        _say = say;
        _house = house;
        _clock = clock;
        _day = new(house.Workers);
    }

    /// <summary>The trading calendar as it is now.</summary>
    public TradingCalendar Calendar => _house.Workers.Calendar.Now;

    /// <summary>Where the pages are.</summary>
    public Uri Address => _web!.Address;

    /// <summary>Opens the books if they are new, catches up what is due, and starts to answer.</summary>
    public static async Task<Running> StartAsync(
        HouseOptions options, BusinessClock clock, RunningOptions how, Action<string> say, CancellationToken cancel)
    {
        House house = await House.StartAsync(options);
        Running running = new(house, clock, say);
        try
        {
            CalendarWords.MustReach(running.Calendar, clock.Today);
            if (how.WithWorkers)
            {
                await running._day.OpenAsync(Money.FromYuan(1_000_000), cancel);
                DayProgress progress = await running._day.AdvanceAsync(cancel);
                if (progress.Waits.Length > 0)
                {
                    say($"business date {progress.Date:yyyy-MM-dd} waits: {progress.Waits}");
                }
            }

            if (options.Demo is { } demo)
            {
                running._life = await new DemoDesk(options.Installation).LifeAsync(house, demo, cancel);
            }

            await running.OpenMallAsync(how.WithMall, cancel);
            running.StartLoops(how);
            running._web = await WebApp.StartAsync(house.App(running.DemoMode()), how.Web, cancel);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_web is not null)
        {
            await _web.DrainAsync();
            await _web.DisposeAsync();
        }

        // The shop before the loops: what it was told it has heard, and nothing more is bought.
        await (_mall?.DisposeAsync() ?? default);
        await (_loops?.DisposeAsync() ?? default);
        _life?.Dispose();
        _webhooks?.Dispose();
        await _house.DisposeAsync();
    }

    /// <summary>Opens the demo's shop, or learns where another process has it.</summary>
    private async Task OpenMallAsync(bool here, CancellationToken cancel)
    {
        if (_house.Options.Demo is null)
        {
            return;
        }

        Installation installation = _house.Options.Installation;
        InstallationFacts facts = new(installation.Db);
        _mall = here ? await MallDesk.StartAsync(_house, installation.DataFolder, facts, cancel) : null;
        _mallAddress = _mall?.Address ?? await MallDesk.FindAsync(facts, cancel);
    }

    private void StartLoops(RunningOptions how)
    {
        _webhooks = _house.Webhooks(_mallAddress, how.Web.IsForThisMachine);
        LoopOf learn = new("clock", TimeSpan.FromMilliseconds(400), _clock.LearnAsync, EveryProcess: true);
        LoopOf days = new(
            "calendar", TimeSpan.FromSeconds(1), _house.Workers.Calendar.LearnAsync, EveryProcess: true);
        _loops = new(
            how.WithWorkers ? [learn, days, .. _house.LoopsOf(_day, _webhooks), .. PeopleLoops()] : [learn, days],
            _house.Options.Installation.App, TimeProvider.System, new Told(_say).Failed);
        _loops.Start();
    }

    private IEnumerable<LoopOf> PeopleLoops() =>
        _life is { } life ? [new(PeopleLoop, TimeSpan.FromSeconds(2), cancel => life.LiveAsync(cancel))] : [];

    private DemoMode? DemoMode()
    {
        if (_house.Options.Demo is not { } demo)
        {
            return null;
        }

        MallKeys? keys = _mall?.Keys ?? MallDesk.FindKeys(_house.Options.Installation.DataFolder);
        return new($"{demo.RealFirst:yyyy-MM} … {demo.RealLast:yyyy-MM}", demo.Visitor, MoveOnADayAsync, _mallAddress)
        {
            // The facts name the real days; the series was moved by whole weeks.
            RepeatsFrom = demo.RealLast.AddDays(demo.ShiftDays + 1),
            MessagesToAsync = _house.Phone.MessagesToAsync,
            CardOfAsync = _house.Cards.OfAsync,
            PaymentPassword = DemoDesk.PaymentPassword,
            SandboxKey = keys is null ? null : new(keys.SandboxKeyId, keys.SandboxKeySecret),
        };
    }

    /// <summary>Brings tomorrow: people do what is left of today, the clock moves on, and the new date's morning is
    /// waited for.</summary>
    private async Task MoveOnADayAsync(CancellationToken cancel)
    {
        DateOnly today = _clock.Today;
        await EndDayAsync(today, cancel);
        DateOnly date = await _clock.MoveOnADayAsync(today, cancel);
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TomorrowComesWithin)
        {
            _loops?.Wake("business day");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
            if ((await _day.DoneOnAsync(date)).Any(step => step.Name == BusinessDay.MorningOver))
            {
                _loops?.Wake("inbox");
                _loops?.Wake(PeopleLoop);
                return;
            }
        }

        // It goes on by itself: the page shows how far it is.
    }

    /// <summary>Tomorrow comes also where people could not end their day.</summary>
    private async Task EndDayAsync(DateOnly today, CancellationToken cancel)
    {
        if (_life is not { } life)
        {
            return;
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TodayEndsWithin);
        try
        {
            await life.EndDayAsync(today, patience.Token);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            _say($"people of the demo could not end {today:yyyy-MM-dd}: {failure.GetType().Name}: {failure.Message}");
        }
    }

    /// <summary>Says of each loop that it fails, and says it again only when the reason is another.</summary>
    private sealed class Told(Action<string> say)
    {
        private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);

        public void Failed(string loop, Exception failure)
        {
            string reason = $"{failure.GetType().Name}: {failure.Message}";
            lock (_last)
            {
                if (_last.GetValueOrDefault(loop) == reason)
                {
                    return;
                }

                _last[loop] = reason;
            }

            say($"{loop} failed and is tried again: {reason}");
        }
    }
}
