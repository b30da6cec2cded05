using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Huoqi.Client;

/// <summary>
/// The merchant's side of the platform's API. Every request is signed; what moves money carries an Idempotency-Key, so
/// that it can be sent again without being done again: the client does so by itself a few times, when the platform
/// says when to come back or gives no answer. What changes webhooks has no key and is sent once: after a lost answer,
/// look at <see cref="WebhooksAsync"/> first.
/// </summary>
/// <param name="http">Its BaseAddress is the platform's.</param>
/// <param name="credentials">The merchant key.</param>
/// <param name="time">The clock.</param>
public sealed class HuoqiMerchantClient(HttpClient http, MerchantCredentials credentials, TimeProvider time)
{
    private const string Root = "api/v1/merchant/";

    private const int Tries = 5;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly RequestSigner _signer = new(credentials, time);

    /// <summary>A fresh Idempotency-Key.</summary>
    public static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Asks for money. The same merchant order with the same content is the same payment.</summary>
    public Task<Payment> CreateAsync(NewPayment payment, string? key = null, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, "payments", Body(payment, ClientJson.Default.NewPayment), key ?? NewKey(),
            ClientJson.Default.Payment, cancel);

    /// <summary>A payment as it stands.</summary>
    public Task<Payment> GetAsync(string id, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Get, $"payments/{Uri.EscapeDataString(id)}", null, null, ClientJson.Default.Payment,
            cancel);

    /// <summary>Takes back what nobody has paid.</summary>
    public Task<Payment> CancelAsync(string id, string? key = null, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"payments/{Uri.EscapeDataString(id)}/cancel", null, key ?? NewKey(),
            ClientJson.Default.Payment, cancel);

    /// <summary>Gives back a payment, whole or in part.</summary>
    public Task<Refund> RefundAsync(string id, Yuan amount, string? key = null, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"payments/{Uri.EscapeDataString(id)}/refunds",
            Body(new RefundBody(amount, "CNY"), ClientJson.Default.RefundBody), key ?? NewKey(),
            ClientJson.Default.Refund, cancel);

    /// <summary>A page of payments, newest first.</summary>
    public Task<PaymentPage> ListAsync(string? cursor = null, int? limit = null, CancellationToken cancel = default) =>
        SendAsync(
            HttpMethod.Get, PageOf("payments", cursor, limit), null, null, ClientJson.Default.PaymentPage, cancel);

    /// <summary>The report of a business day.</summary>
    public Task<Settlement> SettlementAsync(DateOnly date, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Get, $"settlements/{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}", null,
            null, ClientJson.Default.Settlement, cancel);

    /// <summary>Has events sent to an address; the answer carries the secret, this once.</summary>
    public Task<WebhookEndpoint> AddWebhookAsync(string url, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, "webhooks", Body(new EndpointBody(url), ClientJson.Default.EndpointBody), null,
            ClientJson.Default.WebhookEndpoint, cancel);

    /// <summary>Where events are sent.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> WebhooksAsync(CancellationToken cancel = default) =>
        (await SendAsync(HttpMethod.Get, "webhooks", null, null, ClientJson.Default.EndpointList, cancel)).Items;

    /// <summary>Has no events sent to an address any more.</summary>
    public Task RemoveWebhookAsync(string endpoint, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Delete, $"webhooks/{Uri.EscapeDataString(endpoint)}", null, null, cancel);

    /// <summary>Switches an endpoint on or off.</summary>
    public Task SwitchWebhookAsync(string endpoint, bool on, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"webhooks/{Uri.EscapeDataString(endpoint)}/switch",
            Body(new SwitchBody(on), ClientJson.Default.SwitchBody), null, cancel);

    /// <summary>A new secret for an endpoint, in the answer; the old one signs too for a day.</summary>
    public Task<WebhookEndpoint> RotateWebhookSecretAsync(string endpoint, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"webhooks/{Uri.EscapeDataString(endpoint)}/rotate", null, null,
            ClientJson.Default.WebhookEndpoint, cancel);

    /// <summary>A page of deliveries of events, newest first.</summary>
    public Task<WebhookDeliveryPage> DeliveriesAsync(
        string? cursor = null, int? limit = null, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Get, PageOf("webhooks/deliveries", cursor, limit), null, null,
            ClientJson.Default.WebhookDeliveryPage, cancel);

    /// <summary>Has an event delivered to an endpoint again.</summary>
    public Task ReplayAsync(string endpoint, string eventId, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"webhooks/{Uri.EscapeDataString(endpoint)}/replay",
            Body(new ReplayBody(eventId), ClientJson.Default.ReplayBody), null, cancel);

    /// <summary>In the sandbox: plays the payer of a payment.</summary>
    public Task<Payment> PlayPayerAsync(
        string id, PlayedOutcome outcome, string? key = null, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, $"sandbox/payments/{Uri.EscapeDataString(id)}/outcome",
            Body(new PayerBody(outcome), ClientJson.Default.PayerBody), key ?? NewKey(), ClientJson.Default.Payment,
            cancel);

    /// <summary>In the sandbox: plays the bank's payout of today; false where the bank refuses it.</summary>
    public Task<Settlement> PlayPayoutAsync(
        bool isPaid = true, string? key = null, CancellationToken cancel = default) =>
        SendAsync(HttpMethod.Post, "sandbox/payout",
            Body(new PayoutBody(isPaid ? "paid" : "refused"), ClientJson.Default.PayoutBody), key ?? NewKey(),
            ClientJson.Default.Settlement, cancel);

    private static string PageOf(string path, string? cursor, int? limit)
    {
        List<string> query = [];
        if (cursor is not null)
        {
            query.Add($"cursor={Uri.EscapeDataString(cursor)}");
        }

        if (limit is not null)
        {
            query.Add(string.Create(CultureInfo.InvariantCulture, $"limit={limit}"));
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private static byte[] Body<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, byte[]? body, string? key, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        (int status, byte[] answer) = await SendAsync(method, path, body, key, cancel);
        return (answer.Length == 0 ? default : JsonSerializer.Deserialize(answer, type))
            ?? throw new HuoqiException(status, "empty-answer", null);
    }

    private async Task<(int Status, byte[] Answer)> SendAsync(
        HttpMethod method, string path, byte[]? body, string? key, CancellationToken cancel)
    {
        // It may have arrived: only what has a key, and reading, comes to the same when it is sent again.
        bool isOnce = key is null && method != HttpMethod.Get;
        for (int tried = 1; ; tried++)
        {
            TimeSpan pause;
            try
            {
                using HttpRequestMessage request = RequestOf(method, path, body, key);
                using HttpResponseMessage response = await http.SendAsync(request, cancel);
                if (response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Accepted)
                {
                    return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
                }

                if (tried == Tries || PauseOf(response, tried, isOnce) is not { } asked)
                {
                    throw await ProblemOfAsync(response, cancel);
                }

                pause = asked;
            }
            catch (Exception failed) when (IsLost(failed, cancel))
            {
                if (isOnce || tried == Tries)
                {
                    throw new HuoqiException(0, "no-answer", failed.Message, failed);
                }

                pause = Backoff(tried);
            }

            await Task.Delay(pause, time, cancel);
        }
    }

    /// <summary>Whether no answer came; a timeout of the HttpClient is thrown as a cancellation of nobody's.</summary>
    private static bool IsLost(Exception failed, CancellationToken cancel) =>
        failed is HttpRequestException
        || (failed is OperationCanceledException && !cancel.IsCancellationRequested);

    private HttpRequestMessage RequestOf(HttpMethod method, string path, byte[]? body, string? key)
    {
        HttpRequestMessage request = new(method, new Uri(http.BaseAddress!, Root + path));
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        // Each try has a time and a nonce of its own.
        _signer.Sign(request, body);
        return request;
    }

    /// <summary>When to come again; null where another try would hear the same.</summary>
    private static TimeSpan? PauseOf(HttpResponseMessage response, int tried, bool isOnce)
    {
        RetryConditionHeaderValue? after = response.Headers.RetryAfter;
        bool may = response.StatusCode switch
        {
            // Nothing was done.
            HttpStatusCode.TooManyRequests => true,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.Accepted => !isOnce,
            HttpStatusCode.Conflict => !isOnce && after is not null,
            _ => false,
        };
        if (!may)
        {
            return null;
        }

        TimeSpan pause = after?.Delta ?? Backoff(tried);
        return pause < LongestPause ? pause : LongestPause;
    }

    private static TimeSpan Backoff(int tried) => TimeSpan.FromMilliseconds(100 << tried);

    private static async Task<HuoqiException> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        int status = (int)response.StatusCode;
        try
        {
            await using Stream content = await response.Content.ReadAsStreamAsync(cancel);
            Problem? problem = await JsonSerializer.DeserializeAsync(content, ClientJson.Default.Problem, cancel);
            string code = problem?.Code ?? (status == (int)HttpStatusCode.Accepted ? "outcome-unknown" : "no-code");
            return new(status, code, problem?.Detail ?? problem?.Title);
        }
        catch (JsonException unreadable)
        {
            return new(status, "no-problem", null, unreadable);
        }
    }
}
