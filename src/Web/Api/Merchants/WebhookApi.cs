using Huoqi.Acquiring;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>Where a merchant's events go, and its keys. Secrets are shown once and kept with no key of a
/// request.</summary>
internal static class WebhookApi
{
    private const string Root = "/api/v1/merchant";

    internal const int UsualDeliveries = WebhookEndpoints.LongestList;

    /// <summary>The old secret of an endpoint signs too for so long.</summary>
    private const int SecretOverlapHours = 24;

    internal const int LongestOverlapHours = 24 * 30;

    public static void Map(Routes routes)
    {
        EndpointOut made = EndpointOut.Example with { Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
        routes.Api("POST", $"{Root}/webhooks", Who.Merchant, AddAsync)
            .Says(ApiArea.Merchants, "addWebhook", "添加回调地址", "Has events sent to an address; the secret is shown once.")
            .Takes(new EndpointIn("https://mall.example/webhooks")).Gives(made, StatusCodes.Status201Created)
            .Refuses(Problems.InvalidAddress, Problems.TooMany);
        routes.Api("GET", $"{Root}/webhooks", Who.Merchant, ListAsync)
            .Says(ApiArea.Merchants, "listWebhooks", "回调地址列表", "Where events are sent.")
            .Gives(new ListOut<EndpointOut>([EndpointOut.Example]));
        routes.Api("POST", $"{Root}/webhooks/{{endpoint}}/switch", Who.Merchant, SwitchAsync)
            .Says(ApiArea.Merchants, "switchWebhook", "启用或停用回调", "Switches an endpoint on or off.")
            .Takes(new SwitchIn(On: true)).GivesNothing().Refuses(Problem.NotFound);
        routes.Api("DELETE", $"{Root}/webhooks/{{endpoint}}", Who.Merchant, RemoveAsync)
            .Says(
                ApiArea.Merchants, "removeWebhook", "移除回调地址",
                "Takes an endpoint away; what waits for it is not sent, and given up at the end of its schedule.")
            .GivesNothing().Refuses(Problem.NotFound);
        routes.Api("POST", $"{Root}/webhooks/{{endpoint}}/rotate", Who.Merchant, RotateSecretAsync)
            .Says(ApiArea.Merchants, "rotateWebhookSecret", "更换回调密钥", "A new secret; the old one signs too for a time.")
            .Gives(made)
            .Refuses(Problem.NotFound);
        routes.Api("GET", $"{Root}/webhooks/deliveries", Who.Merchant, DeliveriesAsync)
            .Says(ApiArea.Merchants, "listDeliveries", "回调投递记录", "The deliveries of events, newest first.")
            .Gives(DeliveryOut.Example).Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("POST", $"{Root}/webhooks/{{endpoint}}/replay", Who.Merchant, ReplayAsync)
            .Says(ApiArea.Merchants, "replayDelivery", "重新投递", "Has an event delivered again.")
            .Takes(new ReplayIn("evt_7_1_42")).GivesNothing().Refuses(Problem.NotFound);
        routes.Api("GET", $"{Root}/keys", Who.Merchant, KeysAsync)
            .Says(ApiArea.Merchants, "listKeys", "密钥列表", "The merchant's keys, without secrets.")
            .Gives(new ListOut<KeyOut>([KeyOut.Example]));
        routes.Api("POST", $"{Root}/keys/rotation", Who.Merchant, RotateKeyAsync)
            .Says(ApiArea.Merchants, "rotateKey", "轮换签名密钥", "A new key in place of the one that signs this request.")
            .Takes(new RotateIn(24)).Gives(KeyOut.Example)
            .Refuses(Problems.InvalidValue, Problems.TooMany);
    }

    private static WebhookEndpoints Endpoints(AppParts parts) =>
        new(parts.Acquiring, parts.WebhookGuard);

    private static async Task<IResult> AddAsync(Visit visit, EndpointIn body)
    {
        IssuedEndpoint made = await Endpoints(visit.Parts).AddAsync(visit.Shop, body.Url);
        return Refusals.Of(made.Status) is { } refused
            ? refused
            : ApiAnswer.Created(EndpointOut.Of(made.Endpoint!, made.Secret), $"{Root}/webhooks");
    }

    private static async Task<IResult> ListAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<WebhookEndpoint> all =
            await Endpoints(visit.Parts).ListAsync(visit.Shop, cancel);
        return ApiAnswer.Ok(new ListOut<EndpointOut>([.. all.Select(one => EndpointOut.Of(one))]));
    }

    private static async Task<IResult> SwitchAsync(Visit visit, string endpoint, SwitchIn body) =>
        await Endpoints(visit.Parts).SwitchAsync(visit.Shop, endpoint, body.On)
            ? ApiAnswer.Done
            : Problem.NotFound;

    private static async Task<IResult> RemoveAsync(Visit visit, string endpoint) =>
        await Endpoints(visit.Parts).RemoveAsync(visit.Shop, endpoint) ? ApiAnswer.Done : Problem.NotFound;

    private static async Task<IResult> RotateSecretAsync(Visit visit, string endpoint)
    {
        IssuedEndpoint made = await Endpoints(visit.Parts)
            .RotateAsync(visit.Shop, endpoint, TimeSpan.FromHours(SecretOverlapHours));
        return Refusals.Of(made.Status) is { } refused
            ? refused
            : ApiAnswer.Ok(EndpointOut.Of(made.Endpoint!, made.Secret));
    }

    private static async Task<IResult> DeliveriesAsync(
        Visit visit, string? cursor, int? limit, CancellationToken cancel)
    {
        int most = Asked.Limit(limit, UsualDeliveries, WebhookEndpoints.LongestList);
        return ApiAnswer.Ok(DeliveryOut.PageOf(
            await Endpoints(visit.Parts).DeliveriesAsync(visit.Shop, most, DeliveryOut.PlaceOf(cursor), cancel), most));
    }

    private static async Task<IResult> ReplayAsync(Visit visit, string endpoint, ReplayIn body) =>
        await Endpoints(visit.Parts).ReplayAsync(visit.Shop, body.Event, endpoint)
            ? ApiAnswer.Done
            : Problem.NotFound;

    private static async Task<IResult> KeysAsync(Visit visit, CancellationToken cancel)
    {
        IReadOnlyList<MerchantKey> keys =
            await new MerchantKeys(visit.Parts.Acquiring).ListAsync(visit.Shop.Merchant, cancel);
        return ApiAnswer.Ok(new ListOut<KeyOut>(
            [.. keys.Where(key => key.Sandbox == visit.Shop.Sandbox).Select(key => KeyOut.Of(key))]));
    }

    private static async Task<IResult> RotateKeyAsync(Visit visit, RotateIn body)
    {
        IssuedKey made = await new MerchantKeys(visit.Parts.Acquiring)
            .RotateAsync(visit.Shop.Merchant, visit.Caller!.Key!, OverlapOf(body), body.PublicKeyPem);
        return Refusals.Of(made.Status) is { } refused ? refused : ApiAnswer.Ok(KeyOut.Of(made.Key!, made.Secret));
    }

    private static TimeSpan OverlapOf(RotateIn body) => body.OverlapHours is >= 0 and <= LongestOverlapHours
        ? TimeSpan.FromHours(body.OverlapHours)
        : throw new ProblemException(Problems.InvalidValue with
        {
            Fields = [new("/overlapHours", $"0 to {LongestOverlapHours} hours.")],
        });
}
