using Huoqi.Kernel;

namespace Huoqi.RulesTests.Simulation;

/// <summary>What somebody asks of the platform in a run.</summary>
internal enum SimAct
{
    TopUp,
    Withdraw,
    SubscribeFromWallet,
    SubscribeFromCard,
    RedeemToWallet,
    RedeemToCard,
    RedeemNextDay,
    PayFromWallet,
    PayFromFund,
    Refund,
    Send,
    CloseAccount,
}

/// <summary>A family of acts: what is asked, how long, and which workers run how often.</summary>
/// <param name="Name">Its name, as a failure prints it.</param>
/// <param name="Acts">What is asked; one that stands twice is asked twice as often.</param>
/// <param name="Span">How long people ask for something.</param>
/// <param name="Asked">How many things they ask for.</param>
/// <param name="BankEvery">The pause of the worker that asks the bank.</param>
/// <param name="DayEvery">The pause of the worker that keeps the platform's day; null where no day passes.</param>
internal sealed record SimScenario(
    string Name, IReadOnlyList<SimAct> Acts, TimeSpan Span, int Asked, TimeSpan BankEvery, TimeSpan? DayEvery = null)
{
    /// <summary>How many payment requests merchants have made: most of what is asked is to pay one of them.</summary>
    public int Requests { get; init; }

    /// <summary>The pause of the worker that makes deliveries.</summary>
    public TimeSpan DeliverEvery => BankEvery;

    /// <summary>How long everything may take to come to rest once nothing goes wrong any more.</summary>
    public TimeSpan Patience => DayEvery is null ? TimeSpan.FromHours(2) : TimeSpan.FromDays(6);

    /// <summary>A Tuesday in Beijing, with dealing days before it and behind: ten minutes before its end, or at nine in
    /// the morning where several days pass.</summary>
    public DateTimeOffset Start { get; } =
        BeijingTime.At(new(2018, 7, 10), DayEvery is null ? new TimeOnly(23, 50) : new TimeOnly(9, 0));

    /// <summary>How long after the start the first business date ends.</summary>
    public TimeSpan Midnight => BeijingTime.At(new(2018, 7, 11), TimeOnly.MinValue) - Start;

    public static readonly IReadOnlyList<SimScenario> All =
    [
        Short("top-up", SimAct.TopUp),
        Short("withdraw", SimAct.Withdraw, SimAct.Withdraw, SimAct.TopUp),
        Days("subscribe-confirm", 2, SimAct.SubscribeFromWallet, SimAct.SubscribeFromCard, SimAct.RedeemNextDay),
        Short("fast-redemption", SimAct.RedeemToWallet, SimAct.RedeemToCard),
        Short("pay-from-fund", SimAct.PayFromFund, SimAct.PayFromFund, SimAct.RedeemToWallet),
        Short("refund", SimAct.Refund, SimAct.Refund, SimAct.PayFromWallet, SimAct.PayFromFund),
        Short("payment-requests", SimAct.Refund) with { Requests = 6 },
        Short("gift", SimAct.Send, SimAct.Send, SimAct.Send, SimAct.Send, SimAct.Withdraw, SimAct.CloseAccount),
        Days("daily-close", 2, SimAct.SubscribeFromWallet, SimAct.RedeemToWallet, SimAct.PayFromFund,
            SimAct.RedeemNextDay, SimAct.Refund, SimAct.TopUp),
    ];

    public static SimScenario Of(string name) => All.Single(scenario => scenario.Name == name);

    private static SimScenario Short(string name, params SimAct[] acts) =>
        new(name, acts, TimeSpan.FromMinutes(20), Asked: 24, BankEvery: TimeSpan.FromSeconds(60));

    private static SimScenario Days(string name, int days, params SimAct[] acts) => new(
        name, acts, TimeSpan.FromDays(days), Asked: 16, BankEvery: TimeSpan.FromMinutes(160),
        DayEvery: TimeSpan.FromMinutes(180));
}
