using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>One holder of the naive model: what is on the accounts, and what begins or stops earning on each
/// day.</summary>
internal sealed class NaiveHolder(long owner, short shard, int days)
{
    /// <summary>By day index: units that earn from that day on, income of the day before among them.</summary>
    private readonly long[] _changes = new long[days];

    public long Owner => owner;

    public short Shard => shard;

    /// <summary>What can be spent: available units of a person, all units of the bank.</summary>
    public long Available { get; private set; }

    public long Frozen { get; private set; }

    /// <summary>Redeemed and earning until the day named at confirmation.</summary>
    public long InTransit { get; private set; }

    /// <summary>Redeemed and not earning any more.</summary>
    public long NotEarning { get; private set; }

    /// <summary>Never above zero: income taken that the units could not bear.</summary>
    public long Unpaid { get; private set; }

    public long Total => Available + Frozen + InTransit + NotEarning + Unpaid;

    public bool IsBank => !Party.IsPerson(owner);

    /// <summary>What earns on a day, counted from the first day on: the naive way.</summary>
    public long UnitsOn(int day)
    {
        long units = 0;
        for (int i = 0; i <= day; i++)
        {
            units += _changes[i];
        }

        return units;
    }

    /// <summary>Units come, and earn from a day on; what earlier days left unpaid is taken from them.</summary>
    public void Receive(long units, int earnsFrom)
    {
        _changes[earnsFrom] += units;
        Available += units;
        PayArrears();
    }

    /// <summary>Available units go, and stop earning from a day on.</summary>
    public void Give(long units, int earnsFrom)
    {
        _changes[earnsFrom] -= units;
        Available -= units;
    }

    public void Freeze(long units)
    {
        Available -= units;
        Frozen += units;
    }

    public void Unfreeze(long units)
    {
        Frozen -= units;
        Available += units;
        PayArrears();
    }

    /// <summary>Ordered to be redeemed: they still earn.</summary>
    public void Order(long units)
    {
        Available -= units;
        InTransit += units;
    }

    /// <summary>The order is confirmed: the units are gone.</summary>
    public void Confirm(long units, int earnsFrom)
    {
        _changes[earnsFrom] -= units;
        InTransit -= units;
    }

    /// <summary>Ordered to be redeemed, earning until a day that is known at once.</summary>
    public void OrderNotEarning(long units, int earnsFrom)
    {
        _changes[earnsFrom] -= units;
        Available -= units;
        NotEarning += units;
    }

    public void ConfirmNotEarning(long units) => NotEarning -= units;

    /// <summary>The income of a day is split: it earns from the next day on, wherever it stands.</summary>
    public void Earn(long income, int day) => _changes[day + 1] += income;

    /// <summary>Income reaches the accounts; what the available units cannot bear of a loss stands as unpaid.</summary>
    public void Credit(long income)
    {
        if (income < 0 && Available < -income)
        {
            Unpaid += Available + income;
            Available = 0;
            return;
        }

        Available += income;
        PayArrears();
    }

    private void PayArrears()
    {
        long paid = Math.Min(Available, -Unpaid);
        Available -= paid;
        Unpaid += paid;
    }
}
