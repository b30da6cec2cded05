using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Web;
using Huoqi.Workers;

namespace Huoqi.Cli.Up;

/// <summary>How a process takes part.</summary>
/// <param name="Port">The port of its pages.</param>
/// <param name="WithWorkers">Whether it does the business day and the loops too.</param>
/// <param name="WithMall">Whether a demo's shop is opened in this process.</param>
internal sealed record RunningOptions(int Port, bool WithWorkers, bool WithMall);

/// <summary>
/// A process of the platform that runs: the house, its workers and its web, started in this order and stopped in the
/// opposite one, so that what is asked is answered before what it needs goes away.
/// </summary>
internal sealed class Running : IAsyncDisposable
{
    private static readonly TimeSpan TomorrowComesWithin = TimeSpan.FromSeconds(30);

    private readonly House _house;
    private readonly BusinessClock _clock;
    private readonly BusinessDay _day;
    private Loops? _loops;
    private WebhookDelivery? _webhooks;
    private MallDesk? _mall;
    private Uri? _mallAddress;
    private WebApp? _web;

    private Running(House house, BusinessClock clock)
    {
        _house = house;
        _clock = clock;
        _day = new(house.Workers);
    }

    /// <summary>Where the pages are.</summary>
    public Uri Address => _web!.Address;

    /// <summary>Opens the books if they are new, catches up what is due, and starts to answer.</summary>
    public static async Task<Running> StartAsync(
        HouseOptions options, BusinessClock clock, RunningOptions how, Action<string> say, CancellationToken cancel)
    {
        House house = await House.StartAsync(options);
        Running running = new(house, clock);
        try
        {
            TradingCalendar calendar = house.Workers.Calendar;
            if (calendar.LastDay <= clock.Today)
            {
                throw new UserErrorException(
                    CalendarEnd.WarningFor(calendar, clock.Today) ?? throw new InvariantBrokenException("it ended"));
            }

            if (how.WithWorkers)
            {
                await running._day.OpenAsync(Money.FromYuan(1_000_000), cancel);
                DayProgress progress = await running._day.AdvanceAsync(cancel);
                if (progress.Waits.Length > 0)
                {
                    say($"business date {progress.Date:yyyy-MM-dd} waits: {progress.Waits}");
                }
            }

            await running.OpenMallAsync(how.WithMall, cancel);
            running.StartLoops(how.WithWorkers, say);
            running._web = await WebApp.StartAsync(
                house.App(running.DemoMode()), new WebOptions { Port = how.Port }, cancel);
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

    private void StartLoops(bool withWorkers, Action<string> say)
    {
        _webhooks = _house.Webhooks(_mallAddress);
        LoopOf learn = new("clock", TimeSpan.FromMilliseconds(400), _clock.LearnAsync, EveryProcess: true);
        _loops = new(
            withWorkers ? [learn, .. _house.LoopsOf(_day, _webhooks)] : [learn],
            _house.Options.Installation.App, TimeProvider.System, new Told(say).Failed);
        _loops.Start();
    }

    private DemoMode? DemoMode()
    {
        if (_house.Options.Demo is not { } demo)
        {
            return null;
        }

        MallKeys? keys = _mall?.Keys ?? MallDesk.FindKeys(_house.Options.Installation.DataFolder);
        return new($"{demo.RealFirst:yyyy-MM} … {demo.RealLast:yyyy-MM}", demo.Visitor, MoveOnADayAsync, _mallAddress)
        {
            MessagesToAsync = _house.Phone.MessagesToAsync,
            PaymentPassword = DemoDesk.PaymentPassword,
            SandboxKeyId = keys?.SandboxKeyId,
            SandboxKeySecret = keys?.SandboxKeySecret,
        };
    }

    /// <summary>Brings tomorrow: moves the clock on, and waits until the new date's morning is done.</summary>
    private async Task MoveOnADayAsync(CancellationToken cancel)
    {
        DateOnly date = await _clock.MoveOnADayAsync(_clock.Today, cancel);
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TomorrowComesWithin)
        {
            _loops?.Wake("business day");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
            if ((await _day.DoneOnAsync(date)).Any(step => step.Name == BusinessDay.MorningOver))
            {
                _loops?.Wake("inbox");
                return;
            }
        }

        // It goes on by itself: the page shows how far it is.
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
