using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Huoqi.Acquiring;

/// <summary>
/// Takes events from the outbox to the merchants' endpoints: at least once, in no promised order, after the schedule of
/// Standard Webhooks. Any number of processes may run it; each takes rows that no other has.
/// </summary>
public sealed class WebhookDelivery : IDisposable
{
    /// <summary>How long one try may take, from the name's look-up to the answer's head.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int AtOnce = 32;

    /// <summary>How many lines run beside each other: a merchant who is slow to answer holds up one of them.</summary>
    public const int Lines = 4;

    private readonly AcquiringParts _parts;
    private readonly EventLine _line;
    private readonly SecretBox _box;
    private readonly HttpClient _client;

    /// <param name="parts">What the module works with.</param>
    /// <param name="guard">Where calls may go.</param>
    public WebhookDelivery(AcquiringParts parts, OutboundGuard guard)
    {
        _parts = parts;
        _line = new(parts);
        _box = new(parts.SecretKey);
        _client = new(new SocketsHttpHandler
        {
            ConnectCallback = guard.ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxConnectionsPerServer = 8,
            // The head is all that is read of an answer; what comes behind it closes the connection.
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Delivers what is due now, in one line; returns how many attempts were made.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancel = default)
    {
        _ = await _line.HandOutAsync(cancel);
        (IReadOnlyList<LeasedDelivery> deliveries, DateTimeOffset until) = await _line.TakeAsync(AtOnce, cancel);
        if (deliveries.Count == 0)
        {
            return 0;
        }

        Dictionary<string, EndpointRow> endpoints = await _line.EndpointsAsync(deliveries, cancel);
        await Task.WhenAll(deliveries.Select(delivery =>
            TryAsync(delivery, endpoints[delivery.EndpointId], until, cancel)));
        return deliveries.Count;
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task TryAsync(
        LeasedDelivery delivery, EndpointRow row, DateTimeOffset until, CancellationToken cancel)
    {
        if (row.Endpoint.State != EndpointState.Active)
        {
            await _line.NoteAsync(delivery, until, delivered: false, "switched off", isGone: false);
            return;
        }

        (int status, string answer) = await SendAsync(delivery.Event, row, cancel);
        await _line.NoteAsync(
            delivery, until, delivered: status is >= 200 and < 300, answer, isGone: status == (int)HttpStatusCode.Gone);
    }

    /// <summary>One try: the status, or 0 and a word.</summary>
    private async Task<(int Status, string Answer)> SendAsync(
        MerchantEvent happened, EndpointRow row, CancellationToken cancel)
    {
        using CancellationTokenSource patience = new(Patience, _parts.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            using HttpRequestMessage request = RequestOf(happened, row);
            using HttpResponseMessage response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            int status = (int)response.StatusCode;
            return (status, status.ToString(CultureInfo.InvariantCulture));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (0, "no answer in time");
        }
        catch (Exception failed) when (Refusal(failed) is { } refused)
        {
            return (0, refused.Message);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return (0, "no connection");
        }
    }

    private static CallRefusedException? Refusal(Exception failed) =>
        failed as CallRefusedException ?? failed.InnerException as CallRefusedException;

    private HttpRequestMessage RequestOf(MerchantEvent happened, EndpointRow row)
    {
        DateTimeOffset now = _parts.Time.GetUtcNow();
        byte[] body = EventPayload.Of(happened);
        List<byte[]> secrets = [_box.Open(row.Endpoint.Id, row.Secret)];
        if (row.OldSecret is not null && row.OldSecretUntil > now)
        {
            secrets.Add(_box.Open(row.Endpoint.Id, row.OldSecret));
        }

        HttpRequestMessage request = new(HttpMethod.Post, row.Endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", happened.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(happened.Id, now, body, secrets));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Huoqi-Webhooks", "1"));
        return request;
    }
}
