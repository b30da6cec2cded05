using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>The keys and CHECKs of the schema: what a commit that a bug made must not get past.</summary>
internal static class MemoryChecks
{
    /// <summary>Throws unless every row of <paramref name="group"/> may be written to
    /// <paramref name="shard"/>.</summary>
    public static void Hold(MemoryShard shard, ShardGroup group)
    {
        Check(group.FromHead + 1 <= group.ToHead && group.ToChain.Length == 32, "posting_group");
        HashSet<(long, short, string)> keys = [];
        foreach (KeyRow key in group.Keys)
        {
            Check(key.Key.Length is > 0 and <= 64, "request_key: length of key");
            Check(keys.Add((key.Owner, key.Act, key.Key)) && !shard.Keys.ContainsKey((key.Owner, key.Act, key.Key)),
                "request_key: unique key");
        }

        CheckEntries(shard, group);
        foreach (EarningDayRow day in group.EarningDays)
        {
            Check(day.Numbers.EarningUnits >= 0 && day.PartUnits >= 0, "earning_day: units not negative");
            Check(shard.Days[day.Numbers.Asset].TrueForAll(d => d.Numbers.Day != day.Numbers.Day),
                "earning_day: unique day");
        }

        foreach (Account account in group.Accounts)
        {
            if (account.Exists)
            {
                Check(account.Stored == shard.Accounts.ContainsKey(account.Key.Packed),
                    $"account: {account.Key} is stored");
                Check(!account.Line.FloorAtZero || account.Balance >= 0, $"account: {account.Key} below its floor");
            }
        }

        foreach (Holder holder in group.Holders)
        {
            Check(holder.Stored == shard.Holders.ContainsKey((holder.Owner, holder.Asset)),
                $"holder: {holder.Owner} of {holder.Asset.Number} is stored");
            Check(holder.Asset.Number > 0, "holder: of a fund");
        }

        foreach (FundRow fund in group.FundRows)
        {
            Check(fund.PublishedThrough <= fund.SealedThrough, "fund_standing: published beyond the seal");
        }
    }

    private static void CheckEntries(MemoryShard shard, ShardGroup group)
    {
        long last = group.FromHead;
        foreach (EntryRow entry in group.Entries)
        {
            Check(entry.Entry > last && entry.Entry <= group.ToHead, "entry: unique number");
            Check(entry.Reverses == 0 || !shard.Reversed.ContainsKey(entry.Reverses), "entry: reversed once");
            last = entry.Entry;
        }

        (long Entry, short Line) lastLine = (group.FromHead, short.MaxValue);
        foreach (TransferRow line in group.Transfers)
        {
            Check(line.Amount > 0 && line.Debit != line.Credit, "transfer: amount and accounts");
            Check((line.Entry, line.Line).CompareTo(lastLine) > 0, "transfer: unique line");
            lastLine = (line.Entry, line.Line);
        }
    }

    private static void Check(bool holds, string constraint)
    {
        if (!holds)
        {
            throw new ConstraintBrokenException(constraint);
        }
    }
}

/// <summary>A row that the schema would refuse; only a bug can ask for it.</summary>
internal sealed class ConstraintBrokenException(string constraint) : Exception($"constraint broken: {constraint}");
