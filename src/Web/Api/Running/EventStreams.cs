using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>An event of a stream: told whenever its data is not what was told under its name before.</summary>
internal readonly record struct StreamEvent(string Name, string Data)
{
    /// <summary>What Last-Event-ID names: the same event has the same one, whichever process tells it.</summary>
    public string Id => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Name} {Data}")).AsSpan(0, 8));

    public static StreamEvent Of<T>(string name, T value) =>
        new(name, JsonSerializer.Serialize(value, ApiJson.Options));

    /// <summary>The event as it goes over the line.</summary>
    public string ToLines() => $"id: {Id}\nevent: {Name}\ndata: {Data}\n\n";
}

/// <summary>What a stream sees when it looks; after the last one it ends.</summary>
internal sealed record StreamLook(IReadOnlyList<StreamEvent> Events, bool IsLast = false);

/// <summary>
/// Server-sent events. A stream asks the database, so that it does not matter which process did what; a process has a
/// bounded number of readers, and a stream ends when the session does, when there is nothing more to tell, or when the
/// process stops.
/// </summary>
internal sealed class EventStreams(AppParts parts, Traffic traffic, Health health, TimeProvider time)
{
    /// <summary>Of server-sent events.</summary>
    public const string MediaType = "text/event-stream";

    private const int PerCaller = 3;

    private const int PerProcess = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The first line of every stream: after how long a client that lost it comes again.</summary>
    public static readonly string Beginning = $"retry: {(int)Pause.TotalMilliseconds}\n\n";

    /// <summary>Proxies close what is silent; also, a session that was ended ends its streams within this.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A signature says that it was the merchant who asked then, and not for how long: it comes again.
    /// </summary>
    private static readonly TimeSpan SignedLife = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(Who Role, long Number), int> _open = [];
    private int _all;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _all);

    /// <summary>Opens a stream, or says that there are too many.</summary>
    public IResult Take(Visit visit, Func<CancellationToken, Task<StreamLook>> look)
    {
        if (health.IsDraining)
        {
            return Problems.NotReady;
        }

        (Who, long) caller = CallerOf(visit);
        int mine = _open.AddOrUpdate(caller, 1, (_, open) => open + 1);
        int all = Interlocked.Increment(ref _all);
        if (mine > PerCaller || all > PerProcess)
        {
            Leave(caller);
            return Problems.TooManyStreams;
        }

        return new Stream(this, visit, look);
    }

    private static (Who Role, long Number) CallerOf(Visit visit) => (visit.Caller!.Role, visit.Caller.Number);

    private void Leave((Who Role, long Number) caller)
    {
        Interlocked.Decrement(ref _all);
        if (_open.AddOrUpdate(caller, 0, (_, open) => open - 1) == 0)
        {
            _open.TryRemove(new KeyValuePair<(Who, long), int>(caller, 0));
        }
    }

    private async Task RunAsync(Visit visit, Func<CancellationToken, Task<StreamLook>> look)
    {
        HttpContext http = visit.Http;
        traffic.BecameStream(http);
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, health.Stopping);
        try
        {
            http.Response.ContentType = MediaType;
            http.Response.Headers.CacheControl = "no-store";
            await http.Response.WriteAsync(Beginning, end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            await TellAsync(visit, look, end.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever listened has gone, or the process stops: a client comes back by itself, to another process.
        }
        finally
        {
            Leave(CallerOf(visit));
        }
    }

    private async Task TellAsync(
        Visit visit, Func<CancellationToken, Task<StreamLook>> look, CancellationToken end)
    {
        HttpContext http = visit.Http;
        // Who comes back names what it heard last, and hears only what has changed since.
        string heard = http.Request.Headers["Last-Event-ID"].ToString();
        Dictionary<string, string> told = new(StringComparer.Ordinal);
        DateTimeOffset begun = time.GetUtcNow();
        DateTimeOffset beat = begun;
        while (true)
        {
            StreamLook seen = await look(end);
            foreach (StreamEvent one in seen.Events.Where(one => told.GetValueOrDefault(one.Name) != one.Data))
            {
                await SayAsync(http, one, heard, end);
                told[one.Name] = one.Data;
            }

            // Afterwards the same again is a change: it was something else in between.
            heard = "";

            if (seen.IsLast)
            {
                return;
            }

            DateTimeOffset now = time.GetUtcNow();
            if (now - beat >= Heartbeat)
            {
                if (!await IsStillGoodAsync(visit, now - begun, end))
                {
                    return;
                }

                await http.Response.WriteAsync(":\n\n", end);
                await http.Response.Body.FlushAsync(end);
                beat = now;
            }

            await Task.Delay(Pause, time, end);
        }
    }

    private async Task<bool> IsStillGoodAsync(Visit visit, TimeSpan open, CancellationToken end) =>
        visit.Caller!.Role == Who.Merchant
            ? open < SignedLife
            : await new Sessions(parts.Identity).ReadAsync(SessionDoor.TokenOf(visit.Http), end) is not null;

    private static async Task SayAsync(HttpContext http, StreamEvent one, string heard, CancellationToken end)
    {
        if (one.Id == heard)
        {
            return;
        }

        await http.Response.WriteAsync(one.ToLines(), end);
        await http.Response.Body.FlushAsync(end);
    }

    private sealed class Stream(
        EventStreams streams, Visit visit, Func<CancellationToken, Task<StreamLook>> look) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => streams.RunAsync(visit, look);
    }
}
