using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Huoqi.Identity;
using Huoqi.Kernel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Huoqi.Web;

// Read this first: what the module holds, and where.
//
//   Http/      one request: routes and who may call them, the door, forms, problems, assets, headers
//   Look/      what pages share: the frame, texts, numbers, fields, charts, the proof for one act
//   Acts/      what a person wants with money, its confirmation, and what becomes of it; for pages and API alike
//   Home/, Income/, Bills/            what somebody has, what it earned and why, everything in and out
//   Move/, Pay/, Send/, Save/, Agreement/     money in and out, to a shop, to a friend, by itself; what is agreed to
//   SignIn/, Me/, Staff/              who somebody is, their own things, the people who help
//   Api/       the same acts for programs, merchants included, and the pages for developers
//   PageList, ApiList                 every route, by area

/// <summary>A web process: pages and API over the parts of one installation. It keeps no state of its own.</summary>
public sealed class WebApp : IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;

    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly TimeSpan _drainNotice;

    private WebApp(WebApplication app, TimeSpan drainNotice)
    {
        _app = app;
        _drainNotice = drainNotice;
    }

    /// <summary>The address it answers at, with the port it was given.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Starts to answer.</summary>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<WebApp> StartAsync(AppParts parts, WebOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        await Papers.PublishAsync(parts, cancel);
        WebApp web = new(Build(parts, options), options.DrainNotice);
        try
        {
            await web._app.StartAsync(cancel);
        }
        catch (IOException taken)
        {
            await web.DisposeAsync();
            throw new UserErrorException(
                $"port {options.Port} is in use by another program; give a free one with --port.", taken);
        }

        string address = web._app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First();
        web.Address = new($"http://localhost:{new Uri(address).Port}");
        return web;
    }

    /// <summary>Every endpoint with its metadata, for tests that look at all of them.</summary>
    internal IReadOnlyList<RouteEndpoint> Endpoints =>
        [.. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    /// <summary>Every route with what it declares, as "GET /bills": what the authorisation table is held
    /// against.</summary>
    public IReadOnlyList<(string Method, string Pattern, Access? Access)> Routes() =>
    [
        .. _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(route => (
            string.Join(',', route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []),
            route.RoutePattern.RawText ?? "", route.Metadata.GetMetadata<Access>())),
    ];

    /// <summary>Lets requests under way end, for some seconds, and stops.</summary>
    public async Task DrainAsync()
    {
        // A proxy that asks whether we are ready hears no before we stop listening.
        _app.Services.GetRequiredService<Health>().Drain();
        await Task.Delay(_drainNotice);
        await _app.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // Not for ever: the database may be what does not answer.
        await Task.WhenAny(_app.Services.GetRequiredService<SessionUses>().WrittenAsync(), Task.Delay(LastWrite));
        await _app.DisposeAsync();
    }

    private static WebApplication Build(AppParts parts, WebOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Nothing is read from the folder the program happens to be started in.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host =>
            host.ShutdownTimeout = options.DrainTime);
        builder.Logging.ClearProviders();
        Log(builder, options);
        AddServices(builder.Services, parts, options);
        WebApplication app = builder.Build();
        parts.Begin(app.Services, options);
        if (options.Proxies.Count > 0)
        {
            app.UseForwardedHeaders(TrustIn(options.Proxies));
        }

#pragma warning disable RS0030 // The one pipeline; banned elsewhere, so that nothing passes by the door.
        app.Use(SecurityHeaders.BeforeAnythingAsync);
        app.Use(app.Services.GetRequiredService<Traffic>().RunAsync);
        app.UseResponseCompression();
        app.Use(Answers.CatchAsync);
        app.Use(Answers.BoundHeadAsync);
        app.Use(app.Services.GetRequiredService<FormAgain>().RunAsync);
        app.UseRouting();
        app.Use(Gate.BeforeDoorAsync);
        app.UseMiddleware<Door>();
        app.Use(Gate.BehindDoorAsync);
#pragma warning restore RS0030
        Routes routes = new(app, options.ChangeWho);
        PageList.Map(routes, parts);
        ApiList.Map(routes, app);
        return app;
    }

    private static void AddServices(IServiceCollection services, AppParts parts, WebOptions options)
    {
        services.AddSingleton(parts);
        services.AddSingleton(new SessionUses(parts.Identity));
        services.AddHttpContextAccessor();
        services.AddScoped(provider => new Visit(
            provider.GetRequiredService<IHttpContextAccessor>(), provider.GetRequiredService<AppParts>()));
        services.AddRazorComponents();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie = new SecureCookie
            {
                Name = "__Host-huoqi-form",
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Strict,
            };
            antiforgery.FormFieldName = "form-token";
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormOwner>();
        services.AddSingleton<FormAgain>();
        services.AddDataProtection().SetApplicationName("huoqi");
        services.Configure<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>(keys =>
            keys.XmlRepository = new KeyRing(parts.Identity));
        // Chinese stays readable; what could be markup is still escaped.
        services.Configure<Microsoft.Extensions.WebEncoders.WebEncoderOptions>(encoder =>
            encoder.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddResponseCompression(compression =>
        {
            // Secrets of a page (form tokens) are masked anew for each answer, so that length tells nothing of them.
            compression.EnableForHttps = true;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.MimeTypes =
                ["text/html", "application/json", "application/problem+json", "text/csv", "text/plain"];
        });
        ApiList.AddServices(services, options);
    }

    private static void Log(WebApplicationBuilder builder, WebOptions options)
    {
        if (options.LogsToErrors)
        {
            builder.Logging.AddSimpleConsole(lines =>
            {
                lines.SingleLine = true;
                lines.ColorBehavior = LoggerColorBehavior.Disabled;
                lines.UseUtcTimestamp = true;
                lines.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            }).SetMinimumLevel(LogLevel.Warning);
            builder.Services.Configure<ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        if (options.LogTo is { } provider)
        {
            builder.Logging.AddProvider(provider).SetMinimumLevel(options.LogFrom);
        }
    }

    // From the last hop back to the first that is no proxy of ours: what a visitor writes there lies before it. The
    // scheme is a proxy's word too: TLS ends there, and links and signatures name it.
    private static ForwardedHeadersOptions TrustIn(IReadOnlyList<IPAddress> proxies)
    {
        ForwardedHeadersOptions trust = new()
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        trust.KnownIPNetworks.Clear();
        trust.KnownProxies.Clear();
        foreach (IPAddress proxy in proxies)
        {
            trust.KnownProxies.Add(proxy);
        }

        return trust;
    }

    private static void Limit(KestrelServerOptions kestrel, WebOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        // 4,096 characters of an address and 16 kB of a head are taken (Answers.BoundHeadAsync). The server reads more,
        // up to 10,000 Chinese characters in a field, so that somebody can be told: its own refusal is empty.
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 96 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        if (options.Everywhere)
        {
            kestrel.ListenAnyIP(options.Port);
        }
        else
        {
            kestrel.ListenLocalhostOrFirst(options.Port);
        }
    }
}

/// <summary>A cookie that is always marked secure, also where TLS ends before this process or the host is this machine:
/// the framework's own policy would refuse every form there.</summary>
internal sealed class SecureCookie : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        CookieOptions options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}

internal static class Listening
{
    // ListenLocalhost cannot take port 0, because two addresses would get two ports.
    public static void ListenLocalhostOrFirst(this KestrelServerOptions kestrel, int port)
    {
        if (port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenLocalhost(port);
        }
    }
}
