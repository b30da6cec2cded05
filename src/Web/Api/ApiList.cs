using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>Every route of the API, by area.</summary>
internal static class ApiList
{
    public static void AddServices(IServiceCollection services)
    {
    }

    public static void Map(Routes routes, WebApplication app)
    {
    }
}
