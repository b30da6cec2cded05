using Huoqi.Kernel;
using Huoqi.Wallet;

namespace Huoqi.Demo;

/// <summary>
/// What everybody has for certain while the plan is made, by today's rules: income is left out, so it is never too
/// much, and what comes in may be spent from the next wave on.
/// </summary>
internal sealed class DemoPurses(IReadOnlyList<DemoPerson> cast, RuleBook rules, FundDays days)
{
    private readonly long[] _fundFen = new long[cast.Count];
    private readonly long[] _walletFen = new long[cast.Count];
    private readonly long[] _classUsedFen = new long[cast.Count];
    private readonly int[] _classWindow = new int[cast.Count];
    private readonly long[] _fastFen = new long[cast.Count];
    private readonly long[] _paidFen = new long[cast.Count];
    private readonly SortedDictionary<DateOnly, List<(int Person, long Fen)>> _confirming = [];
    private readonly List<(int Person, long Fen)> _arriving = [];
    private DateOnly _date;
    private bool _ordersComeLate;

    /// <summary>Fund units each may use, in fen.</summary>
    public ReadOnlySpan<long> FundFen => _fundFen;

    /// <summary>Begins a date: what is confirmed by now is there.</summary>
    /// <param name="date">The date.</param>
    /// <param name="ordersComeLate">Whether its orders may come after the cut-off, whatever the plan says.</param>
    public void Begin(DateOnly date, bool ordersComeLate)
    {
        _date = date;
        _ordersComeLate = ordersComeLate;
        Array.Clear(_fastFen);
        Array.Clear(_paidFen);
        while (_confirming.Count > 0 && _confirming.First() is var (due, orders) && due <= date)
        {
            orders.ForEach(order => _fundFen[order.Person] += order.Fen);
            _confirming.Remove(due);
        }
    }

    /// <summary>What came into wallets in the last wave may be used.</summary>
    public void EndWave()
    {
        _arriving.ForEach(money => _walletFen[money.Person] += money.Fen);
        _arriving.Clear();
    }

    public void TransferIn(int person, long fen) => _fundFen[person] += fen;

    /// <summary>The most of an act of the kind that a person can be sure to be allowed now.</summary>
    public long MostFen(DemoActKind kind, int person) => kind switch
    {
        DemoActKind.TopUp or DemoActKind.Refund => long.MaxValue,
        DemoActKind.SubscribeFromCard => long.MaxValue,
        DemoActKind.SubscribeFromWallet => cast[person].Class == AccountClass.III
            ? Math.Min(_walletFen[person], ClassLeftFen(person))
            : 0,
        DemoActKind.PayFromWallet or DemoActKind.Send => Math.Min(_walletFen[person], PaymentLeftFen(person)),
        DemoActKind.Withdraw => _walletFen[person],
        DemoActKind.PayFromFund => Math.Min(_fundFen[person], PaymentLeftFen(person)),
        DemoActKind.RedeemToWallet or DemoActKind.RedeemToCard =>
            Math.Min(_fundFen[person], rules.T0Cap.On(_date).Amount.Fen - _fastFen[person]),
        DemoActKind.RedeemNextDay => _fundFen[person],
    };

    /// <summary>Books an act that will be done.</summary>
    public void Book(DemoAct act, TimeOnly at)
    {
        int person = act.Person;
        switch (act.Kind)
        {
            case DemoActKind.TopUp:
                _arriving.Add((person, act.Fen));
                break;
            case DemoActKind.Withdraw:
                _walletFen[person] -= act.Fen;
                break;
            case DemoActKind.SubscribeFromWallet:
                _walletFen[person] -= act.Fen;
                UseClass(person, act.Fen);
                Confirm(person, act.Fen, at);
                break;
            case DemoActKind.SubscribeFromCard:
                Confirm(person, act.Fen, at);
                break;
            case DemoActKind.PayFromFund:
                _fundFen[person] -= act.Fen;
                Pay(person, act.Fen);
                break;
            case DemoActKind.PayFromWallet:
                _walletFen[person] -= act.Fen;
                Pay(person, act.Fen);
                break;
            case DemoActKind.RedeemToWallet:
                _fundFen[person] -= act.Fen;
                _fastFen[person] += act.Fen;
                _arriving.Add((person, act.Fen));
                break;
            case DemoActKind.RedeemToCard:
                _fundFen[person] -= act.Fen;
                _fastFen[person] += act.Fen;
                break;
            case DemoActKind.RedeemNextDay:
                _fundFen[person] -= act.Fen;
                break;
            case DemoActKind.Send:
                _walletFen[person] -= act.Fen;
                Pay(person, act.Fen);
                _arriving.Add(((int)act.Other, act.Fen));
                break;
            case DemoActKind.Refund:
                _arriving.Add((person, act.Fen));
                break;
        }
    }

    private void Confirm(int person, long fen, TimeOnly at)
    {
        DateOnly confirmed = days.DatesOf(BeijingTime.At(_date, _ordersComeLate ? BeijingTime.Cutoff : at)).ConfirmDay;
        if (!_confirming.TryGetValue(confirmed, out List<(int Person, long Fen)>? orders))
        {
            _confirming.Add(confirmed, orders = []);
        }

        orders.Add((person, fen));
    }

    private Limit LimitOf(int person) => cast[person].Class switch
    {
        AccountClass.I => rules.ClassI.On(_date),
        AccountClass.II => rules.ClassII.On(_date),
        AccountClass.III => rules.ClassIII.On(_date),
    };

    private long ClassLeftFen(int person)
    {
        Limit limit = LimitOf(person);
        return limit.Amount.Fen - (_classWindow[person] == limit.Window.IdOf(_date) ? _classUsedFen[person] : 0);
    }

    // People of the demo confirm with a passkey.
    private long PaymentLeftFen(int person) =>
        Math.Min(ClassLeftFen(person), rules.TwoFactorPayments.On(_date).Amount.Fen - _paidFen[person]);

    private void Pay(int person, long fen)
    {
        _paidFen[person] += fen;
        UseClass(person, fen);
    }

    private void UseClass(int person, long fen)
    {
        int window = LimitOf(person).Window.IdOf(_date);
        if (_classWindow[person] != window)
        {
            _classWindow[person] = window;
            _classUsedFen[person] = 0;
        }

        _classUsedFen[person] += fen;
    }
}
