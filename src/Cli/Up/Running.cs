using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Web;
using Huoqi.Workers;

namespace Huoqi.Cli.Up;

/// <summary>How a process takes part.</summary>
/// <param name="Port">The port of its pages.</param>
/// <param name="WithWorkers">Whether it does the business day and the loops too.</param>
internal sealed record RunningOptions(int Port, bool WithWorkers);

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
    private readonly Loops _loops;
    private readonly WebhookDelivery _webhooks;
    private WebApp? _web;

    private Running(House house, BusinessClock clock, bool withWorkers, Action<string> say)
    {
        _house = house;
        _clock = clock;
        _day = new(house.Workers);
        _webhooks = house.Webhooks();
        LoopOf learn = new("clock", TimeSpan.FromMilliseconds(400), clock.LearnAsync, EveryProcess: true);
        _loops = new(
            withWorkers ? [learn, .. house.LoopsOf(_day, _webhooks)] : [learn],
            house.Options.Installation.App, TimeProvider.System, new Told(say).Failed);
    }

    /// <summary>Where the pages are.</summary>
    public Uri Address => _web!.Address;

    /// <summary>Opens the books if they are new, catches up what is due, and starts to answer.</summary>
    public static async Task<Running> StartAsync(
        HouseOptions options, BusinessClock clock, RunningOptions how, Action<string> say, CancellationToken cancel)
    {
        House house = await House.StartAsync(options);
        Running running = new(house, clock, how.WithWorkers, say);
        try
        {
            if (how.WithWorkers)
            {
                await running._day.OpenAsync(Money.FromYuan(1_000_000), cancel);
                DayProgress progress = await running._day.AdvanceAsync(cancel);
                if (progress.Waits.Length > 0)
                {
                    say($"business date {progress.Date:yyyy-MM-dd} waits: {progress.Waits}");
                }
            }

            running._loops.Start();
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

        await _loops.DisposeAsync();
        _webhooks.Dispose();
        await _house.DisposeAsync();
    }

    private DemoMode? DemoMode() => _house.Options.Demo is { } demo
        ? new($"{demo.RealFirst:yyyy-MM} … {demo.RealLast:yyyy-MM}", demo.Visitor, MoveOnADayAsync, Mall: null)
        : null;

    /// <summary>Brings tomorrow: moves the clock on, and waits until the new date's morning is done.</summary>
    private async Task MoveOnADayAsync(CancellationToken cancel)
    {
        DateOnly date = await _clock.MoveOnADayAsync(_clock.Today, cancel);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TomorrowComesWithin);
        do
        {
            _loops.Wake("business day");
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
        while ((await _day.DoneOnAsync(date)).All(step => step.Name != BusinessDay.MorningOver));
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
