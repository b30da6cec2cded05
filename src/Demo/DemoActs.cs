using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Demo;

/// <summary>Turns planned acts into the real ones.</summary>
internal sealed class DemoActs(WalletParts parts, IReadOnlyList<DemoPerson> cast)
{
    private readonly OpenAccount _open = new(parts);
    private readonly TransferIn _transferIn = new(parts.Ledger);
    private readonly RegisterMerchant _register = new(parts);
    private readonly TopUp _topUp = new(parts);
    private readonly Withdraw _withdraw = new(parts);
    private readonly SubscribeFromWallet _subscribeFromWallet = new(parts);
    private readonly SubscribeFromCard _subscribeFromCard = new(parts);
    private readonly PayFromFund _payFromFund = new(parts);
    private readonly PayFromWallet _payFromWallet = new(parts);
    private readonly RedeemToWallet _redeemToWallet = new(parts);
    private readonly RedeemToCard _redeemToCard = new(parts);
    private readonly RedeemNextDay _redeemNextDay = new(parts.Ledger, parts.Time);
    private readonly SendToFriend _send = new(parts);
    private readonly Refund _refund = new(parts);

    /// <summary>Opens everybody's account and brings in what they hold already.</summary>
    public async Task OpenAsync(IReadOnlyList<long> openingFen, DateOnly first)
    {
        await Task.WhenAll(cast.Select(async person =>
            Require("demo-open", await _open.HandleAsync(new(person.Number, "demo-open", person.Class)))));
        await Task.WhenAll(cast.Select(async (person, i) => Require("demo-holdings", await _transferIn.HandleAsync(
            parts.Fund, new(person.Number, "demo-holdings", new Money(openingFen[i]).ToUnits(), first), first))));
    }

    /// <summary>Registers the merchants.</summary>
    public async Task RegisterMerchantsAsync(IReadOnlyList<DemoMerchant> merchants)
    {
        foreach (DemoMerchant merchant in merchants)
        {
            Require("demo-register", await _register.HandleAsync(new(
                merchant.Number, "demo-register", merchant.Name, $"payout-{merchant.Number}",
                Money.FromYuan(10_000))));
        }
    }

    /// <summary>Does one act; done before, it answers as it did.</summary>
    public async Task<WalletAnswer> DoAsync(DemoAct act)
    {
        DemoPerson who = cast[act.Person];
        (long person, string key, string card, Money amount) = (who.Number, act.Key, who.Card, new Money(act.Fen));
        return act.Kind switch
        {
            DemoActKind.TopUp => await _topUp.HandleAsync(new(person, key, amount, card)),
            DemoActKind.Withdraw => await _withdraw.HandleAsync(new(person, key, amount, card)),
            DemoActKind.SubscribeFromWallet => await _subscribeFromWallet.HandleAsync(new(person, key, amount)),
            DemoActKind.SubscribeFromCard => await _subscribeFromCard.HandleAsync(new(person, key, amount, card)),
            DemoActKind.PayFromFund => await _payFromFund.HandleAsync(
                new(person, key, act.Other, amount, key) { Proof = PaymentProof.TwoFactors }),
            DemoActKind.PayFromWallet => await _payFromWallet.HandleAsync(
                new(person, key, act.Other, amount, key) { Proof = PaymentProof.TwoFactors }),
            DemoActKind.RedeemToWallet => await _redeemToWallet.HandleAsync(new(person, key, amount)),
            DemoActKind.RedeemToCard => await _redeemToCard.HandleAsync(new(person, key, amount, card)),
            DemoActKind.RedeemNextDay => ToAnswer(person, await _redeemNextDay.HandleAsync(
                parts.Fund, new(person, key, amount.ToUnits(), Payout.Card, card))),
            DemoActKind.Send => await _send.HandleAsync(
                new(person, key, cast[(int)act.Other].Number, amount) { Proof = PaymentProof.TwoFactors }),
            // The payment, asked again under its key, answers with the number it got.
            DemoActKind.Refund => await _refund.HandleAsync(
                new(act.Other, key, (await DoAsync(act.Payment!)).Order, amount)),
        };
    }

    private WalletAnswer ToAnswer(long person, PostResult result) => new(
        result.IsPosted ? WalletStatus.Done : WalletStatus.StateChanged,
        new(parts.Ledger.ShardOf(person), result.Entry));

    private static void Require(string key, PostResult result)
    {
        if (!result.IsPosted)
        {
            throw new DemoStoppedException($"{key} was answered {result.Status}");
        }
    }

    private static void Require(string key, WalletAnswer answer)
    {
        if (answer.Status is not (WalletStatus.Done or WalletStatus.Pending))
        {
            throw new DemoStoppedException($"{key} was answered {answer.Status}");
        }
    }
}
