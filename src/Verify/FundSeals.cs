namespace Huoqi.Verify;

/// <summary>
/// The seals of a shard, day by day. The journal has them only as entries without transfers, and the day in the key of
/// their request, after the fund's code; a publication tells which fund has that code.
/// </summary>
internal sealed class FundSeals(Findings findings)
{
    private readonly Dictionary<string, int> _sealed = [];
    private readonly Dictionary<int, string> _codes = [];

    /// <summary>A day is sealed, and the one before it was.</summary>
    public void Seal(long entry, FundStep step)
    {
        if (_sealed.TryGetValue(step.Fund, out int before) && step.Day != before + 1)
        {
            findings.Add(Check.Income, "ledger.request_key", "key", $"entry {entry}",
                $"the seal of {IncomeBook.Text(before + 1)}", $"that of {IncomeBook.Text(step.Day)}");
        }

        _sealed[step.Fund] = step.Day;
    }

    /// <summary>A day is published, and it was sealed.</summary>
    public void Publish(in DayRow day, FundStep step)
    {
        _codes[day.Asset] = step.Fund;
        if (_sealed.GetValueOrDefault(step.Fund) < day.Day || step.Day != day.Day)
        {
            findings.Add(Check.Income, "ledger.earning_day", "day", day.Key,
                $"a sealed day, {IncomeBook.Text(step.Day)}", IncomeBook.Text(day.Day));
        }
    }

    /// <summary>The last day sealed; before its first publication a fund is known only if it is alone.</summary>
    public int Through(int asset, FundRow row, bool isOnlyFund)
    {
        string? code = _codes.GetValueOrDefault(asset) ?? (isOnlyFund ? _sealed.Keys.FirstOrDefault() : null);
        return code is not null ? _sealed.GetValueOrDefault(code, row.First - 1)
            : _sealed.Count == 0 ? row.First - 1 : row.Sealed;
    }
}
