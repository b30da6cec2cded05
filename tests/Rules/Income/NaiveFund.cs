namespace Huoqi.RulesTests;

/// <summary>
/// The naive model of a fund's income: every day every holder is credited. It shares no code with the ledger: units are
/// added up from the first day on, and a day is split by sorting everybody by remainder.
/// </summary>
internal sealed class NaiveFund
{
    /// <summary>Per split day: what everybody's units were, in the order of <see cref="Holders"/>.</summary>
    private readonly List<long[]> _unitsOn = [];

    private readonly List<long[]> _shares = [];

    public List<NaiveHolder> Holders { get; } = [];

    /// <summary>The first day that is not split.</summary>
    public int OpenSplit => _unitsOn.Count;

    /// <summary>All units that earn on the next day to be split.</summary>
    public long EarningUnits()
    {
        long sum = 0;
        foreach (NaiveHolder holder in Holders)
        {
            sum += Math.Max(0, holder.UnitsOn(OpenSplit));
        }

        return sum;
    }

    /// <summary>Splits the next day.</summary>
    public void SplitDay(long total)
    {
        int day = OpenSplit;
        long[] units = [.. Holders.Select(holder => Math.Max(0, holder.UnitsOn(day)))];
        long[] shares = Split(total, units);
        _unitsOn.Add(units);
        _shares.Add(shares);
        for (int i = 0; i < Holders.Count; i++)
        {
            Holders[i].Earn(shares[i], day);
        }
    }

    /// <summary>Credits a day that was split to the holders of one shard: there it is published.</summary>
    public void CreditDay(int day, short shard)
    {
        for (int i = 0; i < Holders.Count; i++)
        {
            if (Holders[i].Shard == shard)
            {
                Holders[i].Credit(_shares[day][i]);
            }
        }
    }

    /// <summary>A corrected total: the difference over the same units, counting from the open day on.</summary>
    public void Correct(int day, long difference, int earnsFrom)
    {
        long[] shares = Split(difference, _unitsOn[day]);
        for (int i = 0; i < Holders.Count; i++)
        {
            Adjust(Holders[i], shares[i], earnsFrom);
        }
    }

    public static void Adjust(NaiveHolder holder, long fen, int earnsFrom)
    {
        holder.Earn(fen, earnsFrom - 1);
        holder.Credit(fen);
    }

    public bool AnybodyEarnedOn(int day) => Array.Exists(_unitsOn[day], units => units > 0);

    private long[] Split(long total, long[] units)
    {
        Int128 all = 0;
        foreach (long one in units)
        {
            all += one;
        }

        long[] shares = new long[units.Length];
        if (all == 0)
        {
            return shares;
        }

        List<(Int128 Remainder, long Owner, int Place)> places = [];
        long left = total;
        for (int i = 0; i < units.Length; i++)
        {
            Int128 product = (Int128)units[i] * total;
            Int128 remainder = ((product % all) + all) % all;
            shares[i] = (long)((product - remainder) / all);
            left -= shares[i];
            places.Add((remainder, Holders[i].Owner, i));
        }

        places.Sort((a, b) => a.Remainder != b.Remainder
            ? b.Remainder.CompareTo(a.Remainder)
            : a.Owner.CompareTo(b.Owner));
        foreach ((Int128 _, long _, int place) in places.Take((int)left))
        {
            shares[place]++;
        }

        return shares;
    }
}
