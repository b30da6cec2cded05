using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>The parts of the API, in the order of its pages.</summary>
public enum ApiArea
{
    Sessions,
    Me,
    Money,
    Acts,
    Plans,
    Talk,
    Merchants,
    Staff,
}

/// <summary>What a route does, for the OpenAPI document and the developers' pages; metadata of its endpoint.</summary>
internal sealed record ApiNote(ApiArea Area, string Operation, Text Summary);

/// <summary>A body as a client sends it.</summary>
internal sealed record TakesExample(object Value, Type Type);

/// <summary>A body as a client gets it; none where there is none.</summary>
internal sealed record GivesExample(int Status, object? Value, Type Type);

/// <summary>The beginning of a stream as a client reads it, with every event that there is.</summary>
internal sealed record StreamExample(string Lines);

/// <summary>Problems that a route can answer beside those that every route can.</summary>
internal sealed record CanRefuse(IReadOnlyList<Problem> Problems);

/// <summary>
/// A POST that needs an Idempotency-Key: what moves money, and what plays it. The one filter that keeps keys is added
/// with this, and a test looks for it at every route that reaches an act of money.
/// </summary>
internal sealed record NeedsKey;

/// <summary>Describes the routes of the API where they are made.</summary>
internal static class RouteNotes
{
    /// <summary>What it is called and what it does.</summary>
    public static RouteHandlerBuilder Says(
        this RouteHandlerBuilder route, ApiArea area, string operation, string zh, string en) =>
        route.WithMetadata(new ApiNote(area, operation, new(zh, en)));

    /// <summary>An example of what is sent.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, T example)
        where T : notnull => route.WithMetadata(new TakesExample(example, typeof(T)));

    /// <summary>An example of the answer.</summary>
    public static RouteHandlerBuilder Gives<T>(
        this RouteHandlerBuilder route, T example, int status = StatusCodes.Status200OK)
        where T : notnull => route.WithMetadata(
            new GivesExample(status, example, typeof(T)),
            new ProducesResponseTypeMetadata(status, typeof(T), [ApiAnswer.MediaType]));

    /// <summary>It answers with nothing but its status.</summary>
    public static RouteHandlerBuilder GivesNothing(this RouteHandlerBuilder route) => route.WithMetadata(
        new GivesExample(StatusCodes.Status204NoContent, Value: null, typeof(void)),
        new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));

    /// <summary>It answers with a file.</summary>
    public static RouteHandlerBuilder GivesFile(this RouteHandlerBuilder route, params string[] mediaTypes) =>
        route.WithMetadata(
            new GivesExample(StatusCodes.Status200OK, Value: null, typeof(void)),
            new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), mediaTypes));

    /// <summary>It answers with server-sent events such as these; each name is one that it tells.</summary>
    public static RouteHandlerBuilder GivesStream(this RouteHandlerBuilder route, params StreamEvent[] events) => route
        .GivesFile(EventStreams.MediaType)
        .WithMetadata(new StreamExample(EventStreams.Beginning + string.Concat(events.Select(one => one.ToLines()))))
        .Refuses(Problems.TooManyStreams, Problems.NotReady);

    /// <summary>Problems it can answer.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params Problem[] problems) =>
        route.WithMetadata(new CanRefuse(problems));

    /// <summary>It moves money: one answer for each Idempotency-Key, and one that may not be known yet.</summary>
    public static RouteHandlerBuilder MovesMoney(this RouteHandlerBuilder route) => route.IsKeyed()
        .WithMetadata(
            new GivesExample(StatusCodes.Status202Accepted, OperationOut.Example, typeof(OperationOut)),
            new ProducesResponseTypeMetadata(
                StatusCodes.Status202Accepted, typeof(OperationOut), [ApiAnswer.MediaType]));

    /// <summary>One answer for each Idempotency-Key.</summary>
    public static RouteHandlerBuilder IsKeyed(this RouteHandlerBuilder route) => route
        .WithMetadata(new NeedsKey(), new CanRefuse(
            [
                Problems.KeyMissing, Problems.KeyInvalid, Problems.KeyReused, Problems.StillRunning, Problems.Busy,
            ]))
        .AddEndpointFilter(KeyFilter.RunAsync);
}
