using Huoqi.Acquiring;
using Huoqi.Wallet;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>A merchant's payments: made, looked at, taken back, given back, settled.</summary>
internal static class PaymentApi
{
    private const string Root = "/api/v1/merchant";

    private const int UsualPage = 30;

    public static void Map(Routes routes)
    {
        routes.Api("POST", $"{Root}/payments", Who.Merchant, CreateAsync)
            .Says(ApiArea.Merchants, "createPayment", "创建付款请求", "Asks for money; one merchant order is one payment.")
            .Takes(new NewPaymentIn("M-1001", Examples.Amount, Currency.Cny, "一本书"))
            .Gives(PaymentOut.Example, StatusCodes.Status201Created)
            .Refuses(
                Problems.InvalidAmount, Problems.InvalidText, Problems.InvalidExpiry, Problems.InvalidAddress,
                Problems.OrderReused)
            .MovesMoney();
        routes.Api("GET", $"{Root}/payments", Who.Merchant, ListAsync)
            .Says(ApiArea.Merchants, "listPayments", "付款请求列表", "The merchant's payments, newest first.")
            .Gives(new PageOut<PaymentOut>([PaymentOut.Example], Cursor.Of("payments", $"0 {Examples.Payment}")))
            .Refuses(Problems.InvalidCursor, Problems.BadRequest);
        routes.Api("GET", $"{Root}/payments/{{payment}}", Who.Merchant, GetAsync)
            .Says(ApiArea.Merchants, "getPayment", "查询付款请求", "A payment as it stands.")
            .Gives(PaymentOut.Example).Refuses(Problems.PaymentMissing);
        routes.Api("POST", $"{Root}/payments/{{payment}}/cancel", Who.Merchant, CancelAsync)
            .Says(ApiArea.Merchants, "cancelPayment", "取消付款请求", "Takes back what nobody has paid.")
            .Gives(PaymentOut.Example with { State = PaymentState.Cancelled })
            .Refuses(Problems.PaymentMissing, Problems.AlreadyPaid, Problems.PaymentExpired, Problems.BeingPaid)
            .MovesMoney();
        routes.Api("POST", $"{Root}/payments/{{payment}}/refunds", Who.Merchant, RefundAsync)
            .Says(ApiArea.Merchants, "refundPayment", "退款", "Gives a payment back, whole or in part.")
            .Takes(new RefundIn(new(1_000), Currency.Cny))
            .Gives(
                new RefundOut(new(7, 123_460), Examples.Order, new(1_000), Currency.Cny), StatusCodes.Status201Created)
            .Refuses(
                Problems.PaymentMissing, Problems.NotPaid, Problems.InvalidAmount, Problems.RefundTooLarge,
                Problems.MerchantShort, Problems.StateChanged, Problems.DayClosed, Problems.TryAgain)
            .MovesMoney();
        routes.Api("GET", $"{Root}/settlements/{{date}}", Who.Merchant, SettlementAsync)
            .Says(ApiArea.Merchants, "getSettlement", "结算日报", "The report of a business day.")
            .Gives(SettlementOut.Example).Refuses(Problem.NotFound);
    }

    private static async Task<IResult> CreateAsync(Visit visit, NewPaymentIn body)
    {
        CreatePayment.Request request = new(
            visit.Caller!.Number, body.MerchantOrder, body.Amount, body.Description, body.Items, body.ExpiresAt,
            body.ReturnUrl, visit.Caller.Sandbox);
        PaymentAnswer answer = await new CreatePayment(visit.Parts.Acquiring).HandleAsync(request);
        return Refusals.Of(answer.Status) is { } refused
            ? refused with { Fields = FieldsOf(answer.Status, request) }
            : ApiAnswer.Created(
                PaymentOut.Of(answer.Payment!, SiteOf(visit)), $"{Root}/payments/{answer.Payment!.Id}");
    }

    /// <summary>The member that a refusal speaks of; null where it is none alone.</summary>
    private static ProblemField[]? FieldsOf(AcquiringStatus status, CreatePayment.Request request)
    {
        string? member = status switch
        {
            AcquiringStatus.InvalidAmount => nameof(request.Amount),
            AcquiringStatus.InvalidText => CreatePayment.WrongTextOf(request),
            AcquiringStatus.InvalidAddress => nameof(request.ReturnUrl),
            AcquiringStatus.InvalidExpiry => nameof(request.ExpiresAt),
            _ => null,
        };
        return member is null ? null : [MemberLimits.FieldOf<NewPaymentIn>(member)];
    }

    private static async Task<IResult> ListAsync(
        Visit visit, string? cursor, int? limit, CancellationToken cancel)
    {
        PaymentQuery.Page page = await new PaymentQuery(visit.Parts.Acquiring).ListAsync(
            visit.Shop, PlaceOf(visit, cursor), Asked.Limit(limit, UsualPage, PaymentQuery.LongestPage),
            cancel);
        string site = SiteOf(visit);
        return ApiAnswer.Ok(new PageOut<PaymentOut>(
            [.. page.Payments.Select(one => PaymentOut.Of(one, site))],
            page.Next is { } next ? Cursor.Of("payments", $"{next.CreatedAt.UtcTicks} {next.Id}") : null));
    }

    private static async Task<IResult> GetAsync(Visit visit, string payment, CancellationToken cancel) =>
        IdOf(visit, payment) is { } id
        && await new PaymentQuery(visit.Parts.Acquiring).FindOwnAsync(visit.Shop, id, cancel) is { } found
            ? ApiAnswer.Ok(PaymentOut.Of(found, SiteOf(visit)))
            : Problems.PaymentMissing;

    private static async Task<IResult> CancelAsync(Visit visit, string payment)
    {
        if (IdOf(visit, payment) is not { } id)
        {
            return Problems.PaymentMissing;
        }

        PaymentAnswer answer = await new CancelPayment(visit.Parts.Acquiring)
            .HandleAsync(new(visit.Shop, id));
        return OfPayment(answer.Status) is { } refused
            ? refused
            : ApiAnswer.Ok(PaymentOut.Of(answer.Payment!, SiteOf(visit)));
    }

    private static async Task<IResult> RefundAsync(Visit visit, string payment, RefundIn body)
    {
        if (IdOf(visit, payment) is not { } id
            || await new PaymentQuery(visit.Parts.Acquiring).FindOwnAsync(visit.Shop, id) is not { } found)
        {
            return Problems.PaymentMissing;
        }

        string key = visit.Http.ActKey();
        PayAnswer answer = await new RefundPayment(visit.Parts.Acquiring)
            .HandleAsync(new(visit.Shop, key, id, body.Amount));
        if (OfPayment(answer.Status, answer.Wallet) is { } refused)
        {
            return refused;
        }

        return answer.Status == AcquiringStatus.Unknown || found.Payment is not { } paid
            ? Operations.NotKnown(visit, WalletActs.Refund, found.Payment?.Shard ?? visit.OwnerShard, key)
            : ApiAnswer.Created(
                new RefundOut(answer.Order, paid, body.Amount, Currency.Cny), $"{Root}/payments/{id}");
    }

    private static async Task<IResult> SettlementAsync(Visit visit, string date, CancellationToken cancel) =>
        Asked.Day(date) is { } day
            ? ApiAnswer.Ok(SettlementOut.Of(
                await new SettlementReport(visit.Parts.Acquiring).OfAsync(visit.Shop, day, cancel)))
            : Problem.NotFound;

    internal static Problem? OfPayment(AcquiringStatus status, WalletStatus wallet = WalletStatus.Done) =>
        status == AcquiringStatus.NotFound ? Problems.PaymentMissing : Refusals.Of(status, wallet);

    internal static RequestId? IdOf(Visit visit, string text) =>
        RequestId.TryParse(text, out RequestId id) && id.Shard < visit.Parts.Wallet.Ledger.Shards ? id : null;

    private static PaymentQuery.Place? PlaceOf(Visit visit, string? cursor)
    {
        if (Cursor.PlaceOf("payments", cursor) is not { } place)
        {
            return null;
        }

        string[] parts = place.Split(' ');
        return parts.Length == 2 && Cursor.InstantOf(parts[0]) is { } createdAt
            && IdOf(visit, parts[1]) is { } id
            ? new(createdAt, id)
            : throw new ProblemException(Problems.InvalidCursor);
    }

    internal static string SiteOf(Visit visit) => Origins.SiteOf(visit.Http.Request);
}
