using Huoqi.Acquiring;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.RulesTests.Simulation;

/// <summary>What was answered.</summary>
/// <param name="Wallet">What the wallet said.</param>
/// <param name="Said">What the merchant's side said; Done where it was not asked.</param>
internal readonly record struct SimAnswer(WalletAnswer Wallet, AcquiringStatus Said)
{
    /// <summary>Whether it need not be asked again.</summary>
    public bool IsFinal => Wallet.Status is not (WalletStatus.Unknown or WalletStatus.TryAgain)
        && Said is not (AcquiringStatus.BeingPaid or AcquiringStatus.Unknown or AcquiringStatus.TryAgain);

    /// <summary>Whether the books were asked: then the key stands in them.</summary>
    public bool IsJudged => Wallet.Status != WalletStatus.Done || Said == AcquiringStatus.Done;
}

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

    /// <summary>The payment request that is paid, or was; null where there is none.</summary>
    public RequestId? Id { get; init; }

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
    public async Task<SimAnswer> AskAsync(SimProcess process)
    {
        if (Id is not { } id)
        {
            return new(await AskAsync(process.Parts), AcquiringStatus.Done);
        }

        PayAnswer answer = act == SimAct.Refund
            ? await new RefundPayment(process.Paying).HandleAsync(new(new(Merchant), key, id, amount))
            : await new PayRequest(process.Paying).HandleAsync(new(
                person, key, id, act == SimAct.PayFromFund ? PaySource.Fund : PaySource.Wallet));
        return new(new(answer.Wallet, answer.Order), answer.Status);
    }

    /// <summary>Asks the wallet of a process.</summary>
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
                    person, key, amount.ToUnits(), IsToCard ? Funds.Payout.Card : Funds.Payout.Wallet,
                    IsToCard ? card : null));
                return ordered.ToAnswer(parts.Ledger.ShardOf(person), done: WalletStatus.Pending);
            case SimAct.PayFromWallet:
                return await new PayFromWallet(parts).HandleAsync(
                    new(person, key, Merchant, amount, key) { Proof = Proof });
            case SimAct.PayFromFund:
                return await new PayFromFund(parts).HandleAsync(
                    new(person, key, Merchant, amount, key) { Proof = Proof });
            case SimAct.Refund:
                return await new Refund(parts).HandleAsync(new(Merchant, key, Payment, amount));
            case SimAct.Send:
                return await new SendToFriend(parts).HandleAsync(
                    new(person, key, Friend, amount) { Proof = Proof });
            case SimAct.CloseAccount:
                return await new CloseAccount(parts).HandleAsync(new(person, key));
            default:
                throw new InvariantBrokenException($"no such act: {act}");
        }
    }

    /// <summary>How a payment is confirmed: of every three one with the payment password.</summary>
    private PaymentProof Proof => amount.Fen % 3 == 0 ? PaymentProof.OneFactor : PaymentProof.TwoFactors;

    /// <summary>Whether the money of a redemption goes to the card.</summary>
    private bool IsToCard => amount.Fen % 2 == 0;

    public override string ToString() => $"{act} {key} of {person}: {amount} {Id}";
}
