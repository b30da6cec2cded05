using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>An answer of the API.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, byte for byte.</param>
/// <param name="IsReplay">Whether it was given before.</param>
internal sealed record ApiReply(int Status, string Body, bool IsReplay)
{
    /// <summary>The code of a refusal; empty of anything else.</summary>
    public string Code => Status >= 400 ? JsonNode.Parse(Body)?["code"]?.GetValue<string>() ?? "" : "";
}

/// <summary>The public API at one web process, as a program of a person asks it.</summary>
internal sealed class ApiCaller : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient _client;

    public ApiCaller(Uri address)
    {
        _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address,
            Timeout = Patience,
        };
    }

    /// <summary>Asks once.</summary>
    public async Task<(ApiReply Reply, TimeSpan? RetryAfter)> AskOnceAsync(
        HttpMethod method, string path, string token, JsonNode? body, string? key, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new("application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, cancel);
        return (
            new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel),
                answer.Headers.Contains("Idempotency-Replayed")),
            answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>Asks until there is an answer for good: whoever is told when to come again comes again, with the same
    /// key.</summary>
    public async Task<ApiReply> AskAsync(
        HttpMethod method, string path, string token, JsonNode? body = null, string? key = null,
        CancellationToken cancel = default)
    {
        long begun = Stopwatch.GetTimestamp();
        while (true)
        {
            (ApiReply reply, TimeSpan? again) = await AskOnceAsync(method, path, token, body, key, cancel);
            if (again is not { } pause || Stopwatch.GetElapsedTime(begun) > Patience)
            {
                return reply;
            }

            await Task.Delay(pause, cancel);
        }
    }

    /// <summary>The body of an answer that is good.</summary>
    public async Task<JsonNode> GoodAsync(
        HttpMethod method, string path, string token, JsonNode? body = null, CancellationToken cancel = default)
    {
        ApiReply reply = await AskAsync(method, path, token, body, key: null, cancel);
        Invariant.Holds(reply.Status is >= 200 and < 300, $"{method} {path} is answered {reply.Status}: {reply.Body}");
        return reply.Body.Length == 0 ? new JsonObject() : JsonNode.Parse(reply.Body)!;
    }

    public void Dispose() => _client.Dispose();
}
