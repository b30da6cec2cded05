using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>What a person has, as the stream tells it.</summary>
internal sealed record BalanceEventOut(Currency Currency, Money Total, Money Wallet, FundUnits Units);

/// <summary>
/// Server-sent events: a person's balance and unread messages, whenever they change. The stream asks the database, so
/// that it does not matter which process did what; it has a bounded number of readers, and ends when the session does
/// or the process stops.
/// </summary>
internal sealed class EventStreams(AppParts parts, Traffic traffic, Health health, TimeProvider time)
{
    private const int PerPerson = 3;

    private const int PerProcess = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Proxies close what is silent; also, a session that was ended ends its streams within this.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<long, int> _open = [];
    private int _all;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _all);

    public static void Map(Routes routes)
    {
        routes.Api("GET", "/api/v1/events", Who.Person, (Visit visit, EventStreams streams) =>
                streams.Take(visit, home => JsonSerializer.Serialize(
                    new BalanceEventOut(Currency.Cny, home.Total, home.Wallet, home.Units), ApiJson.Options)))
            .Says(ApiArea.Talk, "listenToEvents", "实时事件（SSE）", "Streams balance and inbox as server-sent events.")
            .GivesFile("text/event-stream").Refuses(Problems.TooManyStreams);
        // The same for pages, as the texts they show.
        routes.Page("/live", Who.Person, visit => Task.FromResult(
            visit.Http.RequestServices.GetRequiredService<EventStreams>().Take(visit, home => TextsOf(visit, home))));
    }

    /// <summary>Opens a stream, or says that there are too many.</summary>
    public IResult Take(Visit visit, Func<Home, string> balance)
    {
        if (health.IsDraining)
        {
            return Problems.NotReady;
        }

        int mine = _open.AddOrUpdate(visit.Person, 1, (_, open) => open + 1);
        int all = Interlocked.Increment(ref _all);
        if (mine > PerPerson || all > PerProcess)
        {
            Leave(visit.Person);
            return Problems.TooManyStreams;
        }

        return new Stream(this, visit, balance);
    }

    private void Leave(long person)
    {
        Interlocked.Decrement(ref _all);
        if (_open.AddOrUpdate(person, 0, (_, open) => open - 1) == 0)
        {
            _open.TryRemove(new KeyValuePair<long, int>(person, 0));
        }
    }

    private async Task RunAsync(Visit visit, Func<Home, string> balance)
    {
        HttpContext http = visit.Http;
        traffic.BecameStream(http);
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, health.Stopping);
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsync($"retry: {(int)Pause.TotalMilliseconds}\n\n", end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            await TellAsync(visit, balance, end.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever listened has gone, or the process stops: a client comes back by itself, to another process.
        }
        finally
        {
            Leave(visit.Person);
        }
    }

    private async Task TellAsync(Visit visit, Func<Home, string> balance, CancellationToken end)
    {
        HttpContext http = visit.Http;
        // Who comes back names what it heard last, and hears only what has changed since.
        string heard = http.Request.Headers["Last-Event-ID"].ToString();
        HomeReading homes = new(parts.Customers);
        Inbox inbox = new(parts.Customers);
        string? told = null;
        int unreadTold = -1;
        DateTimeOffset beat = time.GetUtcNow();
        while (true)
        {
            if (await homes.ReadAsync(visit.Person, end) is { } home && balance(home) is { } now && now != told)
            {
                await SayAsync(http, "balance", now, heard, end);
                told = now;
            }

            int unread = await inbox.UnreadAsync(visit.Person, end);
            if (unread != unreadTold)
            {
                await SayAsync(http, "inbox", $"{{\"unread\":{unread}}}", heard, end);
                unreadTold = unread;
            }

            if (time.GetUtcNow() - beat >= Heartbeat)
            {
                if (await new Sessions(parts.Identity).ReadAsync(SessionDoor.TokenOf(http), end) is null)
                {
                    return;
                }

                await http.Response.WriteAsync(":\n\n", end);
                await http.Response.Body.FlushAsync(end);
                beat = time.GetUtcNow();
            }

            await Task.Delay(Pause, time, end);
        }
    }

    private static async Task SayAsync(
        HttpContext http, string name, string data, string heard, CancellationToken end)
    {
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {data}")).AsSpan(0, 8));
        if (id == heard)
        {
            return;
        }

        await http.Response.WriteAsync($"id: {id}\nevent: {name}\ndata: {data}\n\n", end);
        await http.Response.Body.FlushAsync(end);
    }

    private static string TextsOf(Visit visit, Home home)
    {
        string Text(Money amount) => visit.Display.HideAmounts ? "••••" : Amounts.Yuan(amount);

        return JsonSerializer.Serialize(
            new Dictionary<string, string>
            {
                ["total"] = Text(home.Total),
                ["wallet"] = Text(home.Wallet),
                ["fund"] = Text(home.Units.ToMoney()),
            },
            ApiJson.Options);
    }

    private sealed class Stream(EventStreams streams, Visit visit, Func<Home, string> balance) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => streams.RunAsync(visit, balance);
    }
}
