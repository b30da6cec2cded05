using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>Answers a load from the tables in memory; what it hands out is a copy.</summary>
internal static class MemoryLoad
{
    public static LoadResult From(MemoryShard[] shards, LoadRequest request)
    {
        LoadResult result = new();
        HashSet<(Asset, int)> days = [];
        foreach (short number in request.Heads)
        {
            MemoryShard shard = shards[number];
            result.Heads.Add(number, (shard.Head, [.. shard.Funds.Values]));
            foreach ((Asset asset, List<EarningDayRow> published) in shard.Days)
            {
                AddDays(result, days, published, heldThrough: request.DaysHeld.GetValueOrDefault(asset, -1));
            }
        }

        foreach ((short shard, long owner, short act, string key) in request.Keys)
        {
            if (shards[shard].Keys.TryGetValue((owner, act, key), out KeyRow row))
            {
                result.Keys.TryAdd((shard, owner, act, key), row);
            }
        }

        foreach ((short shard, AccountKey account) in request.Accounts)
        {
            if (shards[shard].Accounts.TryGetValue(account.Packed, out AccountRow row))
            {
                result.Accounts.TryAdd((shard, account.Packed), row);
            }
        }

        foreach ((short shard, long owner, Asset asset) in request.Holders)
        {
            if (shards[shard].Holders.TryGetValue((owner, asset), out HolderRow row))
            {
                result.Holders.Add((shard, row));
            }
        }

        AddWholeOwners(shards, request, result);
        foreach ((short shard, long entry) in request.Reversals)
        {
            result.Reversals[(shard, entry)] =
                !shards[shard].HasEntry(entry) ? ReversalState.NoSuchEntry
                : shards[shard].Reversed.ContainsKey(entry) ? ReversalState.Reversed
                : ReversalState.Standing;
        }

        return result;
    }

    private static void AddDays(
        LoadResult result, HashSet<(Asset, int)> seen, List<EarningDayRow> published, int heldThrough)
    {
        for (int i = published.Count - 1; i >= 0 && published[i].Numbers.Day.DayNumber > heldThrough; i--)
        {
            EarningDay numbers = published[i].Numbers;
            if (seen.Add((numbers.Asset, numbers.Day.DayNumber)))
            {
                result.Days.Add(numbers);
            }
        }
    }

    private static void AddWholeOwners(MemoryShard[] shards, LoadRequest request, LoadResult result)
    {
        foreach ((short shard, long owner) in request.WholeOwners)
        {
            foreach ((long packed, AccountRow row) in shards[shard].Accounts)
            {
                if (new AccountKey(packed).Owner == owner)
                {
                    result.Accounts.TryAdd((shard, packed), row);
                }
            }

            foreach (HolderRow row in shards[shard].Holders.Values)
            {
                if (row.Owner == owner)
                {
                    result.Holders.Add((shard, row));
                }
            }
        }
    }
}
