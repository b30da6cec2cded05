namespace Huoqi.Replay;

/// <summary>What one person must have at the end of a planned day.</summary>
/// <param name="EarningUnits">Units that earned today, in 0.01.</param>
/// <param name="IncomeFen">Today's income.</param>
/// <param name="AvailableUnits">Confirmed units after the day's acts, today's income included, in 0.01.</param>
/// <param name="UnconfirmedUnits">Units bought and not yet earning, in 0.01.</param>
/// <param name="WalletFen">Money in the wallet.</param>
public readonly record struct PersonDay(
    long EarningUnits, long IncomeFen, long AvailableUnits, long UnconfirmedUnits, long WalletFen)
{
    /// <summary>Available and unconfirmed, in fen: what the reported balance counts.</summary>
    public long BalanceFen => AvailableUnits + UnconfirmedUnits;
}

/// <summary>What the bank of one shard must have at the end of a planned day.</summary>
/// <param name="EarningUnits">Units that earned for the bank today, in 0.01.</param>
/// <param name="IncomeFen">Today's income of the bank.</param>
/// <param name="OrderUnits">Units it orders to redeem at the end of today, in 0.01; zero means no order.</param>
public readonly record struct BankDay(long EarningUnits, long IncomeFen, long OrderUnits);

/// <summary>
/// One day of the plan: its acts in phases, and what the naive model says the day must come to. The figures are those
/// of the running model: read them before asking for the next day.
/// </summary>
public sealed class PlannedDay
{
    private readonly NaiveFund _fund;
    private readonly DayPlanner _planner;

    internal PlannedDay(
        int number, YuebaoDay day, IReadOnlyList<PlannedPhase> phases, NaiveFund fund, DayPlanner planner)
    {
        Number = number;
        Totals = day;
        Phases = phases;
        _fund = fund;
        _planner = planner;
        EarningUnits = fund.TotalEarningUnits;
        IncomeFen = fund.TotalIncomeFen;
        PeopleIncomeFen = Sum(fund.IncomeFen[..People]);
        ClosingFen = Sum(fund.AvailableUnits) + Sum(fund.UnconfirmedUnits);
    }

    /// <summary>1 for the first day.</summary>
    public int Number { get; }

    public DateOnly Date => Totals.Date;

    /// <summary>The reported day whose totals are spread, scaled to the people of the plan.</summary>
    public YuebaoDay Totals { get; }

    /// <summary>The day's acts; phases follow one another, acts of a phase may run at the same time.</summary>
    public IReadOnlyList<PlannedPhase> Phases { get; }

    /// <summary>When the day's subscriptions, T+1 redemptions and bank orders are confirmed.</summary>
    public DateOnly ConfirmationDay => AsRecordedCalendar.ConfirmationDay(Date);

    /// <summary>S: units all holders, banks included, earn on today, in 0.01.</summary>
    public long EarningUnits { get; }

    /// <summary>T: income of all holders, banks included, in fen.</summary>
    public long IncomeFen { get; }

    /// <summary>Income of the people alone, in fen.</summary>
    public long PeopleIncomeFen { get; }

    /// <summary>The people's available and unconfirmed units at the end of the day, income included, in fen.</summary>
    public long ClosingFen { get; }

    private int People => _fund.AvailableUnits.Length;

    /// <summary>The figures of a person (1 … people).</summary>
    public PersonDay OfPerson(int person) => new(
        _fund.EarningUnits[person - 1], _fund.IncomeFen[person - 1], _fund.AvailableUnits[person - 1],
        _fund.UnconfirmedUnits[person - 1], _planner.WalletFen[person - 1]);

    /// <summary>The figures of the bank of a shard (0 … shards − 1).</summary>
    public BankDay OfBank(int shard) => new(
        _fund.EarningUnits[People + shard], _fund.IncomeFen[People + shard], _fund.BankOrderUnits[shard]);

    /// <summary>What the top hundredth of the people holds at the end of the day, in 1/10,000 of all.</summary>
    public int TopHundredthShare()
    {
        long[] balances = new long[People];
        for (int i = 0; i < balances.Length; i++)
        {
            balances[i] = OfPerson(i + 1).BalanceFen;
        }

        return HeavyTail.TopHundredthShare(balances);
    }

    private static long Sum(ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        return sum;
    }
}
