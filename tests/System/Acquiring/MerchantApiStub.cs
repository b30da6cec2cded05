using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Huoqi.SystemTests;

/// <summary>
/// As much of the merchant API as client and mall need, on the real acts, signatures and request keys: so that they are
/// tried over HTTP without the pages.
/// </summary>
internal sealed class MerchantApiStub : IAsyncDisposable
{
    private readonly AcquiringHouse _house;
    private readonly WebApplication _app;
    private readonly RequestKeys _keys;
    private int _shed;

    private MerchantApiStub(AcquiringHouse house)
    {
        _house = house;
        _keys = new(house.Parts.Db, house.Clock);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<MerchantApiStub> StartAsync(AcquiringHouse house)
    {
        MerchantApiStub stub = new(house);
        await stub._app.StartAsync();
        return stub;
    }

    /// <summary>The next requests are told to come again.</summary>
    public void Shed(int requests) => _shed = requests;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        if (Interlocked.Decrement(ref _shed) >= 0)
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return;
        }

        SignatureAnswer signed = await new HttpSignatures(_house.Parts).VerifyAsync(new(
            request.Method, request.Scheme, request.Host.Value!, request.Path.Value!, request.QueryString.Value ?? "",
            [.. request.Headers.SelectMany(h => h.Value, (h, v) => new KeyValuePair<string, string>(h.Key, v ?? ""))],
            body.ToArray()));
        StoredAnswer answer = signed.Caller is not { } caller
            ? Problem(401, $"signature-{signed.Status}")
            : request.Method == "GET"
                ? await ReadAsync(caller.Merchant, request)
                : await KeyedAsync(caller, request, body.ToArray());
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        await context.Response.Body.WriteAsync(answer.Body);
    }

    private async Task<StoredAnswer> KeyedAsync(MerchantCaller caller, HttpRequest request, byte[] body)
    {
        long owner = Party.Merchant(caller.Merchant);
        KeyedRequest keyed = new(
            _house.Parts.Wallet.Ledger.ShardOf(owner), owner, request.Headers["Idempotency-Key"].ToString(),
            RequestKeys.FingerprintOf(request.Method, request.Path, body));
        KeyTurn turn = await _keys.BeginAsync(keyed, TimeSpan.FromSeconds(5));
        return turn.Outcome switch
        {
            KeyOutcome.Run => await _keys.CompleteAsync(
                keyed, turn, await WriteAsync(caller, keyed.ActKey, request.Path, body)),
            KeyOutcome.Answered => turn.Answer!,
            KeyOutcome.Reused => Problem(422, "key-reused"),
            _ => Problem(409, "key-in-flight"),
        };
    }

    private async Task<StoredAnswer> ReadAsync(long merchant, HttpRequest request)
    {
        string[] path = request.Path.Value!.Split('/')[4..];
        switch (path)
        {
            case ["payments"]:
                PaymentQuery.Place? after = request.Query["cursor"].ToString() is { Length: > 0 } cursor
                    && RequestId.TryParse(cursor.Split('~')[1], out RequestId last)
                    ? new(DateTimeOffset.Parse(cursor.Split('~')[0], CultureInfo.InvariantCulture), last)
                    : null;
                PaymentQuery.Page page = await _house.Query.ListAsync(merchant, after, 2);
                return Json(200, new JsonObject
                {
                    ["payments"] = new JsonArray([.. page.Payments.Select(Shape)]),
                    ["nextCursor"] = page.Next is { } next ? $"{next.CreatedAt:O}~{next.Id}" : null,
                });
            case ["payments", var text]:
                PaymentView? found = RequestId.TryParse(text, out RequestId id)
                    ? await _house.Query.FindOwnAsync(merchant, id)
                    : null;
                return found is null ? Problem(404, "payment-not-found") : Json(200, Shape(found));
            default:
                return Json(200, Shape(await new SettlementReport(_house.Parts).OfAsync(
                    merchant, DateOnly.ParseExact(path[1], "yyyy-MM-dd", CultureInfo.InvariantCulture))));
        }
    }

    private async Task<StoredAnswer> WriteAsync(MerchantCaller caller, string key, string path, byte[] body)
    {
        string[] parts = path.Split('/')[4..];
        JsonNode? json = body.Length == 0 ? null : JsonNode.Parse(body);
        _ = RequestId.TryParse(parts.ElementAtOrDefault(1), out RequestId id);
        switch (parts)
        {
            case ["payments"]:
                PaymentAnswer made = await new CreatePayment(_house.Parts).HandleAsync(new(
                    caller.Merchant, (string)json!["merchantOrder"]!, Money.Parse((string)json["amount"]!),
                    (string)json["description"]!, (string?)json["items"] ?? "", null, (string?)json["returnUrl"],
                    caller.Sandbox));
                return made.Payment is { } payment ? Json(201, Shape(payment)) : Problem(422, $"{made.Status}");
            case ["payments", _, "cancel"]:
                PaymentAnswer taken = await new CancelPayment(_house.Parts).HandleAsync(new(caller.Merchant, id));
                return taken.Status == AcquiringStatus.Done
                    ? Json(200, Shape(taken.Payment!))
                    : Problem(409, $"{taken.Status}");
            default:
                Money amount = Money.Parse((string)json!["amount"]!);
                PayAnswer back = await new RefundPayment(_house.Parts).HandleAsync(
                    new(caller.Merchant, key, id, amount));
                return back.Status == AcquiringStatus.Done
                    ? Json(201, new JsonObject
                    {
                        ["refund"] = back.Order.ToString(),
                        ["payment"] = (await _house.Query.FindAsync(id))!.Payment.ToString(),
                        ["amount"] = amount.ToPlain(),
                        ["currency"] = "CNY",
                    })
                    : Problem(409, back.Wallet == WalletStatus.Done ? $"{back.Status}" : $"{back.Wallet}");
        }
    }

    private JsonObject Shape(PaymentView payment) => new()
    {
        ["id"] = payment.Id.ToString(),
        ["merchantOrder"] = payment.MerchantOrder,
        ["amount"] = payment.Amount.ToPlain(),
        ["currency"] = "CNY",
        ["description"] = payment.Description,
        ["items"] = payment.Items,
        ["returnUrl"] = payment.ReturnUrl,
        ["createdAt"] = payment.CreatedAt,
        ["expiresAt"] = payment.ExpiresAt,
        ["state"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{payment.State}"),
        ["sandbox"] = payment.Sandbox,
        ["payUrl"] = $"{Address}pay/{payment.Id}",
        ["payment"] = payment.Payment?.ToString(),
        ["paidAt"] = payment.PaidAt,
        ["fee"] = payment.Fee.ToPlain(),
        ["refunded"] = payment.Refunded.ToPlain(),
    };

    private static JsonObject Shape(SettlementDay day) => new()
    {
        ["date"] = $"{day.Date:yyyy-MM-dd}",
        ["currency"] = "CNY",
        ["payments"] = day.Payments.ToPlain(),
        ["refunds"] = day.Refunds.ToPlain(),
        ["fees"] = day.Fees.ToPlain(),
        ["net"] = day.Net.ToPlain(),
        ["lines"] = new JsonArray([.. day.Lines.Select(line => new JsonObject
        {
            ["kind"] = $"{line.Kind}",
            ["number"] = $"{line.Order}",
            ["payment"] = $"{line.Payment}",
            ["merchantOrder"] = line.MerchantOrder,
            ["amount"] = line.Amount.ToPlain(),
            ["fee"] = line.Fee.ToPlain(),
        })]),
    };

    private static StoredAnswer Json(int status, JsonNode node) =>
        new(status, "application/json", Encoding.UTF8.GetBytes(node.ToJsonString()));

    private static StoredAnswer Problem(int status, string code) => new(
        status, "application/problem+json", Encoding.UTF8.GetBytes(new JsonObject { ["code"] = code }.ToJsonString()));
}
