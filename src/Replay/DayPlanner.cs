using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>Plans the acts of one day: who does what with how much, within what each has in fund and wallet.</summary>
internal sealed class DayPlanner
{
    // Of a hundred: buyers from the wallet drawn among those with money left in it, buyers drawn by what they usually
    // move, payers and redeemers drawn by what they hold. The others are drawn all alike.
    private const int BuyersFromWalletRest = 30;
    private const int BuyersByWeight = 10;
    private const int RedeemersByHolding = 35;

    // Redeemers of a phase hold this many times what it moves, so that few of them empty their accounts.
    private const int HoldingsTimesTotal = 3;

    private readonly ulong _seed;
    private readonly int _people;
    private readonly int _merchants;
    private readonly long[] _weights;
    private readonly NaiveFund _fund;
    private readonly long[] _walletFen;
    private readonly ActorDraw _buyers;
    private readonly ActorDraw _redeemers;
    private readonly List<int> _actors = [];

    public DayPlanner(ulong seed, long[] weights, NaiveFund fund, int merchants)
    {
        _seed = seed;
        _people = weights.Length;
        _merchants = merchants;
        _weights = weights;
        _fund = fund;
        _walletFen = new long[_people];
        _buyers = new(_people);
        _buyers.Weigh(weights);
        _redeemers = new(_people);
    }

    public ReadOnlySpan<long> WalletFen => _walletFen;

    /// <summary>Plans the day and carries its acts out on the fund and the wallets; the fund's day is begun.</summary>
    /// <param name="dayNumber">1 for the first day.</param>
    /// <param name="reported">The day's sums as reported for 28,041 people; they say how many acts.</param>
    /// <param name="day">The day's sums to spread.</param>
    public List<PlannedPhase> Plan(int dayNumber, YuebaoDay reported, YuebaoDay day)
    {
        List<PlannedPhase> phases = [];
        long[] fromWalletFen = Buy(
            dayNumber, ActKind.SubscribeFromWallet, reported.FromWalletFen, day.FromWalletFen);
        PlannedAct[] bought = Acts(ActKind.SubscribeFromWallet, dayNumber, fromWalletFen);
        Add(phases, ActKind.TopUp, TopUps(dayNumber, bought));
        Add(phases, ActKind.SubscribeFromWallet, bought);
        foreach (PlannedAct act in bought)
        {
            _walletFen[act.Person - 1] -= act.AmountFen;
        }

        long[] fromCardFen = Buy(dayNumber, ActKind.SubscribeFromCard, reported.FromCardFen, day.FromCardFen);
        PlannedAct[] boughtByCard = Acts(ActKind.SubscribeFromCard, dayNumber, fromCardFen);
        Add(phases, ActKind.SubscribeFromCard, boughtByCard);
        foreach (PlannedAct act in bought.Concat(boughtByCard))
        {
            _fund.Subscribe(act.Person, act.AmountFen);
        }

        // The data do not tell fast redemptions to cards from ordinary ones: half of the money is taken for each.
        long fastFen = day.ToCardFen - (day.ToCardFen / 2);
        _redeemers.Weigh(_fund.AvailableUnits);
        Redeem(phases, dayNumber, ActKind.PayFromFund, reported.ConsumeFen, day.ConsumeFen);
        Redeem(phases, dayNumber, ActKind.RedeemToWallet, reported.ToWalletFen, day.ToWalletFen);
        Redeem(phases, dayNumber, ActKind.RedeemToCardFast, reported.ToCardFen, fastFen);
        Redeem(phases, dayNumber, ActKind.RedeemToCardNextDay, reported.ToCardFen, day.ToCardFen - fastFen);
        return phases;
    }

    private static void Add(List<PlannedPhase> phases, ActKind kind, PlannedAct[] acts)
    {
        if (acts.Length > 0)
        {
            phases.Add(new(kind, acts));
        }
    }

    private PlannedAct[] Acts(ActKind kind, int dayNumber, long[] amountsFen)
    {
        PlannedAct[] acts = new PlannedAct[amountsFen.Length];
        for (int i = 0; i < acts.Length; i++)
        {
            acts[i] = new(kind, dayNumber, i + 1, _actors[i], Merchant: 0, amountsFen[i]);
        }

        return acts;
    }

    // Fills the actors with the day's buyers and returns what each buys.
    private long[] Buy(int dayNumber, ActKind kind, long fullSizeFen, long totalFen)
    {
        _actors.Clear();
        int count = ActCounts.Of(kind, fullSizeFen, totalFen, _people);
        if (count == 0)
        {
            return [];
        }

        SplitMix64 random = SplitMix64.For(_seed, dayNumber, (long)kind);
        long leftFen = totalFen;
        _buyers.BeginPhase();
        List<long> amountsFen = kind == ActKind.SubscribeFromWallet ? BuyWithRests(random, count, ref leftFen) : [];
        List<long> wishes = [];
        while (_actors.Count < count)
        {
            bool byWeight = random.Below(100) < BuyersByWeight;
            int person = byWeight ? _buyers.ByWeight(random) : _buyers.Anybody(random);
            if (_buyers.Take(person))
            {
                _actors.Add(person);
                wishes.Add(_weights[person - 1] * (1 + random.Below(16)));
            }
        }

        amountsFen.AddRange(Spread.ByWeight(leftFen, [.. wishes]));
        return [.. amountsFen];
    }

    // Some put back into the fund what earlier redemptions left in their wallets, all of it. At least one buyer and
    // half the money stay for the others, so that their split is always possible.
    private List<long> BuyWithRests(SplitMix64 random, int count, ref long leftFen)
    {
        List<long> amountsFen = [];
        List<int> withRest = PeopleWithMoneyInWallet();
        long mostFen = leftFen / 2;
        int tries = Math.Min(count - 1, count * BuyersFromWalletRest / 100);
        for (int i = 0; i < tries && withRest.Count > 0; i++)
        {
            int person = withRest[(int)random.Below(withRest.Count)];
            long restFen = _walletFen[person - 1];
            if (restFen <= mostFen && _buyers.Take(person))
            {
                _actors.Add(person);
                amountsFen.Add(restFen);
                mostFen -= restFen;
                leftFen -= restFen;
            }
        }

        return amountsFen;
    }

    private List<int> PeopleWithMoneyInWallet()
    {
        List<int> found = [];
        for (int i = 0; i < _people; i++)
        {
            if (_walletFen[i] >= Spread.LeastFen)
            {
                found.Add(i + 1);
            }
        }

        return found;
    }

    // What a purchase lacks comes from the card, one yuan at least; what that is too much stays in the wallet.
    private PlannedAct[] TopUps(int dayNumber, PlannedAct[] bought)
    {
        List<PlannedAct> topUps = [];
        foreach (PlannedAct purchase in bought)
        {
            long lackFen = purchase.AmountFen - _walletFen[purchase.Person - 1];
            if (lackFen > 0)
            {
                long amountFen = Math.Max(lackFen, Spread.LeastFen);
                topUps.Add(new(ActKind.TopUp, dayNumber, topUps.Count + 1, purchase.Person, Merchant: 0, amountFen));
                _walletFen[purchase.Person - 1] += amountFen;
            }
        }

        return [.. topUps];
    }

    private void Redeem(List<PlannedPhase> phases, int dayNumber, ActKind kind, long fullSizeFen, long totalFen)
    {
        int count = ActCounts.Of(kind, fullSizeFen, totalFen, _people);
        if (count == 0)
        {
            return;
        }

        SplitMix64 random = SplitMix64.For(_seed, dayNumber, (long)kind);
        DrawRedeemers(random, count, totalFen);
        long[] capsFen = new long[_actors.Count];
        long[] wantsFen = new long[_actors.Count];
        for (int i = 0; i < capsFen.Length; i++)
        {
            capsFen[i] = _fund.AvailableUnits[_actors[i] - 1];
            wantsFen[i] = (long)((Int128)capsFen[i] * (1 + random.Below(16)) / 16);
        }

        PlannedAct[] acts = Acts(kind, dayNumber, Spread.Within(totalFen, wantsFen, capsFen));
        for (int i = 0; i < acts.Length; i++)
        {
            PlannedAct act = acts[i];
            if (kind == ActKind.RedeemToCardNextDay)
            {
                _fund.RedeemNextDay(act.Person, act.AmountFen);
                continue;
            }

            _fund.RedeemInstant(act.Person, act.AmountFen);
            if (kind == ActKind.RedeemToWallet)
            {
                _walletFen[act.Person - 1] += act.AmountFen;
            }

            if (kind == ActKind.PayFromFund)
            {
                // The lesser of two draws: low numbers are the busy shops.
                long shop = Math.Min(random.Below(_merchants), random.Below(_merchants));
                acts[i] = act with { Merchant = 1 + (int)shop };
            }
        }

        phases.Add(new(kind, acts));
    }

    private void DrawRedeemers(SplitMix64 random, int count, long totalFen)
    {
        _actors.Clear();
        _redeemers.BeginPhase();
        long leastFen = Math.Min(Spread.LeastFen, totalFen / count);
        Int128 heldFen = 0;
        long most = Math.Max(count, Math.Min(_people, totalFen / Spread.LeastFen));
        for (int tries = 0; tries < count * 8; tries++)
        {
            bool enough = heldFen >= (Int128)totalFen * HoldingsTimesTotal;
            if (_actors.Count >= most || (_actors.Count >= count && enough))
            {
                break;
            }

            bool byHolding = _actors.Count >= count || random.Below(100) < RedeemersByHolding;
            int person = byHolding ? _redeemers.ByWeight(random) : _redeemers.Anybody(random);
            if (_fund.AvailableUnits[person - 1] >= leastFen && _redeemers.Take(person))
            {
                _actors.Add(person);
                heldFen += _fund.AvailableUnits[person - 1];
            }
        }

        AddTheRichest(heldFen, totalFen);
    }

    // Chance found too little, as it does with few people: those who hold most make up for it.
    private void AddTheRichest(Int128 heldFen, long totalFen)
    {
        if (heldFen >= totalFen)
        {
            return;
        }

        int[] byHolding = new int[_people];
        for (int i = 0; i < _people; i++)
        {
            byHolding[i] = i + 1;
        }

        Array.Sort(byHolding, (a, b) =>
        {
            int order = _fund.AvailableUnits[b - 1].CompareTo(_fund.AvailableUnits[a - 1]);
            return order != 0 ? order : a.CompareTo(b);
        });
        foreach (int person in byHolding)
        {
            if (heldFen >= totalFen)
            {
                return;
            }

            if (_fund.AvailableUnits[person - 1] > 0 && _redeemers.Take(person))
            {
                _actors.Add(person);
                heldFen += _fund.AvailableUnits[person - 1];
            }
        }

        Invariant.Holds(heldFen >= totalFen);
    }
}
