using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

/// <summary>Limits before and behind the door: of addresses before anything is read, of callers once they are
/// known.</summary>
internal static class Gate
{
    /// <summary>Bounds bodies and addresses; before the door.</summary>
    public static async Task BeforeDoorAsync(HttpContext http, RequestDelegate next)
    {
        Access? access = http.GetEndpoint()?.Metadata.GetMetadata<Access>();
        if (access is null or { Kind: RouteKind.Plain })
        {
            await next(http);
            return;
        }

        if (access.Kind == RouteKind.Api)
        {
            ApiBody.Bound(http);
        }

        Allowance allowance = http.RequestServices.GetRequiredService<Allowance>();
        if (await allowance.OfAddressAsync(http, http.RequestAborted) is { } seconds)
        {
            await Answers.BusyAsync(http, seconds);
            return;
        }

        await next(http);
    }

    /// <summary>Bounds callers; behind the door.</summary>
    public static async Task BehindDoorAsync(HttpContext http, RequestDelegate next)
    {
        Access? access = http.GetEndpoint()?.Metadata.GetMetadata<Access>();
        if (access is { Kind: not RouteKind.Plain }
            && http.RequestServices.GetRequiredService<Visit>().Caller is { } caller
            && await http.RequestServices.GetRequiredService<Allowance>()
                .OfAccountAsync(caller, http.RequestAborted) is { } seconds)
        {
            await Answers.BusyAsync(http, seconds);
            return;
        }

        await next(http);
    }
}
