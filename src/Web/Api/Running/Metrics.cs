using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Huoqi.Acquiring;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>
/// <c>/metrics</c> in Prometheus's text form, for this machine or for whoever has the token. Nothing in it is of any
/// person: routes are templates, and everything else is a count, an age or a lag.
/// </summary>
internal sealed class Metrics(AppParts parts, Traffic traffic, EventStreams streams, WebOptions options)
{
    private const string Bearer = "Bearer ";

    private Task<string>? _reading;

    public async Task ServeAsync(HttpContext http)
    {
        if (!MayRead(http))
        {
            // As if it were not there.
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        StringBuilder text = new();
        AddLedger(text);
        AddTraffic(text);
        text.Append(await BooksInTimeAsync());
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    private bool MayRead(HttpContext http)
    {
        if (options.MetricsToken is { Length: > 0 } token)
        {
            string given = http.Request.Headers.Authorization.ToString();
            return given.StartsWith(Bearer, StringComparison.Ordinal) && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(given[Bearer.Length..]), Encoding.UTF8.GetBytes(token));
        }

        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
    }

    private void AddLedger(StringBuilder text)
    {
        LedgerFacts facts = parts.Wallet.Ledger.Facts;
        Add(text, "huoqi_queue_length", "gauge", "Drafts that wait for a commit.", facts.Waiting);
        Add(text, "huoqi_group_size", "gauge", "Drafts in the last group.", facts.LastGroup);
        Add(text, "huoqi_groups_total", "counter", "Groups committed.", facts.Groups);
        Add(text, "huoqi_drafts_total", "counter", "Drafts in groups committed.", facts.Drafts);
        Add(text, "huoqi_commit_p99_seconds", "gauge", "99th percentile of the last commits.", facts.CommitP99);
    }

    private void AddTraffic(StringBuilder text)
    {
        Add(text, "huoqi_requests_under_way", "gauge", "Requests that are being worked on.", traffic.UnderWay);
        Add(text, "huoqi_requests_shed_total", "counter", "Requests told to come again.", traffic.Shed);
        Add(text, "huoqi_event_streams", "gauge", "Open streams of events.", streams.Open);
        Head(text, "huoqi_requests_total", "counter", "Requests by route and status.");
        foreach ((string method, string route, int status, long count) in traffic.Requests)
        {
            string labels = $"method=\"{method}\",route=\"{Escaped(route)}\",status=\"{status}\"";
            text.Append(CultureInfo.InvariantCulture, $"huoqi_requests_total{{{labels}}} {count}\n");
        }

        Head(text, "huoqi_request_seconds", "histogram", "How long requests took.");
        foreach ((int? end, long count) in traffic.Durations)
        {
            string upTo = end is { } milliseconds ? Seconds(TimeSpan.FromMilliseconds(milliseconds)) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"huoqi_request_seconds_bucket{{le=\"{upTo}\"}} {count}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"huoqi_request_seconds_sum {Seconds(traffic.DurationSum)}\n")
            .Append(CultureInfo.InvariantCulture, $"huoqi_request_seconds_count {traffic.Durations.Last().Count}\n");
    }

    // A database that hangs does not even answer that a question is taken back: a scraper is given the process's own
    // figures in time all the same, and however many scrape, one question waits for it.
    private async Task<string> BooksInTimeAsync()
    {
        Task<string> reading =
            Volatile.Read(ref _reading) is { IsCompleted: false } before ? before : BooksOrDownAsync();
        Volatile.Write(ref _reading, reading);
        try
        {
            return await reading.WaitAsync(Health.DatabasePatience);
        }
        catch (TimeoutException)
        {
            return DatabaseUp(0);
        }
    }

    private async Task<string> BooksOrDownAsync()
    {
        using CancellationTokenSource patience = new(Health.DatabasePatience);
        try
        {
            return await BooksAsync(patience.Token);
        }
        catch (Exception down) when (down is OperationCanceledException || DbFailure.IsPassing(down))
        {
            return DatabaseUp(0);
        }
    }

    private async Task<string> BooksAsync(CancellationToken cancel)
    {
        Asset asset = parts.Wallet.Fund.Asset;
        DateTimeOffset now = parts.Acquiring.Time.GetUtcNow();
        DateOnly today = BeijingTime.DateOf(parts.Wallet.Time.GetUtcNow());
        ReadBatch batch = new();
        ReadRows<OutboxStanding> events = batch.Add(new OutboxAge(now));
        ReadRows<BankOrders.Outbox> bank = batch.Add(new BankOrders.OutboxNow());
        ReadRows<FundOrders.Outbox> registrar = batch.Add(new FundOrders.OutboxNow(asset));
        ReadRows<LedgerQueries.FundProgress> progress = batch.Add(new LedgerQueries.FundProgressOf(asset));
        await parts.Db.TogetherAsync(batch, cancel);
        StringBuilder text = new(DatabaseUp(1));
        AddOutbox(text, events.One!, now);
        AddOrders(text, "bank", "bank", bank.One!.Count, bank.One.Oldest, today);
        AddOrders(text, "fund", "registrar", registrar.One!.Count, registrar.One.Oldest, today);
        if (progress.All.Count > 0)
        {
            int yesterday = today.DayNumber - 1;
            Add(text, "huoqi_seal_lag_days", "gauge", "Earning days behind yesterday that are not sealed.",
                yesterday - progress.All.Min(shard => shard.SealedThrough).DayNumber);
            Add(text, "huoqi_publish_lag_days", "gauge", "Earning days behind yesterday that are not published.",
                yesterday - progress.All.Min(shard => shard.PublishedThrough).DayNumber);
        }

        return text.ToString();
    }

    private static string DatabaseUp(int up)
    {
        StringBuilder text = new();
        Add(text, "huoqi_database_up", "gauge", "Whether the database answers in time.", up);
        return text.ToString();
    }

    private static void AddOutbox(StringBuilder text, OutboxStanding events, DateTimeOffset now)
    {
        Add(text, "huoqi_outbox_waiting", "gauge", "Events to merchants neither delivered nor given up.",
            events.Waiting);
        Add(text, "huoqi_outbox_due", "gauge", "Those of them that are to be tried now.", events.Due);
        TimeSpan age = events.Oldest is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero;
        Add(text, "huoqi_outbox_age_seconds", "gauge", "How long ago the oldest that waits happened.", age);
    }

    // The orders themselves are the outbox to a partner, and know the day they were given.
    private static void AddOrders(
        StringBuilder text, string kind, string partner, long open, DateOnly? oldest, DateOnly today)
    {
        Add(text, $"huoqi_{kind}_orders_open", "gauge", $"Orders that the {partner} has not answered.", open);
        int age = oldest is { } day ? Math.Max(0, today.DayNumber - day.DayNumber) : 0;
        Add(text, $"huoqi_{kind}_orders_age_days", "gauge", "Days since the oldest of them was given.", age);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Add(StringBuilder text, string name, string type, string help, long value)
    {
        Head(text, name, type, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Add(StringBuilder text, string name, string type, string help, TimeSpan value)
    {
        Head(text, name, type, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {Seconds(value)}\n");
    }

    private static string Seconds(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture,
        $"{span.Ticks / TimeSpan.TicksPerSecond}.{span.Ticks % TimeSpan.TicksPerSecond / 10:D6}");

    private static string Escaped(string route) =>
        route.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
