using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Web;

/// <summary>Where pages go from something wanted.</summary>
internal static class WantedPaths
{
    /// <summary>The review.</summary>
    public static string Confirm(string confirmation) => $"/confirm/{Uri.EscapeDataString(confirmation)}";

    /// <summary>What was done.</summary>
    public static string Done(Wanted wanted, OrderNo order) =>
        // The page of a payment leads to its receipt and back to the merchant.
        wanted is Wanted.Pay pay ? $"/pay/{pay.Request}" : $"/receipt/{order}";

    /// <summary>The form it began with, filled in again as far as an address may tell; what it may not, a friend and a
    /// note, the form takes from the confirmation.</summary>
    public static string Again(Wanted wanted, string confirmation = "")
    {
        string amount = wanted.Amount.ToPlain();
        return wanted switch
        {
            Wanted.TopUp topUp => $"/move?way=in&to=wallet&from={new Pocket(topUp.Card)}&amount={amount}",
            Wanted.Subscribe subscribe => $"/move?way=in&to=fund&from={subscribe.Source}&amount={amount}",
            Wanted.Withdraw withdraw => $"/move?way=out&from=wallet&to={new Pocket(withdraw.Card)}&amount={amount}",
            Wanted.Redeem redeem =>
                $"/move?way=out&from=fund&to={redeem.Target}&speed={redeem.Speed}&amount={amount}",
            Wanted.Pay pay => $"/pay/{pay.Request}",
            Wanted.Send => $"/send?again={Uri.EscapeDataString(confirmation)}",
            Wanted.AnswerRequest => "/send/requests",
            _ => throw new InvariantBrokenException($"{wanted.Act} is an act"),
        };
    }
}
