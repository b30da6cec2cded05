using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.RulesTests.Simulation;

/// <summary>Income, from the journal alone.</summary>
internal static class SimIncome
{
    /// <summary>What entries of an act brought to each owner's units.</summary>
    public static Dictionary<long, long> Of(SimWorld world, short act)
    {
        Dictionary<long, long> sums = [];
        foreach (MemoryShard shard in world.Store.Shards)
        {
            HashSet<long> entries = [.. shard.Entries.Where(entry => entry.Act == act).Select(entry => entry.Entry)];
            foreach (TransferRow line in shard.Transfers.Where(line => entries.Contains(line.Entry)))
            {
                Add(new(line.Credit), line.Amount);
                Add(new(line.Debit), -line.Amount);
            }
        }

        return sums;

        void Add(AccountKey key, long amount)
        {
            if (key.Owner != Party.Platform && Chart.Of(key.Code).Book == Book.Units)
            {
                sums[key.Owner] = sums.GetValueOrDefault(key.Owner) + amount;
            }
        }
    }

    /// <summary>A day has the same numbers everywhere, its parts are the day, and what was credited is all of
    /// it.</summary>
    public static void Check(SimWorld world)
    {
        long published = 0;
        List<EarningDayRow> first = world.Store.Shards[0].Days.GetValueOrDefault(world.Fund.Asset, []);
        for (int i = 0; i < first.Count; i++)
        {
            EarningDay numbers = first[i].Numbers;
            List<EarningDayRow> rows = [.. world.Store.Shards.Select(shard => shard.Days[world.Fund.Asset])
                .Where(days => days.Count == first.Count).Select(days => days[i])];
            world.Expect(rows.Count == SimWorld.Shards && rows.TrueForAll(row => row.Numbers == numbers),
                () => $"a day is the same in every shard: {numbers}");
            world.Expect(rows.Sum(row => row.PartFen) == numbers.TotalFen,
                () => $"the parts of a day are the day: {numbers}");
            Money total = FundIncome.OfDay(new(numbers.EarningUnits), SimDay.IncomeOf(numbers.Day));
            world.Expect(numbers.TotalFen == total.Fen, () => $"a day's total is what was published: {numbers}");
            published += numbers.TotalFen;
        }

        long credited = Of(world, LedgerActs.PostIncome).Values.Sum();
        world.Expect(credited == published, () => $"income credited is income published: {credited}, not {published}");
        long owed = world.Watch.Sum(AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, world.Fund.Asset));
        world.Expect(owed == 0, () => $"nobody is owed income after a sweep: {owed}");
    }
}
