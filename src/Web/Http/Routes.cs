using Huoqi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoqi.Web;

// The only place where a route can be made (the framework's own ways are banned symbols elsewhere), so that none can be
// made without saying who may call it.
#pragma warning disable RS0030

/// <summary>Makes routes; each says who may call it.</summary>
internal sealed class Routes(IEndpointRouteBuilder app, Func<Who, Who>? change = null)
{
    /// <summary>A page or a piece of one.</summary>
    public void Page(string pattern, Who who, Func<Visit, Task<IResult>> show) =>
        Add(app.MapGet(pattern, (RequestDelegate)(http => AnswerAsync(http, show))), who, RouteKind.Page);

    /// <summary>A page of a person with everything it shows read in one round trip together with the session.</summary>
    /// <param name="pattern">The address.</param>
    /// <param name="who">Who may call it.</param>
    /// <param name="read">Adds what the page reads of the person whom the cookie names. The cookie may lie: nothing of
    /// it is shown before the session has been found good.</param>
    /// <param name="show">Shows it.</param>
    public void Page<TReading>(
        string pattern, Who who, Func<AppParts, long, ReadBatch, TReading> read,
        Func<Visit, TReading?, Task<IResult>> show)
        where TReading : class
    {
        Task Answer(HttpContext http) =>
            AnswerAsync(http, visit => show(visit, http.Items[typeof(ReadTogether)] as TReading));

        IEndpointConventionBuilder route = app.MapGet(pattern, (RequestDelegate)Answer);
        route.WithMetadata(new ReadTogether((parts, person, batch) => read(parts, person, batch)));
        Add(route, who, RouteKind.Page);
    }

    /// <summary>A form that is sent.</summary>
    public void Form(string pattern, Who who, Func<Visit, Fields, Task<IResult>> take) =>
        Add(app.MapPost(pattern, (RequestDelegate)(http => AnswerAsync(
            http, async visit => await take(visit, await Fields.ReadAsync(visit))))), who, RouteKind.Form);

    /// <summary>A route of the API, whose handler is described in the OpenAPI document.</summary>
    public RouteHandlerBuilder Api(string method, string pattern, Who who, Delegate handler)
    {
        RouteHandlerBuilder route = app.MapMethods(pattern, [method], handler);
        Add(route, who, RouteKind.Api);
        return route;
    }

    /// <summary>Files and probes, for everybody.</summary>
    public void Plain(string pattern, RequestDelegate answer) =>
        Add(app.MapGet(pattern, answer), Who.Anyone, RouteKind.Plain);

    private void Add(IEndpointConventionBuilder route, Who who, RouteKind kind)
    {
        Invariant.Holds(who != Who.None, "a route says who may call it");
        route.WithMetadata(new Access(change?.Invoke(who) ?? who, kind));
    }

    private static async Task AnswerAsync(HttpContext http, Func<Visit, Task<IResult>> answer)
    {
        IResult result = await answer(http.RequestServices.GetRequiredService<Visit>());
        await result.ExecuteAsync(http);
    }
}

/// <summary>What a route reads in the same round trip as the session; metadata of its endpoint.</summary>
internal sealed record ReadTogether(Func<AppParts, long, ReadBatch, object> Add);
