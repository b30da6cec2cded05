using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Replay;

/// <summary>Turns a planned act into the real one; what is planned must be accepted, so a refusal ends the
/// replay.</summary>
internal sealed class ReplayActs(ReplayHouse house)
{
    private readonly OpenAccount _open = new(house.Parts);
    private readonly TransferIn _transferIn = new(house.Ledger);
    private readonly TopUp _topUp = new(house.Parts);
    private readonly SubscribeFromWallet _subscribeFromWallet = new(house.Parts);
    private readonly SubscribeFromCard _subscribeFromCard = new(house.Parts);
    private readonly PayFromFund _pay = new(house.Parts);
    private readonly RedeemToWallet _redeemToWallet = new(house.Parts);
    private readonly RedeemToCard _redeemToCard = new(house.Parts);
    private readonly RedeemNextDay _redeemNextDay = new(house.Ledger, house.Clock);

    /// <summary>Does all acts, as many at once as the writer queues gather; returns how many were answered.</summary>
    public async Task<int> DoAsync(IReadOnlyList<PlannedAct> acts, DateOnly firstDay)
    {
        await Task.WhenAll(acts.Select(act => DoAsync(act, firstDay)));
        return acts.Count;
    }

    private async Task DoAsync(PlannedAct act, DateOnly firstDay)
    {
        Money amount = new(act.AmountFen);
        string card = CardOf(act.Person);
        WalletAnswer answer = act.Kind switch
        {
            ActKind.OpenAccount => await _open.HandleAsync(new(act.Person, act.Key, AccountClass.III)),
            ActKind.TransferInHoldings => Answer(act, await _transferIn.HandleAsync(
                house.Fund, new(act.Person, act.Key, amount.ToUnits(), firstDay),
                house.Parts.Fund.Days.OrderDay(house.Clock.GetUtcNow()))),
            ActKind.TopUp => await _topUp.HandleAsync(new(act.Person, act.Key, amount, card)),
            ActKind.SubscribeFromWallet => await _subscribeFromWallet.HandleAsync(new(act.Person, act.Key, amount)),
            ActKind.SubscribeFromCard => await _subscribeFromCard.HandleAsync(new(act.Person, act.Key, amount, card)),
            ActKind.PayFromFund => await _pay.HandleAsync(new(act.Person, act.Key, act.Merchant, amount, act.Key)),
            ActKind.RedeemToWallet => await _redeemToWallet.HandleAsync(new(act.Person, act.Key, amount)),
            ActKind.RedeemToCardFast => await _redeemToCard.HandleAsync(new(act.Person, act.Key, amount, card)),
            ActKind.RedeemToCardNextDay => Answer(act, await _redeemNextDay.HandleAsync(
                house.Fund, new(act.Person, act.Key, amount.ToUnits(), Payout.Card, card))),
        };
        if (answer.Status is not (WalletStatus.Done or WalletStatus.Pending))
        {
            throw new ReplayStoppedException(
                $"act {act.Key} of person {act.Person} over {amount} yuan was answered {answer.Status}");
        }
    }

    private WalletAnswer Answer(PlannedAct act, PostResult result) => result.IsPosted
        ? new(WalletStatus.Done, new(house.Ledger.ShardOf(act.Person), result.Entry))
        : throw new ReplayStoppedException($"act {act.Key} of person {act.Person} was refused: {result.Status}");

    private static string CardOf(int person) =>
        $"card-{person.ToString("D8", System.Globalization.CultureInfo.InvariantCulture)}";
}

/// <summary>A planned act was refused, or a partner would not answer: the books no longer follow the plan.</summary>
internal sealed class ReplayStoppedException(string why) : Exception(why);
