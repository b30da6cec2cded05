using Huoqi.Acquiring;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>A payment request to make.</summary>
internal sealed record NewPaymentIn(
    string MerchantOrder, Money Amount, Currency Currency, string Description, string Items = "",
    DateTimeOffset? ExpiresAt = null, string? ReturnUrl = null);

/// <summary>A payment request as its merchant sees it; nothing of the payer is in it.</summary>
internal sealed record PaymentOut(
    RequestId Id, string MerchantOrder, Money Amount, Currency Currency, string Description, string Items,
    DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, PaymentState State, bool Sandbox, string PayUrl, Money Fee,
    Money Refunded, string? ReturnUrl, OrderNo? Payment, DateTimeOffset? PaidAt)
{
    public static readonly PaymentOut Example = new(
        Examples.Payment, "M-1001", Examples.Amount, Currency.Cny, "一本书", "", Examples.At,
        Examples.At.AddMinutes(30), PaymentState.Open, Sandbox: false,
        $"https://pay.example/pay/{Examples.Payment}", Money.Zero, Money.Zero, "https://mall.example/orders/1001",
        Payment: null, PaidAt: null);

    public static PaymentOut Of(PaymentView view, string site) => new(
        view.Id, view.MerchantOrder, view.Amount, Currency.Cny, view.Description, view.Items, view.CreatedAt,
        view.ExpiresAt, view.State, view.Sandbox, $"{site}{PayRoutes.PathOf(view)}", view.Fee, view.Refunded,
        view.ReturnUrl, view.Payment, view.PaidAt);
}

/// <summary>How much to give back.</summary>
internal sealed record RefundIn(Money Amount, Currency Currency);

/// <summary>A refund that was made.</summary>
internal sealed record RefundOut(OrderNo Refund, OrderNo Payment, Money Amount, Currency Currency);

/// <summary>A payment or a refund of a day.</summary>
internal sealed record SettlementLineOut(
    SettlementLineKind Kind, OrderNo Number, OrderNo Payment, string MerchantOrder, Money Amount, Money Fee);

/// <summary>What the bank was told to pay.</summary>
internal sealed record PayoutOut(OrderNo Number, Money Amount, PayoutState State, string? BankReference);

/// <summary>A merchant's business day. Fees and net may be below zero.</summary>
internal sealed record SettlementOut(
    DateOnly Date, Currency Currency, Money Payments, Money Refunds, Money Fees, Money Net,
    IReadOnlyList<SettlementLineOut> Lines, PayoutOut? Payout)
{
    public static readonly SettlementOut Example = new(
        Examples.Day, Currency.Cny, Examples.Amount, Money.Zero, new(18), new(2_982),
        [new(SettlementLineKind.Payment, Examples.Order, Examples.Order, "M-1001", Examples.Amount, new(18))],
        new(new(3, 99), new(2_982), PayoutState.Paid, "B20261121-1"));

    public static SettlementOut Of(SettlementDay day) => new(
        day.Date, Currency.Cny, day.Payments, day.Refunds, day.Fees, day.Net,
        [.. day.Lines.Select(line => new SettlementLineOut(
            line.Kind, line.Order, line.Payment, line.MerchantOrder, line.Amount, line.Fee))],
        day.Payout is not { } payout ? null : new(payout.Order, payout.Amount, payout.State, payout.BankReference));
}

/// <summary>What the payer does that is played.</summary>
internal sealed record PlayPayerIn(PlayedOutcome Outcome);

/// <summary>What the bank does that is played.</summary>
internal sealed record PlayPayoutIn(PlayedPayout Outcome);

/// <summary>Where events go.</summary>
internal sealed record EndpointIn(string Url);

/// <summary>Where events go; the secret is there only in the answer that made it.</summary>
internal sealed record EndpointOut(
    string Id, string Url, EndpointState State, DateTimeOffset CreatedAt, DateTimeOffset? FailingSince, string? Secret)
{
    public static readonly EndpointOut Example = new(
        "we_1", "https://mall.example/webhooks", EndpointState.Active, Examples.At, FailingSince: null, Secret: null);

    public static EndpointOut Of(WebhookEndpoint one, string? secret = null) =>
        new(one.Id, one.Url, one.State, one.CreatedAt, one.FailingSince, secret);

    public override string ToString() => nameof(EndpointOut);
}

/// <summary>Whether an endpoint gets events.</summary>
internal sealed record SwitchIn(bool On);

/// <summary>How far the delivery of an event is.</summary>
internal sealed record DeliveryOut(
    string Event, string Type, string Endpoint, DeliveryState State, int Attempts, DateTimeOffset? NextAt,
    string? LastAnswer, DateTimeOffset HappenedAt, bool Sandbox)
{
    private const string List = "deliveries";

    /// <summary>A page that is not the last.</summary>
    public static readonly PageOut<DeliveryOut> Example = new(
        [
            new("evt_7_1_42", "payment.paid", "we_1", DeliveryState.Delivered, 1, NextAt: null, "200", Examples.At,
                Sandbox: false),
        ],
        Cursor.Of(List, $"{Examples.At.UtcTicks} evt_7_1_42 we_1"));

    public static DeliveryOut Of(DeliveryView one) => new(
        one.EventId, one.Type, one.EndpointId, one.State, one.Attempts, one.NextAt, one.LastAnswer, one.HappenedAt,
        one.Sandbox);

    /// <summary>A page of as many as were asked for goes on.</summary>
    public static PageOut<DeliveryOut> PageOf(IReadOnlyList<DeliveryView> views, int limit) => new(
        [.. views.Select(Of)],
        views.Count < limit ? null : Cursor.Of(
            List, $"{views[^1].HappenedAt.UtcTicks} {views[^1].EventId} {views[^1].EndpointId}"));

    public static DeliveryPlace? PlaceOf(string? cursor)
    {
        if (Cursor.PlaceOf(List, cursor) is not { } place)
        {
            return null;
        }

        return place.Split(' ') is [var at, var id, var endpoint]
            && Cursor.InstantOf(at) is { } happenedAt
            ? new(happenedAt, id, endpoint)
            : throw new ProblemException(Problems.InvalidCursor);
    }
}

/// <summary>The delivery to repeat.</summary>
internal sealed record ReplayIn(string Event);

/// <summary>How long the old secret or key holds yet.</summary>
internal sealed record RotateIn(int OverlapHours, string? PublicKeyPem = null);

/// <summary>A merchant's key; a shared secret is there only in the answer that made it.</summary>
internal sealed record KeyOut(
    string KeyId, string Algorithm, bool Sandbox, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, string? Secret)
{
    public static readonly KeyOut Example = new(
        "mk_1", "ecdsa-p256-sha256", Sandbox: true, Examples.At, EndsAt: null, Secret: null);

    public static KeyOut Of(MerchantKey key, string? secret = null) =>
        new(key.Id, NameOf(key.Algorithm), key.Sandbox, key.CreatedAt, key.EndsAt, secret);

    /// <summary>The name of RFC 9421's registry.</summary>
    public static string NameOf(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.EcdsaP256Sha256 => "ecdsa-p256-sha256",
        SignatureAlgorithm.HmacSha256 => "hmac-sha256",
    };

    public override string ToString() => nameof(KeyOut);
}
