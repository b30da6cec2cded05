using System.Net;
using Huoqi.Client;

namespace Huoqi.Mall;

/// <summary>What a mall needs to know.</summary>
/// <param name="Platform">Where the platform's API and pages are.</param>
/// <param name="KeyId">The merchant key's id.</param>
/// <param name="KeySecret">Its shared secret in Base64.</param>
/// <param name="WebhookSecret">The endpoint's secret, "whsec_…"; null while there is none.</param>
/// <param name="Time">The clock.</param>
/// <param name="Listen">Where to listen; port 0 takes a free one.</param>
public sealed record MallOptions(
    Uri Platform, string KeyId, string KeySecret, string? WebhookSecret, TimeProvider Time, IPEndPoint Listen)
{
    /// <summary>Whether Ctrl-C is the shop's to hear: only in a program of its own.</summary>
    public bool HearsSignals { get; init; }

    /// <summary>Without the secrets: this may stand in a log.</summary>
    public override string ToString() => $"{Platform} {KeyId}";
}

/// <summary>
/// A shop that sells through the public merchant API: pages of its own, orders in memory, payment at the platform's
/// page, webhooks, refunds.
/// </summary>
public sealed class MallApp : IAsyncDisposable
{
    /// <summary>Where webhooks are taken.</summary>
    public const string WebhookPath = "/hooks/huoqi";

    private const int LongestBody = 65_536;

    private readonly MallOptions _options;
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly MerchantCredentials _credentials;
    private readonly HuoqiMerchantClient _platform;
    private readonly Orders _orders = new();
    private readonly MallPages _pages;
    private WebhookVerifier? _verifier;

    private MallApp(MallOptions options)
    {
        _options = options;
        _http = new() { BaseAddress = options.Platform, Timeout = TimeSpan.FromSeconds(30) };
        _credentials = MerchantCredentials.OfSecret(options.KeyId, options.KeySecret);
        _platform = new(_http, _credentials, options.Time);
        _pages = new(new Uri(options.Platform, "/"));
        _verifier = options.WebhookSecret is { } secret ? new([secret], options.Time) : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (!options.HearsSignals)
        {
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen);
            kestrel.Limits.MaxRequestBodySize = LongestBody;
            kestrel.AddServerHeader = false;
        });
        _app = builder.Build();
        Map();
    }

    /// <summary>Where the shop is.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Opens the shop.</summary>
    public static async Task<MallApp> StartAsync(MallOptions options, CancellationToken cancel = default)
    {
        MallApp mall = new(options);
        await mall._app.StartAsync(cancel);
        return mall;
    }

    /// <summary>Tells the shop the secret of its webhook endpoint, which is made when its address is known.</summary>
    public void UseWebhookSecret(string secret) => _verifier = new([secret], _options.Time);

    /// <summary>Waits until the process is told to stop.</summary>
    internal Task WaitAsync() => _app.WaitForShutdownAsync();

    /// <summary>Closes the shop.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
        _credentials.Dispose();
    }

    // The platform asks of each of its routes who may call it; a shop's are everybody's.
#pragma warning disable RS0030
    private void Map()
    {
        _ = _app.Use(next => context =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            // The answer to a form may lead to the platform's pay page.
            headers.ContentSecurityPolicy =
                "default-src 'none'; img-src 'self'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
                + $"form-action 'self' {_options.Platform.GetLeftPart(UriPartial.Authority)}";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        _ = _app.MapGet("/", context => PageAsync(context, _pages.Shop(IsEnglish(context))));
        _ = _app.MapGet("/log", context => PageAsync(context, _pages.Log(IsEnglish(context), _orders.Heard)));
        _ = _app.MapGet("/mall.css", context => FileAsync(context, "text/css; charset=utf-8", MallStyle.Css));
        _ = _app.MapGet("/img/{good}.svg", context =>
            Goods.Find(context.Request.RouteValues["good"] as string) is { } good
                ? FileAsync(context, "image/svg+xml", good.Svg)
                : MissingAsync(context));
        _ = _app.MapPost("/buy", BuyAsync);
        _ = _app.MapGet("/orders/{number}", ShowAsync);
        _ = _app.MapPost("/orders/{number}/refund", RefundAsync);
        _ = _app.MapPost(WebhookPath, HearAsync);
        _ = _app.MapFallback(MissingAsync);
    }

#pragma warning restore RS0030

    private async Task BuyAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Goods.Find(form["good"]) is not { } good)
        {
            await MissingAsync(context);
            return;
        }

        bool english = IsEnglish(context);
        Order order = _orders.Open(good, _options.Time.GetUtcNow());
        try
        {
            Payment payment = await _platform.CreateAsync(
                new(order.Number, good.Price, good.Name.In(english), $"1 × {good.Name.In(english)}",
                    ReturnUrl: new(Address, $"/orders/{order.Number}")),
                cancel: context.RequestAborted);
            order.PaymentId = payment.Id;
            order.PayUrl = payment.PayUrl;
            Redirect(context, payment.PayUrl.ToString());
        }
        catch (HuoqiException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            await PageAsync(context, _pages.Shop(english, Texts.Trouble.In(english)));
        }
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (_orders.Find(context.Request.RouteValues["number"] as string) is not { } order)
        {
            await MissingAsync(context);
            return;
        }

        // The webhook is quicker as a rule; where it has not come, the shop asks.
        if (order.State is PaymentState.Open or PaymentState.Paying && order.ShouldAsk(_options.Time.GetUtcNow()))
        {
            await AskAsync(order, context.RequestAborted);
        }

        await PageAsync(context, _pages.OfOrder(IsEnglish(context), order));
    }

    private async Task AskAsync(Order order, CancellationToken cancel)
    {
        try
        {
            order.Hear((await _platform.GetAsync(order.PaymentId!, cancel)).State, byWebhook: false);
        }
        catch (HuoqiException)
        {
            // The page shows what is known, and has a link to look again.
        }
    }

    private async Task RefundAsync(HttpContext context)
    {
        if (_orders.Find(context.Request.RouteValues["number"] as string) is not { PaymentId: { } id } order)
        {
            await MissingAsync(context);
            return;
        }

        try
        {
            // One key for the order's one refund: a double click gives nothing back twice.
            _ = await _platform.RefundAsync(id, order.Good.Price, $"refund-{order.Number}", context.RequestAborted);
            order.Hear(PaymentState.Refunded, byWebhook: false);
            Redirect(context, $"/orders/{order.Number}");
        }
        catch (HuoqiException refused)
        {
            bool english = IsEnglish(context);
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await PageAsync(context, _pages.OfOrder(english, order, Texts.NotRefunded(refused).In(english)));
        }
    }

    private async Task HearAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        ReadOnlyMemory<byte> bytes = body.ToArray();
        IHeaderDictionary headers = context.Request.Headers;
        string id = headers["webhook-id"].ToString();
        WebhookVerdict verdict = _verifier?.Verify(
            id, headers["webhook-timestamp"], headers["webhook-signature"], bytes.Span) ?? WebhookVerdict.Wrong;
        WebhookEvent? told = verdict == WebhookVerdict.Genuine ? WebhookVerifier.Read(bytes.Span) : null;
        if (_orders.Note(id, verdict, told, _options.Time.GetUtcNow()) && told is not null
            && _orders.Find(told.Data.MerchantOrder) is { } order)
        {
            order.Hear(
                told.Type switch
                {
                    "payment.paid" => PaymentState.Paid,
                    "payment.refunded" when told.Data.Amount == order.Good.Price => PaymentState.Refunded,
                    "payment.refunded" => PaymentState.PartlyRefunded,
                    "payment.expired" => PaymentState.Expired,
                    "payment.cancelled" => PaymentState.Cancelled,
                    _ => order.State,
                },
                byWebhook: true);
        }

        context.Response.StatusCode = verdict == WebhookVerdict.Genuine
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status401Unauthorized;
    }

    private static bool IsEnglish(HttpContext context)
    {
        string? asked = context.Request.Query["lang"];
        if (asked is "zh" or "en")
        {
            context.Response.Cookies.Append("lang", asked, new() { HttpOnly = true, SameSite = SameSiteMode.Lax });
            return asked == "en";
        }

        string kept = context.Request.Cookies["lang"]
            ?? (context.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.Ordinal)
                ? "en"
                : "zh");
        return kept == "en";
    }

    private static void Redirect(HttpContext context, string to)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = to;
    }

    private Task MissingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return PageAsync(context, _pages.Missing(IsEnglish(context)));
    }

    private static Task PageAsync(HttpContext context, string html)
    {
        context.Response.Headers.CacheControl = "no-store";
        return FileAsync(context, "text/html; charset=utf-8", html);
    }

    private static Task FileAsync(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>Hears no signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
