using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>
/// Something a person or a merchant asks for, with the key it was given before it was sent first, and every answer that
/// came: the asker's own journal, which no crash of the platform touches.
/// </summary>
internal sealed class SimRequest(SimAct act, long person, string key, Money amount)
{
    public SimAct Act => act;

    public long Person => person;

    public string Key => key;

    public Money Amount => amount;

    /// <summary>Who is paid, or who gives back.</summary>
    public long Merchant { get; init; } = 1;

    public long Friend { get; init; }

    /// <summary>The payment to give back.</summary>
    public OrderNo Payment { get; init; }

    /// <summary>What was answered first; null while nothing was.</summary>
    public WalletAnswer? Answer { get; set; }

    public bool IsDone => Answer is { Status: WalletStatus.Done or WalletStatus.Pending };

    /// <summary>The owner and the act under which the ledger keeps the key.</summary>
    public (long Owner, short Act) Name => act switch
    {
        SimAct.TopUp => (person, WalletActs.TopUp),
        SimAct.Withdraw => (person, WalletActs.Withdraw),
        SimAct.SubscribeFromWallet => (person, WalletActs.SubscribeFromWallet),
        SimAct.SubscribeFromCard => (person, WalletActs.SubscribeFromCard),
        SimAct.RedeemToWallet => (person, WalletActs.RedeemToWallet),
        SimAct.RedeemToCard => (person, WalletActs.RedeemToCard),
        SimAct.RedeemNextDay => (person, FundActs.RedeemNextDay),
        SimAct.PayFromWallet => (person, WalletActs.PayFromWallet),
        SimAct.PayFromFund => (person, WalletActs.PayFromFund),
        SimAct.Refund => (Party.Merchant(Merchant), WalletActs.Refund),
        SimAct.Send => (person, WalletActs.SendToFriend),
        SimAct.CloseAccount => (person, WalletActs.CloseAccount),
    };

    /// <summary>Asks one process.</summary>
    public async Task<WalletAnswer> AskAsync(WalletParts parts)
    {
        string card = $"card-{person}";
        switch (act)
        {
            case SimAct.TopUp:
                return await new TopUp(parts).HandleAsync(new(person, key, amount, card));
            case SimAct.Withdraw:
                return await new Withdraw(parts).HandleAsync(new(person, key, amount, card));
            case SimAct.SubscribeFromWallet:
                return await new SubscribeFromWallet(parts).HandleAsync(new(person, key, amount));
            case SimAct.SubscribeFromCard:
                return await new SubscribeFromCard(parts).HandleAsync(new(person, key, amount, card));
            case SimAct.RedeemToWallet:
                return await new RedeemToWallet(parts).HandleAsync(new(person, key, amount));
            case SimAct.RedeemToCard:
                return await new RedeemToCard(parts).HandleAsync(new(person, key, amount, card));
            case SimAct.RedeemNextDay:
                PostResult ordered = await new RedeemNextDay(parts.Ledger, parts.Time).HandleAsync(parts.Fund, new(
                    person, key, amount.ToUnits(), IsToCard ? Payout.Card : Payout.Wallet, IsToCard ? card : null));
                return ordered.ToAnswer(parts.Ledger.ShardOf(person), done: WalletStatus.Pending);
            case SimAct.PayFromWallet:
                return await new PayFromWallet(parts).HandleAsync(new(person, key, Merchant, amount, key));
            case SimAct.PayFromFund:
                return await new PayFromFund(parts).HandleAsync(new(person, key, Merchant, amount, key));
            case SimAct.Refund:
                return await new Refund(parts).HandleAsync(new(Merchant, key, Payment, amount));
            case SimAct.Send:
                return await new SendToFriend(parts).HandleAsync(new(person, key, Friend, amount));
            case SimAct.CloseAccount:
                return await new CloseAccount(parts).HandleAsync(new(person, key));
            default:
                throw new InvariantBrokenException($"no such act: {act}");
        }
    }

    /// <summary>Whether the money of a redemption goes to the card.</summary>
    private bool IsToCard => amount.Fen % 2 == 0;

    public override string ToString() => $"{act} {key} of {person}: {amount}";
}
