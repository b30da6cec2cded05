using Huoqi.Replay;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Follows every act of a plan with plain counters and fails on the first that could not be done.</summary>
internal sealed class PlanOracle
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly long[] _availableFen;
    private readonly long[] _walletFen;
    private readonly List<(DateOnly Confirmed, int Person, long Fen)> _bought = [];

    public PlanOracle(ReplayPlan plan)
    {
        _availableFen = new long[plan.People];
        _walletFen = new long[plan.People];
        Assert.Equal(plan.People, plan.BeforeFirstDay[0].Acts.Count);
        foreach (PlannedAct act in plan.BeforeFirstDay.SelectMany(phase => phase.Acts))
        {
            Assert.True(_keys.Add(act.Key));
            _availableFen[act.Person - 1] += act.AmountFen;
        }

        Assert.Equal(plan.Days[0].OpeningFen, _availableFen.Sum());
    }

    public int DaysDone { get; private set; }

    public long ClosingFen { get; private set; }

    public void DoActsAndCheck(PlannedDay day)
    {
        foreach ((DateOnly _, int person, long fen) in _bought.Where(bought => bought.Confirmed == day.Date))
        {
            _availableFen[person - 1] += fen;
        }

        _bought.RemoveAll(bought => bought.Confirmed == day.Date);
        foreach (PlannedPhase phase in day.Phases)
        {
            HashSet<int> acted = [];
            long below = phase.Acts.Count(act => act.AmountFen < Spread.LeastFen);
            // A total that is itself small, or a crowd too small to choose from, may leave less than one yuan.
            Assert.True(below == 0 || phase.Acts.Count == 1 || _availableFen.Length < 100);
            for (int i = 0; i < phase.Acts.Count; i++)
            {
                PlannedAct act = phase.Acts[i];
                Assert.Equal((phase.Kind, day.Number, i + 1), (act.Kind, act.DayNumber, act.Number));
                Assert.True(_keys.Add(act.Key) && acted.Add(act.Person) && act.AmountFen > 0);
                Assert.Equal(act.Kind == ActKind.PayFromFund, act.Merchant is >= 1 and <= ReplayPlan.Merchants);
                Do(act, day.ConfirmationDay);
            }
        }

        ClosingFen = _bought.Sum(bought => bought.Fen);
        for (int i = 0; i < _availableFen.Length; i++)
        {
            PersonDay figures = day.OfPerson(i + 1);
            _availableFen[i] += figures.IncomeFen;
            ClosingFen += _availableFen[i];
            Assert.Equal(_availableFen[i], figures.AvailableUnits);
            Assert.Equal(_walletFen[i], figures.WalletFen);
        }

        Assert.Equal(ClosingFen, day.ClosingFen);
        DaysDone++;
    }

    private void Do(PlannedAct act, DateOnly confirmed)
    {
        ref long availableFen = ref _availableFen[act.Person - 1];
        ref long walletFen = ref _walletFen[act.Person - 1];
        switch (act.Kind)
        {
            case ActKind.TopUp:
                walletFen += act.AmountFen;
                break;
            case ActKind.SubscribeFromWallet:
                walletFen -= act.AmountFen;
                _bought.Add((confirmed, act.Person, act.AmountFen));
                break;
            case ActKind.SubscribeFromCard:
                _bought.Add((confirmed, act.Person, act.AmountFen));
                break;
            case ActKind.RedeemToWallet:
                availableFen -= act.AmountFen;
                walletFen += act.AmountFen;
                break;
            case ActKind.PayFromFund or ActKind.RedeemToCardFast or ActKind.RedeemToCardNextDay:
                availableFen -= act.AmountFen;
                break;
            case ActKind.OpenAccount or ActKind.TransferInHoldings:
                Assert.Fail($"{act.Key} belongs before the first day");
                break;
        }

        Assert.True(availableFen >= 0 && walletFen >= 0, $"{act.Key} leaves less than nothing");
    }
}
