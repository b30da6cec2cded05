using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>
/// The units of each account per fund, in hundredths of a unit: the record of title. It moves by confirmations and by
/// posted dividends only; a negative holding is shown as it is.
/// </summary>
internal sealed class Holdings
{
    private const int PageMax = 10_000;

    private readonly Dictionary<string, SortedDictionary<string, long>> _funds = new(StringComparer.Ordinal);

    /// <summary>The units of an account, in hundredths.</summary>
    public long Of(string fundCode, string account) => Fund(fundCode).GetValueOrDefault(account);

    /// <summary>Adds units (or takes them, below zero) to an account.</summary>
    public void Move(string fundCode, string account, long unitHundredths)
    {
        SortedDictionary<string, long> fund = Fund(fundCode);
        fund[account] = fund.GetValueOrDefault(account) + unitHundredths;
    }

    /// <summary>What all accounts of a fund hold together.</summary>
    public HoldingsTotal Total(string fundCode)
    {
        SortedDictionary<string, long> fund = Fund(fundCode);
        return new(fundCode, fund.Count, Format(fund.Values.Sum()));
    }

    /// <summary>The holdings by account number, after a given account.</summary>
    public HoldingPage Page(string fundCode, string after, int limit)
    {
        int take = Math.Min(limit, PageMax);
        List<HoldingWire> page = [];
        bool complete = true;
        foreach (KeyValuePair<string, long> holding in Fund(fundCode))
        {
            if (string.CompareOrdinal(holding.Key, after) <= 0)
            {
                continue;
            }

            if (page.Count >= take)
            {
                complete = false;
                break;
            }

            page.Add(new(holding.Key, Format(holding.Value)));
        }

        return new(fundCode, page, page.Count == 0 ? after : page[^1].Account, complete);
    }

    /// <summary>Writes units.</summary>
    public static string Format(long unitHundredths) => Decimals.Format(unitHundredths, decimals: 2);

    private SortedDictionary<string, long> Fund(string fundCode)
    {
        if (!_funds.TryGetValue(fundCode, out SortedDictionary<string, long>? fund))
        {
            fund = new(StringComparer.Ordinal);
            _funds.Add(fundCode, fund);
        }

        return fund;
    }
}
