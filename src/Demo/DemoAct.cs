namespace Huoqi.Demo;

/// <summary>What an act of the demo does.</summary>
public enum DemoActKind
{
    TopUp,
    Withdraw,
    SubscribeFromWallet,
    SubscribeFromCard,
    PayFromFund,
    PayFromWallet,
    RedeemToWallet,
    RedeemToCard,
    RedeemNextDay,
    Send,

    /// <summary>The merchant gives back a part of an earlier payment.</summary>
    Refund,
}

/// <summary>An act of the plan.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Person">Who, by place in the cast.</param>
/// <param name="Key">The request's key, the same whenever the plan is made.</param>
/// <param name="Fen">How much.</param>
/// <param name="Other">The merchant number, or the friend's place in the cast.</param>
/// <param name="Payment">Of a refund: the payment.</param>
public sealed record DemoAct(
    DemoActKind Kind, int Person, string Key, long Fen, long Other = 0, DemoAct? Payment = null);

/// <summary>Acts that may run at once: nobody spends in a wave what comes in with it.</summary>
/// <param name="At">When, in Beijing.</param>
/// <param name="Acts">The acts.</param>
public sealed record DemoWave(TimeOnly At, IReadOnlyList<DemoAct> Acts);

/// <summary>A day of the demo.</summary>
/// <param name="Date">The day.</param>
/// <param name="Waves">Its acts; those before the cut-off come first.</param>
public sealed record DemoDay(DateOnly Date, IReadOnlyList<DemoWave> Waves);
