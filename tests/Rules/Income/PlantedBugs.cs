using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests;

/// <summary>A store in which a shard believes the furthest of all shards: it posts days not yet published
/// there.</summary>
internal sealed class HastyStore(MemoryLedgerStore store) : ILedgerStore
{
    public async Task<LoadResult> LoadAsync(LoadRequest request)
    {
        LoadResult result = await store.LoadAsync(request);
        if (request.Holders.Count == 0)
        {
            // A step of the fund's days is judged as it should be: only touches are hasty.
            return result;
        }

        foreach ((ShardHead _, List<FundRow> funds) in result.Heads.Values)
        {
            for (int i = 0; i < funds.Count; i++)
            {
                FundRow fund = funds[i];
                IEnumerable<EarningDayRow> days = store.Shards
                    .SelectMany(shard => shard.Days.GetValueOrDefault(fund.Asset, []))
                    .DistinctBy(day => day.Numbers.Day).OrderBy(day => day.Numbers.Day);
                foreach (EarningDayRow day in days.Where(d => d.Numbers.Day.DayNumber > fund.PublishedThrough))
                {
                    fund = fund with { PublishedThrough = day.Numbers.Day.DayNumber };
                    result.Days.Add(day.Numbers);
                }

                funds[i] = fund;
            }
        }

        List<EarningDay> distinct = [.. result.Days.Distinct()];
        result.Days.Clear();
        result.Days.AddRange(distinct);
        return result;
    }

    public Task CommitAsync(PostingGroup group) => store.CommitAsync(group);
}

/// <summary>Reads that lose one change of units in three hundred.</summary>
internal sealed class ForgetfulReads(IReads reads, Random random) : IReads
{
    public async Task<IReadOnlyList<TRow>> AllAsync<TRow>(Query<TRow> query, CancellationToken cancel = default)
    {
        IReadOnlyList<TRow> rows = await reads.AllAsync(query, cancel);
        return query is EarningQueries.UnitChangesAfter ? [.. rows.Where(_ => random.Next(300) != 0)] : rows;
    }
}

/// <summary>A commit whose days lose their last fen.</summary>
internal static class CutOffByOne
{
    public static void PlantIn(PostingGroup group)
    {
        foreach (ShardGroup shard in group.Shards)
        {
            for (int i = 0; i < shard.EarningDays.Count; i++)
            {
                EarningDayRow day = shard.EarningDays[i];
                shard.EarningDays[i] =
                    day with { Numbers = day.Numbers with { CutAccount = day.Numbers.CutAccount - 1 } };
            }
        }
    }
}
