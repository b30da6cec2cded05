namespace Huoqi.Verify;

/// <summary>
/// Published days over all shards: one set of numbers everywhere, parts that add up to it, and a cut that is where the
/// largest remainders end. Used by several passes at once.
/// </summary>
internal sealed class IncomeTotals
{
    private const string Day = "ledger.earning_day";
    private const long NoCut = long.MaxValue;

    private readonly Lock _adding = new();
    private readonly Dictionary<(int Asset, int Day), Totals> _days = [];
    private readonly Dictionary<int, int> _publishedEverywhere = [];

    /// <summary>Takes in the days of one shard.</summary>
    public void Add(short shard, IncomeBook income)
    {
        lock (_adding)
        {
            foreach ((int asset, int published) in income.Funds)
            {
                int before = _publishedEverywhere.GetValueOrDefault(asset, int.MaxValue);
                _publishedEverywhere[asset] = Math.Min(before, published);
            }

            foreach (PublishedDay day in income.Days)
            {
                (int, int) key = (day.Row.Asset, day.Row.Day);
                Totals totals = _days.GetValueOrDefault(key) ?? new(shard, day.Row);
                totals.Add(shard, day);
                _days[key] = totals;
            }
        }
    }

    /// <summary>After the last shard.</summary>
    public void Compare(Findings findings)
    {
        foreach (((int asset, int day), Totals totals) in _days.OrderBy(d => d.Key))
        {
            findings.Looked(Check.Income, 1);
            foreach ((short shard, DayRow row) in totals.Others)
            {
                CompareNumbers(findings, shard, totals.Numbers, row);
            }

            // A day may be on its way: published in some shards and not yet in others.
            if (day <= _publishedEverywhere.GetValueOrDefault(asset, int.MinValue))
            {
                CompareSums(findings, totals);
            }
        }
    }

    private static void CompareNumbers(Findings findings, short shard, in DayRow first, in DayRow row)
    {
        (string Column, long Expected, long Found)[] numbers =
        [
            ("total_fen", first.Total, row.Total),
            ("earning_units", first.Earning, row.Earning),
            ("cut_remainder", first.CutRemainder, row.CutRemainder),
            ("cut_account", first.CutAccount, row.CutAccount),
        ];
        foreach ((string column, long expected, long found) in numbers)
        {
            if (expected != found)
            {
                findings.Add(Check.Income,
                    new(Day, column, shard, row.Key, $"{expected}, as in another shard", $"{found}"));
            }
        }
    }

    /// <summary>
    /// Whoever has a larger remainder, or the same and a smaller number, comes first: so those above any cut are the
    /// first of that order, and when the shares come to the total they are just as many as there are fen left. The cut
    /// is right when it stands at the last of them.
    /// </summary>
    private static void CompareSums(Findings findings, Totals totals)
    {
        DayRow row = totals.Numbers;
        if (totals.Parts != row.Total)
        {
            findings.Add(Check.Income, Day, "part_fen, total_fen", row.Key, $"parts of {row.Total} in all",
                totals.Parts);
        }

        if (totals.PartUnits != row.Earning)
        {
            findings.Add(Check.Income, Day, "part_units, earning_units", row.Key, $"parts of {row.Earning} in all",
                totals.PartUnits);
        }

        if (totals.Shares != row.Total)
        {
            findings.Add(Check.Income, Day, "total_fen, cut_remainder, cut_account", row.Key,
                $"a cut at which the shares come to {row.Total} fen",
                $"({row.CutRemainder}, {row.CutAccount}), at which they come to {totals.Shares}");
        }

        (long remainder, long account) =
            totals.Given == 0 ? (NoCut, 0) : (totals.LastRemainder, totals.LastAccount);
        if ((remainder, account) != (row.CutRemainder, row.CutAccount))
        {
            findings.Add(Check.Income, Day, "cut_remainder, cut_account", row.Key,
                $"({remainder}, {account}), the last of {totals.Given} that get a fen more",
                $"({row.CutRemainder}, {row.CutAccount})");
        }
    }

    /// <summary>One day as it adds up.</summary>
    private sealed class Totals(short firstShard, DayRow numbers)
    {
        /// <summary>The numbers of the shard with the smallest number, for a report that is always the same.</summary>
        public DayRow Numbers { get; private set; } = numbers;

        /// <summary>Shards that say otherwise.</summary>
        public List<(short Shard, DayRow Row)> Others { get; } = [];

        public Int128 Parts { get; private set; }

        public Int128 PartUnits { get; private set; }

        public Int128 Shares { get; private set; }

        public long Given { get; private set; }

        public long LastRemainder { get; private set; } = long.MaxValue;

        public long LastAccount { get; private set; }

        private short _shard = firstShard;

        public void Add(short shard, in PublishedDay day)
        {
            if (!SameNumbers(day.Row, Numbers))
            {
                Others.Add(shard < _shard ? (_shard, Numbers) : (shard, day.Row));
            }

            if (shard < _shard)
            {
                (_shard, Numbers) = (shard, day.Row);
            }

            Parts += day.Row.Part;
            PartUnits += day.Row.PartUnits;
            Shares += day.Model.Part;
            Given += day.Model.Given;
            if (day.Model.Given > 0)
            {
                (long remainder, long account) = (day.Model.LastRemainder, day.Model.LastAccount);
                LastAccount = remainder < LastRemainder ? account
                    : remainder == LastRemainder ? Math.Max(LastAccount, account) : LastAccount;
                LastRemainder = Math.Min(LastRemainder, remainder);
            }
        }

        private static bool SameNumbers(in DayRow a, in DayRow b) =>
            (a.Total, a.Earning, a.CutRemainder, a.CutAccount) == (b.Total, b.Earning, b.CutRemainder, b.CutAccount);
    }
}
