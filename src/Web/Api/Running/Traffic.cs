using System.Collections.Concurrent;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Huoqi.Web;

/// <summary>
/// Counts what a process answers, by the route's own template and not by what was asked, so that no address of anybody
/// is ever in a metric and their number is bounded; and sheds what is more than it can work on at once.
/// </summary>
internal sealed class Traffic(TimeProvider time, int atOnce)
{
    /// <summary>Upper ends of the classes of duration, in milliseconds.</summary>
    private static readonly int[] Ends = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

    private readonly ConcurrentDictionary<(string Method, string Route, int Status), Counter> _requests = [];
    private readonly long[] _durations = new long[Ends.Length + 1];
    private long _durationTicks;
    private long _shed;
    private int _underWay;

    /// <summary>Requests that are being worked on; streams do not count.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Requests that were told to come again.</summary>
    public long Shed => Interlocked.Read(ref _shed);

    /// <summary>Requests by route and status, in a fixed order.</summary>
    public IEnumerable<(string Method, string Route, int Status, long Count)> Requests => _requests
        .OrderBy(one => one.Key.Route, StringComparer.Ordinal).ThenBy(one => one.Key.Method, StringComparer.Ordinal)
        .ThenBy(one => one.Key.Status)
        .Select(one => (one.Key.Method, one.Key.Route, one.Key.Status, Interlocked.Read(ref one.Value.Count)));

    /// <summary>Requests by duration: the upper end in milliseconds (null for the rest), how many up to it.</summary>
    public IEnumerable<(int? End, long Count)> Durations
    {
        get
        {
            long sum = 0;
            for (int i = 0; i <= Ends.Length; i++)
            {
                sum += Interlocked.Read(ref _durations[i]);
                yield return (i < Ends.Length ? Ends[i] : null, sum);
            }
        }
    }

    /// <summary>All durations together.</summary>
    public TimeSpan DurationSum => new(Interlocked.Read(ref _durationTicks));

    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        // Probes are answered however busy it is: else a busy process would be taken for a dead one.
        bool isProbe = http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            || http.Request.Path == "/metrics";
        Waits.Begin();
        long since = time.GetTimestamp();
        int underWay = Interlocked.Increment(ref _underWay);
        try
        {
            if (underWay > atOnce && !isProbe)
            {
                await Answers.BusyAsync(http, seconds: 1);
            }
            else
            {
                await next(http);
            }
        }
        finally
        {
            if (http.Items[typeof(Streaming)] is null)
            {
                Interlocked.Decrement(ref _underWay);
                Note(http, time.GetElapsedTime(since));
            }
        }
    }

    /// <summary>A request that became a stream is not work under way any more.</summary>
    public void BecameStream(HttpContext http)
    {
        http.Items[typeof(Streaming)] = true;
        Interlocked.Decrement(ref _underWay);
    }

    private void Note(HttpContext http, TimeSpan took)
    {
        string route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
        if (http.Response.StatusCode == StatusCodes.Status429TooManyRequests)
        {
            // Whoever's limit it was: the whole of the process, an address, an account, or one of identity's.
            Interlocked.Increment(ref _shed);
        }

        string method = http.Request.Method is "GET" or "POST" or "PUT" or "DELETE" ? http.Request.Method : "other";
        Counter counter = _requests.GetOrAdd((method, route, http.Response.StatusCode), _ => new Counter());
        Interlocked.Increment(ref counter.Count);
        int place = Array.FindIndex(Ends, end => took.Ticks <= end * TimeSpan.TicksPerMillisecond);
        Interlocked.Increment(ref _durations[place < 0 ? Ends.Length : place]);
        Interlocked.Add(ref _durationTicks, took.Ticks);
    }

    private sealed class Counter
    {
        public long Count;
    }

    private sealed class Streaming;
}
