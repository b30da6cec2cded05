using Huoqi.Kernel;
using Huoqi.Replay;

namespace Huoqi.Demo;

/// <summary>
/// The demo as acts, day by day, before any is done: the real sums of each day, made smaller for the people there are
/// and cut to what today's rules allow, spread over them; and the visitor's own life among them. The same for the same
/// seed, and without an end: each enumeration starts anew.
/// </summary>
public sealed class DemoPlan
{
    /// <summary>The visitor's place in the cast.</summary>
    public const int Visitor = 0;

    /// <summary>The place of the friend the visitor sends money to.</summary>
    public const int Friend = 1;

    // Of a hundred actors of a day drawn by what they usually move, or hold; the others are drawn all alike.
    private const int ByWeight = 35;

    private static readonly TimeOnly Morning = new(9, 20);
    private static readonly TimeOnly Forenoon = new(10, 40);
    private static readonly TimeOnly Noon = new(12, 35);
    private static readonly TimeOnly Evening = new(19, 30);

    private readonly DemoSeries _series;
    private readonly RuleBook _rules;
    private readonly FundDays _days;
    private readonly ulong _seed;

    /// <param name="series">The real sums behind each day.</param>
    /// <param name="people">How many people.</param>
    /// <param name="seed">The same seed gives the same acts.</param>
    /// <param name="rules">Today's rules: the caps.</param>
    /// <param name="days">Which day an order belongs to, and when it is confirmed.</param>
    public DemoPlan(DemoSeries series, int people, ulong seed, RuleBook rules, FundDays days)
    {
        Invariant.Holds(people >= 10);
        _series = series;
        _rules = rules;
        _days = days;
        _seed = seed;
        People = DemoCast.People(people, seed);
        Weights = HeavyTail.Weights(seed, people);
        Openings = Opening();
    }

    /// <summary>Everybody, the visitor first.</summary>
    public IReadOnlyList<DemoPerson> People { get; }

    /// <summary>What people hold when the demo begins, in fen, by place: some ten thousand yuan each, few very much. It
    /// is enough for the income of a day to tell its published figure exactly.</summary>
    public IReadOnlyList<long> Openings { get; }

    private long[] Weights { get; }

    /// <summary>The days from <paramref name="from"/> to <paramref name="through"/>.</summary>
    /// <param name="from">The first day of the demo.</param>
    /// <param name="through">The last day wanted.</param>
    /// <param name="visitorThrough">
    /// The last day on which the plan acts for the visitor. Then their account is their own, and nobody knows at what
    /// hour the others come to act: their orders are planned as if they came after the cut-off.
    /// </param>
    public IEnumerable<DemoDay> Run(DateOnly from, DateOnly through, DateOnly visitorThrough)
    {
        DemoPurses purses = new(People, _rules, _days);
        for (int i = 0; i < Openings.Count; i++)
        {
            purses.TransferIn(i, Openings[i]);
        }

        DemoVisitor visitor = new(_seed, from);
        for (DateOnly date = from; date <= through; date = date.AddDays(1))
        {
            bool isFilled = date <= visitorThrough;
            purses.Begin(date, ordersComeLate: !isFilled);
            List<DemoWave> waves = [];
            Sheet sheet = new(this, purses, date, isFilled);
            foreach ((TimeOnly at, Action<Sheet> crowd) in ((TimeOnly, Action<Sheet>)[])
                [(Morning, TopUps), (Forenoon, Orders), (Noon, MidDay), (Evening, Evenings)])
            {
                sheet.BeginWave(at);
                if (isFilled)
                {
                    visitor.Act(sheet.Book, purses, date, waves.Count);
                }

                crowd(sheet);
                waves.Add(new(at, sheet.Acts));
                purses.EndWave();
            }

            yield return new(date, waves);
        }
    }

    private long[] Opening()
    {
        SplitMix64 random = SplitMix64.For(_seed, purpose: 901, part: 0);
        long all = Weights.Sum(weight => weight >> 20);
        long[] fen = new long[People.Count];
        for (int i = 0; i < fen.Length; i++)
        {
            // A third by weight, the rest alike; whole yuan.
            long byWeight = (long)((Int128)(Weights[i] >> 20) * People.Count * 400_000 / all);
            fen[i] = (byWeight + 300_000 + (random.Below(10_000) * 100)) / 100 * 100;
        }

        fen[Visitor] = 1_500_000;
        return fen;
    }

    private static void TopUps(Sheet sheet)
    {
        // What the day's purchases from the wallet need.
        sheet.Spread(DemoActKind.TopUp, ActKind.SubscribeFromWallet, sheet.Real.FromWalletFen, roundTo: 1_000, 100);
    }

    private static void Orders(Sheet sheet)
    {
        sheet.Invest();
        sheet.Spread(DemoActKind.SubscribeFromCard, ActKind.SubscribeFromCard, sheet.Real.FromCardFen, 1_000, 100);
        sheet.Spread(
            DemoActKind.RedeemNextDay, ActKind.RedeemToCardNextDay, sheet.Real.ToCardFen / 2, roundTo: 1_000, 100);
    }

    private static void MidDay(Sheet sheet)
    {
        sheet.Spread(DemoActKind.PayFromFund, ActKind.PayFromFund, sheet.Real.ConsumeFen, roundTo: 10, share: 50);
        sheet.Spread(DemoActKind.RedeemToWallet, ActKind.RedeemToWallet, sheet.Real.ToWalletFen, roundTo: 100, 100);
        sheet.Spread(
            DemoActKind.RedeemToCard, ActKind.RedeemToCardFast, sheet.Real.ToCardFen / 2, roundTo: 1_000, 100);
    }

    private static void Evenings(Sheet sheet)
    {
        sheet.Spread(DemoActKind.PayFromFund, ActKind.PayFromFund, sheet.Real.ConsumeFen, roundTo: 10, share: 50);
        sheet.Gifts();
    }

    /// <summary>The acts of a date as they are planned.</summary>
    private sealed class Sheet(DemoPlan plan, DemoPurses purses, DateOnly date, bool withVisitor)
    {
        private readonly ActorDraw _draw = new(plan.People.Count);
        private readonly Dictionary<(DemoActKind, int), int> _times = [];
        private readonly List<(int Person, long Fen)> _toInvest = [];
        private TimeOnly _at;
        private int _wave;

        public List<DemoAct> Acts { get; private set; } = [];

        public YuebaoDay Real { get; } = plan._series.RealOf(date);

        public void BeginWave(TimeOnly at)
        {
            _at = at;
            _wave++;
            _times.Clear();
            Acts = [];
        }

        /// <summary>Takes an act if the person can be sure to be allowed it.</summary>
        public DemoAct? Book(DemoActKind kind, int person, long fen, long other = 0, DemoAct? payment = null)
        {
            if (fen <= 0 || fen > purses.MostFen(kind, person))
            {
                return null;
            }

            DemoAct act = new(kind, person, KeyOf(kind, person), fen, other, payment);
            purses.Book(act, _at);
            Acts.Add(act);
            return act;
        }

        // By day, wave, kind and person: the same also when others of that wave come out differently.
        private string KeyOf(DemoActKind kind, int person)
        {
            int times = _times[(kind, person)] = _times.GetValueOrDefault((kind, person)) + 1;
            string key = $"demo-{date:yyyyMMdd}-{_wave}-{(int)kind}-{person}";
            return times == 1 ? key : $"{key}-{times}";
        }

        /// <summary>Spreads a share (of 100) of a real sum over people who can do it.</summary>
        public void Spread(DemoActKind kind, ActKind like, long realFen, long roundTo, int share)
        {
            int people = plan.People.Count;
            long totalFen = (long)((Int128)realFen * people * share / 100 / YuebaoDay.PeopleInData);
            int count = ActCounts.Of(like, realFen, totalFen, people);
            if (count == 0)
            {
                return;
            }

            SplitMix64 random = SplitMix64.For(plan._seed, date.DayNumber, ((int)kind * 10) + _wave);
            bool takesUnits = kind is not (DemoActKind.TopUp or DemoActKind.SubscribeFromCard);
            _draw.Weigh(takesUnits ? purses.FundFen : plan.Weights);
            _draw.BeginPhase();
            List<(int Person, long Weight)> actors = [];
            for (int tries = 0; tries < count * 4 && actors.Count < count; tries++)
            {
                int person = (random.Below(100) < ByWeight ? _draw.ByWeight(random) : _draw.Anybody(random)) - 1;
                if (person != Visitor && _draw.Take(person + 1) && purses.MostFen(kind, person) >= roundTo)
                {
                    actors.Add((person, (plan.Weights[person] >> 24) + 1_000 + (random.Below(16) * 200)));
                }
            }

            long weights = actors.Sum(actor => actor.Weight);
            foreach ((int person, long weight) in actors)
            {
                // No card gives or takes more than 50,000 yuan at once; few empty their accounts. What is above that or
                // a cap is left out: nobody else does it instead.
                long wantedFen = Math.Min((long)((Int128)totalFen * weight / weights), 5_000_000);
                long mostFen = purses.MostFen(kind, person);
                mostFen = takesUnits ? mostFen / 2 : mostFen;
                long fen = Math.Max(roundTo, Math.Min(wantedFen, mostFen) / roundTo * roundTo);
                DemoAct? act = Book(kind, person, fen, kind == DemoActKind.PayFromFund ? Shop(random) : 0);
                if (act is not null && kind == DemoActKind.TopUp)
                {
                    _toInvest.Add((person, fen));
                }
            }
        }

        /// <summary>What was brought into wallets this morning goes into the fund.</summary>
        public void Invest()
        {
            foreach ((int person, long fen) in _toInvest)
            {
                _ = Book(DemoActKind.SubscribeFromWallet, person, fen);
            }
        }

        /// <summary>One or two gifts an evening among those with money in their wallets.</summary>
        public void Gifts()
        {
            SplitMix64 random = SplitMix64.For(plan._seed, date.DayNumber, part: 999);
            for (int tries = 0; tries < 4; tries++)
            {
                int person = (int)random.Below(plan.People.Count);
                int friend = (int)random.Below(plan.People.Count);
                long fen = (1 + random.Below(20)) * 1_000;
                if (person != Visitor && friend != person && (withVisitor || friend != Visitor))
                {
                    _ = Book(DemoActKind.Send, person, fen, friend);
                }
            }
        }

        private static long Shop(SplitMix64 random) =>
            1 + Math.Min(random.Below(DemoCast.Merchants.Count), random.Below(DemoCast.Merchants.Count));
    }
}
