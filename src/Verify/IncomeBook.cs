using System.Globalization;

namespace Huoqi.Verify;

/// <summary>
/// Income in one shard: the naive model fed by the journal, beside the published days, the postings, the income still
/// owed, and the rows that holders and funds have.
/// </summary>
internal sealed class IncomeBook(Findings findings)
{
    private const string Day = "ledger.earning_day";
    private const string Fund = "ledger.fund_standing";
    private const string Entry = "ledger.entry";
    private const string Holder = "ledger.holder";

    private readonly Dictionary<int, FundRow> _rows = [];
    private readonly Dictionary<int, FundModel> _funds = [];

    /// <summary>What the journal says of seals.</summary>
    public FundSeals Seals { get; } = new(findings);

    /// <summary>The days given out, with the model's figures, in their order.</summary>
    public List<PublishedDay> Days { get; } = [];

    /// <summary>The funds that have a standing in the shard, with the last day published.</summary>
    public IEnumerable<(int Asset, int Published)> Funds => _rows.Select(row => (row.Key, row.Value.Published));

    /// <summary>A fund's standing, read before the journal.</summary>
    public void Add(int asset, FundRow row)
    {
        _rows.Add(asset, row);
        _funds.Add(asset, new(asset, row.First - 1));
    }

    /// <summary>A transfer of fund units, of an entry that is not an income posting.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="isIncome">Whether its entry names the earning days that it corrects.</param>
    public void Apply(in TransferRow transfer, bool isIncome)
    {
        long from = Arithmetic.EarningOwner(transfer.Debit);
        long to = Arithmetic.EarningOwner(transfer.Credit);
        FundModel fund = FundOf(Arithmetic.AssetOf(transfer.Debit), transfer.EarnsFrom);
        Touch(fund, Arithmetic.OwnerOf(transfer.Debit), transfer);
        Touch(fund, Arithmetic.OwnerOf(transfer.Credit), transfer);
        if (from == to)
        {
            return;
        }

        if (transfer.EarnsFrom <= fund.Published)
        {
            findings.Add(Check.Income, "ledger.transfer", "earns_from", transfer.Key,
                $"a day after {Text(fund.Published)}, the last published", Text(transfer.EarnsFrom));
        }

        if (from != 0)
        {
            fund.Change(ref fund.Of(from), transfer.EarnsFrom, -transfer.Amount, isIncome);
        }

        if (to != 0)
        {
            fund.Change(ref fund.Of(to), transfer.EarnsFrom, transfer.Amount, isIncome);
        }
    }

    /// <summary>An income posting, whose transfers come to <paramref name="amount"/> for its owner.</summary>
    public void Post(long entry, long owner, int asset, int firstDay, int lastDay, long amount)
    {
        string key = $"entry {entry}";
        FundModel fund = FundOf(asset, lastDay);
        if (!fund.Knows(owner))
        {
            findings.Add(Check.Income, Entry, "owner", key, "a holder", owner);
            return;
        }

        ref HolderModel holder = ref fund.Of(owner);
        if (holder.Owed != amount)
        {
            findings.Add(Check.Income, "ledger.transfer", "amount",
                $"{key}, income of {Text(firstDay)} to {Text(lastDay)}", holder.Owed, amount);
        }

        if (lastDay != fund.Published)
        {
            findings.Add(Check.Income, Entry, "last_day", key, Text(fund.Published), Text(lastDay));
        }

        if (firstDay <= holder.PostedThrough || (holder.FirstOwed != 0 && firstDay > holder.FirstOwed))
        {
            findings.Add(Check.Income, Entry, "first_day", key,
                $"after {Text(holder.PostedThrough)} and by {Text(holder.FirstOwed)}", Text(firstDay));
        }

        holder.Income = unchecked(holder.Income + amount);
        fund.Post(ref holder);
    }

    /// <summary>
    /// A day is published in the shard; <paramref name="booked"/> fen went to the income owed in its entry.
    /// </summary>
    public void Publish(in DayRow day, long booked)
    {
        FundModel fund = FundOf(day.Asset, day.Day);
        if (day.Day != fund.Published + 1)
        {
            bool isFirst = fund.Published == _rows.GetValueOrDefault(day.Asset).First - 1;
            findings.Add(Check.Income, isFirst ? $"{Fund}, {Day}" : Day, isFirst ? "first_day, day" : "day", day.Key,
                Text(fund.Published + 1), Text(day.Day));
        }

        DayModel model = fund.Publish(day.Day, day.Total, day.Earning, day.CutRemainder, day.CutAccount);
        Differ("part_fen", model.Part, day.Part, day.Key);
        Differ("part_units", model.Units, day.PartUnits, day.Key);
        if (booked != day.Part)
        {
            findings.Add(Check.Income, "ledger.transfer", "amount", day.Key, $"{day.Part} to the income owed", booked);
        }

        Days.Add(new(day, model));
    }

    /// <summary>Compares a holder row, with its dated changes.</summary>
    public void Compare(in HolderRow row, IReadOnlyList<(int Day, long Units)> changes)
    {
        (long owner, int asset, long units, int postedThrough, long income) = row;
        string key = KeyOf(owner, asset);
        FundModel fund = FundOf(asset, postedThrough);
        bool known = fund.Knows(owner);
        if (!known)
        {
            if (units != 0 || income != 0 || changes.Any(change => change.Units != 0))
            {
                findings.Add(Check.Income, Holder, "owner, asset", key, "no row: the journal knows no such holder",
                    $"{units} units");
            }

            return;
        }

        ref HolderModel holder = ref fund.Of(owner);
        holder.Compared = true;
        if (holder.Income != income)
        {
            findings.Add(Check.Income, Holder, "income", key, holder.Income, income);
        }

        if (postedThrough < holder.PostedThrough || postedThrough > fund.Published
            || (holder.FirstOwed != 0 && postedThrough >= holder.FirstOwed))
        {
            findings.Add(Check.Income, Holder, "posted_through", key, Text(holder.PostedThrough), Text(postedThrough));
            return;
        }

        // Days without income may have passed since the last posting: then some changes count already.
        List<(int Day, long Units)> all = holder.Changes ?? [];
        long expected = holder.PostedUnits
            + all.Where(change => change.Day <= postedThrough + 1).Sum(change => change.Units);
        if (expected != units)
        {
            findings.Add(Check.Income, Holder, "units", key, expected, units);
        }

        string later = Sums(all.Where(change => change.Day > postedThrough + 1));
        string found = Sums(changes);
        if (later != found)
        {
            findings.Add(Check.Income, Holder, "change_days, change_units", key, later, found);
        }
    }

    /// <summary>After the last holder row.</summary>
    public void Finish(AccountBook accounts)
    {
        foreach (FundModel fund in _funds.Values)
        {
            Int128 owed = 0;
            foreach (ref HolderModel holder in fund.Holders)
            {
                owed += holder.Owed;
                if (!holder.Compared)
                {
                    findings.Add(Check.Income, Holder, "owner, asset", KeyOf(holder.Owner, fund.Asset), "a row",
                        "none");
                }
            }

            findings.Looked(Check.Income, fund.Count);
            long pool = Arithmetic.AccountOf(owner: 0, Arithmetic.IncomeOwed, fund.Asset);
            if (accounts.BalanceOf(pool) != owed)
            {
                findings.Add(Check.Income, "ledger.transfer", "amount", Arithmetic.NameOf(pool),
                    $"{owed} derived and not yet posted", accounts.BalanceOf(pool));
            }

            if (_rows.TryGetValue(fund.Asset, out FundRow row))
            {
                CompareStanding(fund, row);
            }
        }

    }

    private void CompareStanding(FundModel fund, FundRow row)
    {
        string key = $"asset {fund.Asset}";
        if (row.Published != fund.Published)
        {
            findings.Add(Check.Income, Fund, "published_through", key, Text(fund.Published), Text(row.Published));
        }

        int sealedThrough = Seals.Through(fund.Asset, row, isOnlyFund: _rows.Count == 1);
        if (row.Sealed != sealedThrough)
        {
            findings.Add(Check.Income, Fund, "sealed_through", key, Text(sealedThrough), Text(row.Sealed));
        }
    }

    /// <summary>Whatever moves a holder's units posts its income first.</summary>
    private void Touch(FundModel fund, long owner, in TransferRow transfer)
    {
        if (!fund.Knows(owner))
        {
            return;
        }

        ref HolderModel holder = ref fund.Of(owner);
        if (holder.PostedThrough == fund.Published)
        {
            return;
        }

        if (holder.Owed != 0)
        {
            findings.Add(Check.Income, Entry, "act", $"before entry {transfer.Entry}",
                $"a posting of {holder.Owed} fen of income to owner {owner}", "none");
        }

        fund.Post(ref holder);
    }

    private FundModel FundOf(int asset, int day)
    {
        if (!_funds.TryGetValue(asset, out FundModel? fund))
        {
            findings.Add(Check.Income, Fund, "asset", $"asset {asset}", "a row: the journal uses it", "none");
            fund = new(asset, day - 1);
            _funds.Add(asset, fund);
        }

        return fund;
    }

    private void Differ(string column, Int128 expected, long found, string key)
    {
        if (expected != found)
        {
            findings.Add(Check.Income, Day, column, key, expected, found);
        }
    }

    private static string KeyOf(long owner, int asset) => $"owner {owner} asset {asset}";

    private static string Sums(IEnumerable<(int Day, long Units)> changes)
    {
        IEnumerable<string> days = changes
            .GroupBy(change => change.Day, change => change.Units)
            .Select(day => (Day: day.Key, Units: day.Sum()))
            .Where(day => day.Units != 0)
            .OrderBy(day => day.Day)
            .Select(day => $"{Text(day.Day)}: {day.Units.ToString(CultureInfo.InvariantCulture)}");
        string text = string.Join(", ", days);
        return text.Length == 0 ? "none" : text;
    }

    public static string Text(int day) =>
        day > 0 && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd")
            : day <= 0 ? "no day" : "a day beyond the calendar";
}

/// <summary>A holder by its row, without its dated changes; 0.01 units, day number, fen.</summary>
internal readonly record struct HolderRow(long Owner, int Asset, long Units, int PostedThrough, long Income);

/// <summary>How far a fund is in a shard, by its row; day numbers.</summary>
internal readonly record struct FundRow(int First, int Sealed, int Published);

/// <summary>A published day of one shard, with what the model makes of it.</summary>
internal readonly record struct PublishedDay(DayRow Row, DayModel Model);
