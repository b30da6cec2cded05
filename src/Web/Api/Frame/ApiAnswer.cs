using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>An answer of the API that is what was asked for.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Value">The body; null for none.</param>
/// <param name="Type">The declared type of the body.</param>
internal sealed record ApiAnswer(int Status, object? Value, Type Type) : IResult
{
    /// <summary>Media type of every answer that is no problem.</summary>
    public const string MediaType = "application/json";

    /// <summary>Where what was made can be seen.</summary>
    public string? Location { get; init; }

    /// <summary>False while the outcome is not known: the answer is not kept as the last word.</summary>
    public bool IsFinal { get; init; } = true;

    /// <summary>What was asked for.</summary>
    public static ApiAnswer Ok<T>(T value) => new(StatusCodes.Status200OK, value, typeof(T));

    /// <summary>Something was made; it can be seen at <paramref name="location"/>.</summary>
    public static ApiAnswer Created<T>(T value, string location) =>
        new(StatusCodes.Status201Created, value, typeof(T)) { Location = location };

    /// <summary>Done, and there is nothing to say.</summary>
    public static ApiAnswer Done { get; } = new(StatusCodes.Status204NoContent, Value: null, typeof(void));

    /// <summary>The body as it goes over the line.</summary>
    public byte[] ToBytes() => Value is null ? [] : JsonSerializer.SerializeToUtf8Bytes(Value, Type, ApiJson.Options);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = Status;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (Value is not null)
        {
            byte[] body = ToBytes();
            response.ContentType = MediaType;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}

/// <summary>A page of a list: go on with <c>cursor=next</c> until there is none.</summary>
/// <param name="Items">What was found, newest first.</param>
/// <param name="Next">The cursor of the next page; missing at the end.</param>
internal sealed record PageOut<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A list that is short by nature.</summary>
internal sealed record ListOut<T>(IReadOnlyList<T> Items);
