namespace Huoqi.Replay;

/// <summary>What a planned act does; the order is the order of the phases within a day.</summary>
public enum ActKind
{
    /// <summary>Opens the person's account, before the first day.</summary>
    OpenAccount,

    /// <summary>Brings in fund units held already; they earn from the first day.</summary>
    TransferInHoldings,

    /// <summary>Card to wallet: what the person's purchase from the wallet of the same day lacks.</summary>
    TopUp,

    /// <summary>Buys units from the wallet.</summary>
    SubscribeFromWallet,

    /// <summary>Buys units from a bank card.</summary>
    SubscribeFromCard,

    /// <summary>Pays a merchant from units, the bank advancing.</summary>
    PayFromFund,

    /// <summary>Redeems to the wallet at once (T+0), the bank advancing.</summary>
    RedeemToWallet,

    /// <summary>Redeems to a card at once (T+0), the bank advancing.</summary>
    RedeemToCardFast,

    /// <summary>Redeems to a card by an ordinary order (T+1).</summary>
    RedeemToCardNextDay,
}

/// <summary>One act of the plan.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="DayNumber">0 before the first day, then 1 … days.</param>
/// <param name="Number">1 … within its day and kind.</param>
/// <param name="Person">Person number, 1 … people.</param>
/// <param name="Merchant">Merchant number 1 … 50 for a payment, else 0.</param>
/// <param name="AmountFen">Fen, which is also the count of 0.01 units; 0 for an opening.</param>
public readonly record struct PlannedAct(
    ActKind Kind, int DayNumber, int Number, int Person, int Merchant, long AmountFen)
{
    /// <summary>The act's idempotency key, the same for the same seed and people: <c>d012-sub-card-00017</c>.</summary>
    public string Key => $"d{DayNumber:D3}-{NameOf(Kind)}-{Number:D5}";

    /// <summary>The word for a kind in keys and tables.</summary>
    public static string NameOf(ActKind kind) => kind switch
    {
        ActKind.OpenAccount => "open",
        ActKind.TransferInHoldings => "transfer-in",
        ActKind.TopUp => "top-up",
        ActKind.SubscribeFromWallet => "sub-wallet",
        ActKind.SubscribeFromCard => "sub-card",
        ActKind.PayFromFund => "pay-fund",
        ActKind.RedeemToWallet => "to-wallet",
        ActKind.RedeemToCardFast => "to-card-fast",
        ActKind.RedeemToCardNextDay => "to-card-next",
    };
}

/// <summary>Acts that may run at the same time: within a phase a person acts once at most.</summary>
/// <param name="Kind">The kind of every act in it.</param>
/// <param name="Acts">The acts, in the order of their numbers.</param>
public sealed record PlannedPhase(ActKind Kind, IReadOnlyList<PlannedAct> Acts);
