using Huoqi.Acquiring;

namespace Huoqi.Web;

/// <summary>A merchant's webhooks as staff see them, by pages and API: those in earnest first, then its sandbox's.
/// </summary>
internal static class StaffWebhooks
{
    /// <summary>Where its events go.</summary>
    public static Task<IReadOnlyList<WebhookEndpoint>> EndpointsAsync(Visit visit, long merchant) =>
        BothAsync(merchant, shop => Endpoints(visit).ListAsync(shop, visit.Aborted));

    /// <summary>The newest deliveries, at most so many of each.</summary>
    public static Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(Visit visit, long merchant, int most) =>
        BothAsync(merchant, shop => Endpoints(visit).DeliveriesAsync(shop, most, cancel: visit.Aborted));

    /// <summary>The deliveries behind a place, newest first, in earnest and played.</summary>
    public static Task<IReadOnlyList<DeliveryView>> PageAsync(
        Visit visit, long merchant, int limit, DeliveryPlace? after) =>
        Endpoints(visit).AllDeliveriesAsync(merchant, limit, after, visit.Aborted);

    /// <summary>Has an event delivered again, and notes who asked; false when there is no such delivery.</summary>
    public static async Task<bool> ReplayAsync(Visit visit, long merchant, string eventId, string endpoint)
    {
        foreach (Shop shop in Both(merchant))
        {
            if (await Endpoints(visit).ReplayAsync(shop, eventId, endpoint))
            {
                await visit.NoteAsync($"webhook replayed {merchant}");
                return true;
            }
        }

        return false;
    }

    private static async Task<IReadOnlyList<T>> BothAsync<T>(
        long merchant, Func<Shop, Task<IReadOnlyList<T>>> list)
    {
        List<T> all = [];
        foreach (Shop shop in Both(merchant))
        {
            all.AddRange(await list(shop));
        }

        return all;
    }

    private static Shop[] Both(long merchant) => [new(merchant), new(merchant, Sandbox: true)];

    private static WebhookEndpoints Endpoints(Visit visit) => new(visit.Parts.Acquiring, visit.Parts.WebhookGuard);
}
