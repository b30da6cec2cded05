using System.Net;
using Huoqi.Identity;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>How much one caller may ask for in a minute, over all processes; 0 for no limit.</summary>
public sealed record CallLimits
{
    /// <summary>Requests of one person, merchant or member of staff.</summary>
    public int PerAccount { get; init; } = 1_200;

    /// <summary>Requests from one address; those from this machine are not counted.</summary>
    public int PerAddress { get; init; } = 6_000;

    /// <summary>Requests of the whole installation.</summary>
    public int InAll { get; init; } = 300_000;

    /// <summary>Requests that one process works on at once.</summary>
    public int AtOnce { get; init; } = 1_024;
}

/// <summary>
/// Limits per account, per address and for all. Whoever asks for little is counted in this process alone, which costs
/// nothing, a twentieth of the limit in each process; who asks for more draws the rest from the common counters in the
/// database. With several processes the free twentieths add up.
/// </summary>
internal sealed class Allowance
{
    private const int FreePart = 20;

    private const int BlockPart = 20;

    private const int KeysMost = 100_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly Limit _account;
    private readonly Limit _address;
    private readonly Limit _all;

    public Allowance(IdentityParts identity, CallLimits limits)
    {
        _time = identity.Time;
        Counters counters = new(identity);
        _account = new(counters, _time, "api-account", limits.PerAccount);
        _address = new(counters, _time, "api-address", limits.PerAddress);
        _all = new(counters, _time, "api-all", limits.InAll);
    }

    /// <summary>Seconds to wait before the next request; null when this one may go on.</summary>
    public async ValueTask<int?> OfAddressAsync(HttpContext http, CancellationToken cancel)
    {
        if (await _all.TakeAsync("all", cancel) is { } busy)
        {
            return busy;
        }

        IPAddress? address = http.Connection.RemoteIpAddress;
        return address is null || IPAddress.IsLoopback(address)
            ? null
            : await _address.TakeAsync(Networks.Of(address), cancel);
    }

    /// <summary>The same for a caller who is known.</summary>
    public ValueTask<int?> OfAccountAsync(Caller caller, CancellationToken cancel) =>
        _account.TakeAsync($"{caller.Role}-{caller.Number}", cancel);

    private sealed class Limit(Counters counters, TimeProvider time, string scope, int limit)
    {
        private readonly LeasedCounter? _leased =
            limit == 0 ? null
            : new(counters, time, scope, limit - limit / FreePart, Window, Math.Max(1, limit / BlockPart));

        private readonly Lock _gate = new();
        private Dictionary<string, int> _seen = new(StringComparer.Ordinal);
        private long _window;

        public ValueTask<int?> TakeAsync(string key, CancellationToken cancel) =>
            _leased is null || IsFree(key) ? ValueTask.FromResult<int?>(null) : DrawAsync(key, cancel);

        private async ValueTask<int?> DrawAsync(string key, CancellationToken cancel)
        {
            CounterAnswer answer = await _leased!.TryTakeAsync(key, cancel);
            return answer.Taken ? null : Math.Max(1, (int)Math.Ceiling(answer.RetryAfter.TotalSeconds));
        }

        private bool IsFree(string key)
        {
            long window = time.GetUtcNow().UtcTicks / Window.Ticks;
            lock (_gate)
            {
                // Bounded, whoever comes with however many addresses: what is forgotten costs a write.
                if (window != _window || _seen.Count >= KeysMost)
                {
                    (_window, _seen) = (window, new(StringComparer.Ordinal));
                }

                int seen = _seen.GetValueOrDefault(key) + 1;
                _seen[key] = seen;
                return seen <= limit / FreePart;
            }
        }
    }
}
