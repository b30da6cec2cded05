// How the platform speaks HTTP with any partner. A partner's answer is a value or a reason why there is none; a reason
// never says that the request failed, only that its outcome is not known here.
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Huoqi.Funds;

/// <summary>What came back from a partner: a value, or a problem and its detail.</summary>
/// <param name="Value">The answer; null when there is a problem.</param>
/// <param name="Problem">Empty, or "timeout", "connection-lost", "answer-too-large", "malformed-answer", the
/// partner's own code, or "http-NNN".</param>
/// <param name="Detail">What an operator should read beside the problem.</param>
public readonly record struct PartnerAnswer<T>(T? Value, string Problem, string Detail)
    where T : class;

/// <summary>Bounded, strict JSON over HTTP.</summary>
public static class PartnerHttp
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int AnswerBytesMax = 16 * 1024 * 1024;

    /// <summary>The longest code or reference a partner may give, in characters.</summary>
    public const int TextLengthMax = 64;

    /// <summary>Posts a value and reads the answer.</summary>
    public static Task<PartnerAnswer<TAnswer>> PostAsync<TBody, TAnswer>(
        HttpClient client,
        string path,
        TBody body,
        JsonTypeInfo<TBody> bodyType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel)
        where TAnswer : class
    {
        ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };
        return SendAsync(client, request, answerType, cancel);
    }

    /// <summary>Gets an answer.</summary>
    public static Task<PartnerAnswer<TAnswer>> GetAsync<TAnswer>(
        HttpClient client, string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
        where TAnswer : class =>
        SendAsync(client, new HttpRequestMessage(HttpMethod.Get, path), answerType, cancel);

    /// <summary>True for a code or reference that is short and printable enough to be stored as it came.</summary>
    public static bool IsPlain(string text) =>
        text.Length is > 0 and <= TextLengthMax && !text.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static async Task<PartnerAnswer<TAnswer>> SendAsync<TAnswer>(
        HttpClient client, HttpRequestMessage request, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
        where TAnswer : class
    {
        using HttpRequestMessage owned = request;

        // The client's own timeout ends with the headers; a body that stalls must not hold us either.
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(client.Timeout);
        try
        {
            using HttpResponseMessage response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            byte[]? body = await ReadAsync(response.Content, bound.Token);
            if (body is null)
            {
                return new(null, "answer-too-large", $"more than {AnswerBytesMax} bytes");
            }

            return response.StatusCode == HttpStatusCode.OK ? Read(body, answerType) : Refusal<TAnswer>(response, body);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(null, "timeout", $"no answer within {client.Timeout}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new(null, "connection-lost", error.Message);
        }
    }

    // Read to a bound of our own: a partner's fault must not fill our memory.
    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > AnswerBytesMax)
        {
            return null;
        }

        await using Stream stream = await content.ReadAsStreamAsync(cancel);
        using MemoryStream body = new((int)(content.Headers.ContentLength ?? 0));
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            if (body.Length + read > AnswerBytesMax)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static PartnerAnswer<TAnswer> Read<TAnswer>(byte[] body, JsonTypeInfo<TAnswer> answerType)
        where TAnswer : class
    {
        try
        {
            TAnswer? value = JsonSerializer.Deserialize(body, answerType);
            return value is null ? new(null, "malformed-answer", "the answer says null") : new(value, "", "");
        }
        catch (JsonException error)
        {
            return new(null, "malformed-answer", error.Message);
        }
    }

    private static PartnerAnswer<TAnswer> Refusal<TAnswer>(HttpResponseMessage response, byte[] body)
        where TAnswer : class
    {
        PartnerProblem? problem = Read(body, PartnerJson.Default.PartnerProblem).Value;
        return problem is not null && IsPlain(problem.Code)
            ? new(null, problem.Code, problem.Detail)
            : new(null, $"http-{(int)response.StatusCode}", "");
    }
}

internal sealed record PartnerProblem(string Code, string Detail);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartnerProblem))]
internal sealed partial class PartnerJson : JsonSerializerContext;
