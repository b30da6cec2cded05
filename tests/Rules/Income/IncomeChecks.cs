using Huoqi.Ledger;
using Xunit;

namespace Huoqi.RulesTests;

/// <summary>Compares the books of one fund with the naive model; income not yet posted is derived.</summary>
internal sealed class IncomeChecks(MemoryLedgerStore store, Asset fund, NaiveFund model)
{
    private readonly EarningCalendar _calendar = new(fund);

    public void Everybody()
    {
        foreach (NaiveHolder holder in model.Holders)
        {
            One(holder);
        }
    }

    public void One(NaiveHolder holder)
    {
        MemoryShard shard = store.Shards[holder.Shard];
        long available = Balance(shard, holder, Chart.IncomeAccountOf(holder.Owner));
        long unpaid = Balance(shard, holder, AccountCode.UnpaidIncome);
        if (shard.Holders.TryGetValue((holder.Owner, fund), out HolderRow row))
        {
            LearnDays();
            int through = shard.Funds[fund].PublishedThrough;
            Holder derived = row.ToHolder();
            long net = available + unpaid + derived.Accrue(_calendar, through);
            (available, unpaid) = (Math.Max(0, net), Math.Min(0, net));
            int openDay = through + 1 - IncomeWorld.FirstDay.DayNumber;
            Same("units earning", holder, holder.UnitsOn(openDay), derived.Units);
        }

        long frozen = Balance(shard, holder, AccountCode.UnitsFrozen);
        long inTransit = Balance(shard, holder, AccountCode.UnitsInTransit);
        long notEarning = Balance(shard, holder, AccountCode.UnitsInTransitNotEarning);
        Same("available", holder, holder.Available, available);
        Same("unpaid", holder, holder.Unpaid, unpaid);
        Same("total", holder, holder.Total, available + unpaid + frozen + inTransit + notEarning);
        Same("frozen", holder, holder.Frozen, frozen);
        Same("in transit", holder, holder.InTransit, inTransit);
    }

    /// <summary>After a sweep nothing is left to derive, and the pool of every shard is empty.</summary>
    public void AllPosted()
    {
        Everybody();
        foreach (MemoryShard shard in store.Shards)
        {
            AccountKey pool = AccountKey.Of(Party.Platform, AccountCode.IncomeOwed, fund);
            Assert.Equal(0, shard.Accounts.TryGetValue(pool.Packed, out AccountRow owed) ? owed.Balance : 0);
            Assert.All(shard.Holders.Values.Where(h => h.Asset == fund),
                holder => Assert.Equal(shard.Funds[fund].PublishedThrough, holder.PostedThrough));
        }
    }

    /// <summary>The parts of a day in all shards are the day.</summary>
    public void DayIsGivenOut(int day, long total)
    {
        long parts = 0;
        foreach (MemoryShard shard in store.Shards)
        {
            EarningDayRow row = shard.Days[fund][day];
            Assert.Equal(total, row.Numbers.TotalFen);
            parts += row.PartFen;
        }

        Assert.Equal(total, parts);
    }

    private void LearnDays()
    {
        foreach (MemoryShard shard in store.Shards)
        {
            List<EarningDayRow> days = shard.Days[fund];
            for (int i = _calendar.Last < 0 ? 0 : _calendar.Last - _calendar.First + 1; i < days.Count; i++)
            {
                _calendar.Add(days[i].Numbers);
            }
        }
    }

    private long Balance(MemoryShard shard, NaiveHolder holder, AccountCode code) =>
        shard.Accounts.TryGetValue(AccountKey.Of(holder.Owner, code, fund).Packed, out AccountRow row)
            ? row.Balance
            : 0;

    private void Same(string what, NaiveHolder holder, long expected, long actual)
    {
        if (expected != actual)
        {
            Assert.Fail(
                $"{what} of {holder.Owner} in fund {fund.Number}, shard {holder.Shard}: "
                + $"model {expected}, books {actual}");
        }
    }
}
