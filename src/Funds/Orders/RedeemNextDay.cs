using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Funds;

/// <summary>
/// An ordinary redemption (T+1): the units leave what is available at once, earn as long as the fund's days say, and
/// the money is paid out after the registrar's confirmation (entry 4).
/// </summary>
public sealed class RedeemNextDay(GeneralLedger ledger, TimeProvider time)
{
    /// <param name="Person">Whose units.</param>
    /// <param name="Key">The caller's id of the request.</param>
    /// <param name="Units">How many.</param>
    /// <param name="Payout">Where the money goes.</param>
    /// <param name="CardToken">The card, when it goes to a card.</param>
    public sealed record Request(long Person, string Key, FundUnits Units, Payout Payout, string? CardToken);

    public Task<PostResult> HandleAsync(Fund fund, Request request)
    {
        Invariant.Holds((request.Payout == Payout.Card) == (request.CardToken is not null));
        DateTimeOffset now = time.GetUtcNow();
        (DateOnly orderDay, DateOnly confirmDay, DateOnly stopsOn) = fund.Days.DatesOf(now);
        bool earning = stopsOn == confirmDay;
        AccountCode transit = earning ? AccountCode.UnitsInTransit : AccountCode.UnitsInTransitNotEarning;
        return ledger.PostAsync(new()
        {
            Shard = ledger.ShardOf(request.Person),
            Owner = request.Person,
            Act = FundActs.RedeemNextDay,
            Key = request.Key,
            BusinessDate = BeijingTime.DateOf(now),
            Reference = fund.Code,
            Content = $"{fund.Code} {request.Units.Hundredths} {request.Payout} {request.CardToken}",
            Legs =
            [
                Leg.Units(
                    Debit: FundLegs.Available(fund, request.Person),
                    Credit: AccountKey.Of(request.Person, transit, fund.Asset),
                    request.Units, stopsOn),
            ],
            Rows =
            [
                new FundOrders.Placed(fund.Asset, FundOrderKind.Redemption, request.Person, request.Units.Hundredths,
                    orderDay, confirmDay, request.Payout, earning, request.CardToken),
            ],
        });
    }
}
