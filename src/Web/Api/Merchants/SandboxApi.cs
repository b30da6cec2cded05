using Huoqi.Acquiring;
using Microsoft.AspNetCore.Http;

namespace Huoqi.Web;

/// <summary>What a payer and a bank do in earnest is played here, for sandbox keys (docs/decisions/0031).</summary>
internal static class SandboxApi
{
    private const string Root = "/api/v1/merchant/sandbox";

    public static void Map(Routes routes)
    {
        routes.Api("POST", $"{Root}/payments/{{payment}}/outcome", Who.Merchant, PlayPayerAsync)
            .Says(
                ApiArea.Merchants, "playPayer", "沙箱：模拟付款人",
                "Sandbox only: plays the payer, who has paid, is refused, is paying still, or lets the time pass.")
            .Takes(new PlayPayerIn(PlayedOutcome.Paid))
            .Gives(PaymentOut.Example with
            {
                State = PaymentState.Paid,
                Sandbox = true,
                PayUrl = $"https://pay.example/sandbox/{Examples.Payment}",
                Fee = new(18),
                Payment = Examples.Played,
                PaidAt = Examples.At.AddMinutes(1),
            })
            .Refuses(
                Problems.SandboxOnly, Problems.PaymentMissing, Problems.AlreadyPaid, Problems.PaymentExpired,
                Problems.BeingPaid, Problems.StateChanged)
            .IsKeyed();
        routes.Api("POST", $"{Root}/payout", Who.Merchant, PlayPayoutAsync)
            .Says(
                ApiArea.Merchants, "playPayout", "沙箱：模拟结算打款",
                "Sandbox only: plays the bank's payout of today, once a day.")
            .Takes(new PlayPayoutIn(PlayedPayout.Paid))
            .Gives(SettlementOut.Example)
            .Refuses(Problems.SandboxOnly, Problems.AlreadyPaid, Problems.NothingDue)
            .IsKeyed();
    }

    private static async Task<IResult> PlayPayerAsync(Visit visit, string payment, PlayPayerIn body)
    {
        if (!visit.Shop.Sandbox)
        {
            return Problems.SandboxOnly;
        }

        if (PaymentApi.IdOf(visit, payment) is not { } id)
        {
            return Problems.PaymentMissing;
        }

        PaymentAnswer answer = await new PlayPayer(visit.Parts.Acquiring)
            .HandleAsync(new(id, visit.Shop.Merchant, body.Outcome));
        return PaymentApi.OfPayment(answer.Status) is { } refused
            ? refused
            : ApiAnswer.Ok(PaymentOut.Of(answer.Payment!, PaymentApi.SiteOf(visit)));
    }

    private static async Task<IResult> PlayPayoutAsync(Visit visit, PlayPayoutIn body)
    {
        if (!visit.Shop.Sandbox)
        {
            return Problems.SandboxOnly;
        }

        (AcquiringStatus status, SettlementDay day) = await new PlayPayout(visit.Parts.Acquiring)
            .HandleAsync(new(visit.Shop.Merchant, body.Outcome));
        return Refusals.Of(status) is { } refused ? refused : ApiAnswer.Ok(SettlementOut.Of(day));
    }
}
