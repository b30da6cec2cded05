using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>Every route of the API, by area.</summary>
internal static class ApiList
{
    public static void AddServices(IServiceCollection services, WebOptions options)
    {
        AddRunning(services, options);
        services.Configure<JsonOptions>(json => ApiJson.Set(json.SerializerOptions));
        // What cannot be bound is thrown, so that it is answered as a problem.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        ApiDocument.AddTo(services);
        services.AddSingleton(provider =>
        {
            AppParts parts = provider.GetRequiredService<AppParts>();
            return new RequestKeys(parts.Db, parts.Identity.Time);
        });
    }

    private static void AddRunning(IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Health>();
        services.AddSingleton<Metrics>();
        services.AddSingleton(provider => new Traffic(
            provider.GetRequiredService<AppParts>().Identity.Time, options.Calls.AtOnce));
        services.AddSingleton(provider => new Allowance(
            provider.GetRequiredService<AppParts>().Identity, options.Calls));
        services.AddSingleton(provider => new EventStreams(
            provider.GetRequiredService<AppParts>(), provider.GetRequiredService<Traffic>(),
            provider.GetRequiredService<Health>(), provider.GetRequiredService<AppParts>().Identity.Time));
    }

    public static void Map(Routes routes, WebApplication app)
    {
        routes.Plain("/health/live", Health.LiveAsync);
        routes.Plain("/health/ready", app.Services.GetRequiredService<Health>().ReadyAsync);
        routes.Plain("/metrics", app.Services.GetRequiredService<Metrics>().ServeAsync);
        EventApi.Map(routes);
        DeveloperPages.Map(routes);
#pragma warning disable RS0030 // Behind the door, after the routes were chosen.
        app.UseMiddleware<ApiBody>();
#pragma warning restore RS0030
        routes.Plain("/openapi/v1.json", app.Services.GetRequiredService<ApiDocument>().ServeAsync);
        SessionApi.Map(routes);
        MeApi.Map(routes);
        OwnDataApi.Map(routes);
        FactorApi.Map(routes);
        MoneyApi.Map(routes);
        BillApi.Map(routes);
        ActApi.Map(routes);
        PlanApi.Map(routes);
        TalkApi.Map(routes);
        PaymentApi.Map(routes);
        WebhookApi.Map(routes);
        SandboxApi.Map(routes);
        StaffApi.Map(routes);
        StaffLookApi.Map(routes);
    }
}
