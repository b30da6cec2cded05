using System.Numerics;
using Huoqi.Replay;

namespace Huoqi.RulesTests;

/// <summary>
/// The fund told a second way: each change of units is a dated lot, what earns on a day is the sum of the lots dated
/// up to it, and the income is split in big integers by sorting.
/// </summary>
internal sealed class LotModel
{
    private readonly int _people;
    private readonly Func<long, int> _shardOf;
    private readonly List<(DateOnly From, long Units)>[] _lots;
    private readonly long[] _incomeFen;
    private readonly long[] _incomeBeforeFen;
    private readonly long[] _bankOrderUnits;

    public LotModel(ReplayPlan plan, int shards, Func<long, int> shardOf)
    {
        _people = plan.People;
        _shardOf = shardOf;
        _lots = [.. Enumerable.Range(0, plan.People + shards).Select(_ => new List<(DateOnly From, long Units)>())];
        _incomeFen = new long[_lots.Length];
        _incomeBeforeFen = new long[_lots.Length];
        _bankOrderUnits = new long[shards];
        foreach (PlannedAct act in plan.BeforeFirstDay[1].Acts)
        {
            _lots[act.Person - 1].Add((plan.Days[0].Date, act.AmountFen));
        }
    }

    public long EarningUnits(int holder, DateOnly day) =>
        _lots[holder].Where(lot => lot.From <= day).Sum(lot => lot.Units);

    public long IncomeFen(int holder) => _incomeFen[holder];

    public long BankOrderUnits(int shard) => _bankOrderUnits[shard];

    public void DoDay(PlannedDay day)
    {
        DateOnly tomorrow = day.Date.AddDays(1);
        _incomeFen.CopyTo(_incomeBeforeFen, 0);
        for (int shard = 0; shard < _bankOrderUnits.Length; shard++)
        {
            _bankOrderUnits[shard] = _incomeBeforeFen[_people + shard];
        }

        foreach (PlannedAct act in day.Phases.SelectMany(phase => phase.Acts))
        {
            List<(DateOnly From, long Units)> person = _lots[act.Person - 1];
            int shard = _shardOf(act.Person);
            switch (act.Kind)
            {
                case ActKind.SubscribeFromWallet or ActKind.SubscribeFromCard:
                    person.Add((day.ConfirmationDay, act.AmountFen));
                    break;
                case ActKind.PayFromFund or ActKind.RedeemToWallet or ActKind.RedeemToCardFast:
                    person.Add((tomorrow, -act.AmountFen));
                    _lots[_people + shard].Add((tomorrow, act.AmountFen));
                    _bankOrderUnits[shard] += act.AmountFen;
                    break;
                case ActKind.RedeemToCardNextDay:
                    person.Add((tomorrow, -act.AmountFen));
                    break;
                case ActKind.TopUp or ActKind.OpenAccount or ActKind.TransferInHoldings:
                    break;
            }
        }

        for (int shard = 0; shard < _bankOrderUnits.Length; shard++)
        {
            _lots[_people + shard].Add((day.ConfirmationDay, -_bankOrderUnits[shard]));
        }

        Split(day);
        for (int holder = 0; holder < _lots.Length; holder++)
        {
            _lots[holder].Add((tomorrow, _incomeFen[holder]));
        }
    }

    private void Split(PlannedDay day)
    {
        BigInteger[] units = [.. Enumerable.Range(0, _lots.Length).Select(i => (BigInteger)EarningUnits(i, day.Date))];
        BigInteger all = units.Aggregate(BigInteger.Add);
        BigInteger income = ((2 * all * day.Totals.IncomePer10k) + 100_000_000) / 200_000_000;
        BigInteger left = income;
        for (int i = 0; i < units.Length; i++)
        {
            _incomeFen[i] = (long)(units[i] * income / all);
            left -= _incomeFen[i];
        }

        foreach (int holder in Enumerable.Range(0, units.Length)
            .OrderByDescending(i => units[i] * income % all).ThenBy(i => i).Take((int)left))
        {
            _incomeFen[holder]++;
        }
    }
}
