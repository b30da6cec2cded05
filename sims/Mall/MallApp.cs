using System.Net;

namespace Huoqi.Mall;

/// <summary>What a mall needs to know.</summary>
/// <param name="Platform">Where the platform's API and pay page are, such as "http://127.0.0.1:8080/".</param>
/// <param name="KeyId">The merchant key's id.</param>
/// <param name="KeySecret">Its shared secret in Base64.</param>
/// <param name="WebhookSecret">The endpoint's secret, "whsec_…"; null while there is none.</param>
/// <param name="Time">The clock.</param>
/// <param name="Listen">Where to listen; port 0 takes a free one.</param>
public sealed record MallOptions(
    Uri Platform, string KeyId, string KeySecret, string? WebhookSecret, TimeProvider Time, IPEndPoint Listen)
{
    /// <summary>Without the secrets: this may stand in a log.</summary>
    public override string ToString() => $"{Platform} {KeyId}";
}

/// <summary>
/// A shop that sells through the public merchant API: pages of its own, orders in memory, payment at the platform's
/// page, webhooks, refunds.
/// </summary>
public sealed class MallApp : IAsyncDisposable
{
    /// <summary>Where webhooks are taken.</summary>
    public const string WebhookPath = "/hooks/huoqi";

    /// <summary>Where the shop is.</summary>
    public Uri Address => throw new NotImplementedException();

    /// <summary>Opens the shop.</summary>
    public static Task<MallApp> StartAsync(MallOptions options, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{options} {cancel}");

    /// <summary>Tells the shop the secret of its webhook endpoint, which is made when its address is known.</summary>
    public void UseWebhookSecret(string secret) => throw new NotImplementedException(secret);

    /// <summary>Closes the shop.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
