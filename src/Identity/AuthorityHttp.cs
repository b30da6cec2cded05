using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Huoqi.Identity;

/// <summary>
/// The authority and the message gateway over HTTP; the address and the timeout are the client's. Whatever is not
/// clearly an answer is "unknown": the same question may be asked again under its number.
/// </summary>
public sealed class AuthorityHttp(HttpClient client) : IAuthorityPort, ISmsPort
{
    private const int AnswerBytesMax = 64 * 1024;

    /// <inheritdoc/>
    public async Task<AuthorityOutcome> CheckAsync(IdentityCheck check, CancellationToken cancel = default)
    {
        CheckWire body = new(
            check.Reference, Word(check.Source), check.Name.Reveal(), check.IdNumber.Reveal(), check.Phone.Reveal(),
            check.Evidence);
        CheckAnswerWire? answer = await PostAsync(
            "/v1/checks", body, IdentityWireJson.Default.CheckWire, IdentityWireJson.Default.CheckAnswerWire, cancel);
        return answer?.Reference != check.Reference ? AuthorityOutcome.Unknown : answer.Outcome switch
        {
            "done" => AuthorityOutcome.Done,
            "refused" => AuthorityOutcome.Refused,
            _ => AuthorityOutcome.Unknown,
        };
    }

    /// <inheritdoc/>
    public async Task<bool> SendAsync(SmsMessage message, CancellationToken cancel = default)
    {
        MessageWire body = new(
            message.Reference, message.Phone.Reveal(), Word(message.Kind), message.Code?.Reveal() ?? "");
        MessageAnswerWire? answer = await PostAsync(
            "/v1/messages", body, IdentityWireJson.Default.MessageWire, IdentityWireJson.Default.MessageAnswerWire,
            cancel);
        return answer is { Accepted: true } && answer.Reference == message.Reference;
    }

    private async Task<TAnswer?> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel)
        where TAnswer : class
    {
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = content };

        // The client's own timeout ends with the headers; a body that stalls must not hold us either.
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(client.Timeout);
        try
        {
            using HttpResponseMessage response =
                await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(response.Content, answerType, bound.Token) : null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }

    private static async Task<TAnswer?> ReadAsync<TAnswer>(
        HttpContent content, JsonTypeInfo<TAnswer> type, CancellationToken cancel)
        where TAnswer : class
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancel);
        byte[] body = new byte[AnswerBytesMax + 1];
        int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancel);
        return length > AnswerBytesMax ? null : JsonSerializer.Deserialize(body.AsSpan(0, length), type);
    }

    private static string Word(KycSource source) => source switch
    {
        KycSource.IdRegistry => "id-registry",
        KycSource.BankCard => "bank-card",
        KycSource.Carrier => "carrier",
        KycSource.Education => "education",
        KycSource.SocialSecurity => "social-security",
        KycSource.Tax => "tax",
        KycSource.Face => "face",
    };

    private static string Word(SmsKind kind) => kind switch
    {
        SmsKind.SignIn => "sign-in",
        SmsKind.Recovery => "recovery",
        SmsKind.NewPhone => "new-phone",
        SmsKind.PhoneChanged => "phone-changed",
    };
}

internal sealed record CheckWire(
    string Reference, string Source, string Name, string IdNumber, string Phone, string Evidence)
{
    public override string ToString() => nameof(CheckWire);
}

internal sealed record CheckAnswerWire(string Reference, string Outcome, string Code);

internal sealed record MessageWire(string Reference, string Phone, string Kind, string Code)
{
    public override string ToString() => nameof(MessageWire);
}

internal sealed record MessageAnswerWire(string Reference, bool Accepted);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CheckWire))]
[JsonSerializable(typeof(CheckAnswerWire))]
[JsonSerializable(typeof(MessageWire))]
[JsonSerializable(typeof(MessageAnswerWire))]
internal sealed partial class IdentityWireJson : JsonSerializerContext;
