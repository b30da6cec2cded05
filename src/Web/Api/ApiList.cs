using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>Every route of the API, by area.</summary>
internal static class ApiList
{
    public static void AddServices(IServiceCollection services)
    {
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

    public static void Map(Routes routes, WebApplication app)
    {
        app.UseMiddleware<ApiBody>();
        routes.Plain("/openapi/v1.json", app.Services.GetRequiredService<ApiDocument>().ServeAsync);
        SessionApi.Map(routes);
        MeApi.Map(routes);
        FactorApi.Map(routes);
        MoneyApi.Map(routes);
        BillApi.Map(routes);
        ActApi.Map(routes);
        PlanApi.Map(routes);
        TalkApi.Map(routes);
        PaymentApi.Map(routes);
        WebhookApi.Map(routes);
        StaffApi.Map(routes);
    }
}
