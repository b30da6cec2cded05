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
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Huoqi.Web;

// Read this first: what the module holds, and where.
//
//   Http/      one request: routes and who may call them, the gate, forms, problems, assets, headers
//   Look/      what pages share: the frame, texts, numbers, fields, charts
//   Home/      what your money earned
//   Api/       the same acts for programs, merchants included
//   PageList, ApiList                 every route, by area

/// <summary>A web process: pages and API over the parts of one installation. It keeps no state of its own.</summary>
public sealed class WebApp : IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;

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

    public ValueTask DisposeAsync() => _app.DisposeAsync();

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
        if (options.LogTo is { } provider)
        {
            builder.Logging.AddProvider(provider).SetMinimumLevel(options.LogFrom);
        }

        IServiceCollection services = builder.Services;
        services.AddSingleton(parts);
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

        WebApplication app = builder.Build();
        parts.Begin(app.Services);
        app.Use(SecurityHeaders.BeforeAnythingAsync);
        app.Use(app.Services.GetRequiredService<Traffic>().RunAsync);
        app.UseResponseCompression();
        app.Use(Answers.CatchAsync);
        app.UseRouting();
        app.Use(Gate.BeforeDoorAsync);
        app.UseMiddleware<Door>();
        app.Use(Gate.BehindDoorAsync);
        Routes routes = new(app, options.ChangeWho);
        PageList.Map(routes, parts);
        ApiList.Map(routes, app);
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel, WebOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestLineSize = 4 * 1024;
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

/// <summary>How a web process listens and speaks.</summary>
public sealed record WebOptions
{
    /// <summary>The port; 0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Listens on all addresses of the machine and not on this machine's own alone.</summary>
    public bool Everywhere { get; init; }

    /// <summary>How long requests under way may take to end when the process stops.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process that stops is not ready, but still takes requests: longer than a proxy's pause
    /// between two looks at /health/ready.</summary>
    public TimeSpan DrainNotice { get; init; }

    /// <summary>Who may read /metrics: whoever has this token; only this machine when null.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>Mixes up who may call what, so that a test can show that somebody notices.</summary>
    internal Func<Who, Who>? ChangeWho { get; init; }

    /// <summary>How much one caller may ask for.</summary>
    public CallLimits Calls { get; init; } = new();

    /// <summary>Where warnings and errors go; nowhere when null.</summary>
    public ILoggerProvider? LogTo { get; init; }

    /// <summary>From which level on lines go there; a test reads all of them.</summary>
    internal LogLevel LogFrom { get; init; } = LogLevel.Warning;
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
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        }
        else
        {
            kestrel.ListenLocalhost(port);
        }
    }
}
