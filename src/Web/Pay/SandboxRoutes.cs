using Huoqi.Acquiring;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>
/// The pay page of a sandbox: whoever has its address plays the payer, signed in or not, so that a merchant's developer
/// sees the way there and back in a browser. No money moves.
/// </summary>
internal static class SandboxRoutes
{
    public static void Map(Routes routes)
    {
        routes.Page("/sandbox/{request}", Who.Anyone, visit => ShowAsync(visit, why: null));
        routes.Form("/sandbox/{request}", Who.Anyone, PlayAsync);
    }

    /// <summary>The address of a request's page.</summary>
    public static string PathOf(RequestId id) => $"/sandbox/{id}";

    private static RequestId? IdOf(Visit visit) =>
        RequestId.TryParse(visit.Http.Request.RouteValues["request"] as string, out RequestId id)
        && id.Shard < visit.Parts.Identity.Shards
            ? id
            : null;

    private static async Task<IResult> ShowAsync(Visit visit, Text? why)
    {
        if (IdOf(visit) is not { } id
            || await new PaymentQuery(visit.Parts.Acquiring).FindAsync(id, visit.Aborted) is not
            {
                Sandbox: true,
            } payment)
        {
            return visit.NothingHere();
        }

        return visit.Show<SandboxPage>(
            new Dictionary<string, object?>
            {
                [nameof(SandboxPage.Payment)] = payment,
                [nameof(SandboxPage.Why)] = why,
            },
            why is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> PlayAsync(Visit visit, Fields fields)
    {
        PlayedOutcome? outcome = fields["outcome"] switch
        {
            "paid" => PlayedOutcome.Paid,
            "refused" => PlayedOutcome.Refused,
            "paying" => PlayedOutcome.Paying,
            "expired" => PlayedOutcome.Expired,
            _ => null,
        };
        if (IdOf(visit) is not { } id)
        {
            return visit.NothingHere();
        }

        if (!fields.AreGood || outcome is not { } played)
        {
            return await ShowAsync(visit, SandboxTexts.Choose);
        }

        PaymentAnswer answer = await new PlayPayer(visit.Parts.Acquiring).HandleAsync(new(id, Merchant: null, played));
        return answer.Status switch
        {
            AcquiringStatus.Done => visit.GoTo(PathOf(id)),
            AcquiringStatus.NotFound => visit.NothingHere(),
            // What stands is on the page: paid, over or taken back.
            _ => await ShowAsync(visit, SandboxTexts.TooLate),
        };
    }
}

/// <summary>Texts of the sandbox's pay page.</summary>
internal static class SandboxTexts
{
    public static readonly Text Title = new("沙箱付款", "Sandbox payment");

    public static readonly Text NoMoney = new(
        "这是商户的测试付款：不动用任何真实资金。拿到这个链接的人都可以扮演付款人。",
        "A merchant's test payment: no real money moves. Whoever has this link may play the payer.");

    public static readonly Text Play = new("扮演付款人", "Play the payer");
    public static readonly Text Paid = new("付款成功", "Pay");
    public static readonly Text Refused = new("付款被拒（余额不足）", "Be refused (too little money)");
    public static readonly Text Paying = new("付款中，结果未知", "Pay, with the outcome not known yet");
    public static readonly Text Expired = new("让它过期", "Let the time pass");
    public static readonly Text Choose = new("请选择付款人的行为。", "Choose what the payer does.");

    public static readonly Text TooLate = new(
        "当前状态下不能这样做，没有任何变化。", "As it stands this cannot be done; nothing has changed.");

    public static readonly Text State = new("状态", "State");

    /// <summary>How far a payment is, as its payer is told.</summary>
    public static Text Of(PaymentState state) => state switch
    {
        PaymentState.Open => new("待付款", "To be paid"),
        PaymentState.Paying => new("付款中", "Being paid"),
        PaymentState.Paid => new("已付款", "Paid"),
        PaymentState.PartlyRefunded => new("部分退款", "Refunded in part"),
        PaymentState.Refunded => new("已退款", "Refunded"),
        PaymentState.Expired => new("已过期", "Expired"),
        PaymentState.Cancelled => new("已取消", "Cancelled"),
    };
}
