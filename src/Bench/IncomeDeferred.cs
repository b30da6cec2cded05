using System.Diagnostics;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>A million holders with rows and accounts: whole days, and what posting their income costs later.</summary>
internal sealed class IncomeDeferred(BenchRun run, IncomeBooks books, ServerProcess? server)
{
    private const short Million = 3;
    private const short Touched = 4;
    private const int UnpostedDays = 400;
    private const int TouchesAtOnce = 512;
    private const int Slices = 8;
    private const int LoneTouches = 200;
    private const int Grouped = TouchesAtOnce * Slices;
    private const short TouchAct = 30_010;

    /// <summary>Seconds of a whole day, and holders a second that the sweep posts.</summary>
    public async Task<(double Day, double Swept)> SweepAsync(long holders, CancellationToken cancel)
    {
        Fund fund = await books.OpenFundAsync(Million);
        await WriteAsync(fund.Asset, Enumerable.Range(1, (int)holders).Select(n => (long)n),
            IncomeBooks.FirstDay.AddDays(-1), cancel);
        DailyIncome income = new(books.Ledger, books.Installation.Db, fund);
        DateOnly day = IncomeBooks.FirstDay;
        IncomeCost first = await IncomeMeter.CostAsync(server, () => IncomeBooks.DayAsync(income, day));
        run.Say($"  first day of {holders:N0} holders, read from their rows  {first}");
        List<IncomeCost> days = [];
        List<IncomeCost> sweeps = [];
        SweepIncome sweep = new(books.Ledger, books.Installation.Db);
        for (int round = 1; round <= run.Rounds; round++)
        {
            day = day.AddDays(1);
            IncomeCost cost = await IncomeMeter.CostAsync(server, () => IncomeBooks.DayAsync(income, day));
            run.Say($"  a day                     {cost}");
            days.Add(cost);
            long swept = 0;
            IncomeCost swept1 = await IncomeMeter.CostAsync(
                server, async () => swept = await sweep.SweepAsync(fund, IncomeBooks.Today, cancel));
            Invariant.Holds(swept == holders);
            run.Say($"  a sweep                   {swept1}  {swept / swept1.Seconds:N0} holders/s, "
                + $"{swept1.App * 1e6 / swept:N1} us app and {swept1.Server * 1e6 / swept:N1} us server a holder");
            sweeps.Add(swept1);
        }

        return (IncomeMeter.Median(days).Seconds, holders / IncomeMeter.Median(sweeps).Seconds);
    }

    /// <summary>What a touch with 400 unposted days costs against one with none: the worse of lone touches and of many
    /// at once.</summary>
    public async Task<double> TouchAsync(CancellationToken cancel)
    {
        Fund fund = await books.OpenFundAsync(Touched);
        int rounds = run.Rounds + 1;
        int group = Grouped + LoneTouches;
        long[] people = [.. Enumerable.Range(1, 2 * rounds * group).Select(n => 50_000_000L + n)];
        long[] behind = [.. people.Where((_, i) => i / group % 2 == 0)];
        long[] upToDate = [.. people.Where((_, i) => i / group % 2 == 1)];
        DateOnly last = await LiveAsync(fund, behind, cancel);
        await WriteAsync(fund.Asset, behind, IncomeBooks.FirstDay.AddDays(-1), cancel);
        await WriteAsync(fund.Asset, upToDate, last, cancel);
        List<double> many = [];
        List<double> lone = [];
        for (int round = 0; round < rounds; round++)
        {
            EntryDraft[] none = Touches(fund, upToDate.Skip(round * group), last);
            EntryDraft[] all = Touches(fund, behind.Skip(round * group), last);
            (double manyNone, double manyAll) = await ManyAsync(none, all);
            (double loneNone, double loneAll) = await LoneAsync(none, all);
            run.Say($"  {TouchesAtOnce:N0} touches at once: {manyNone:N1} us each with none, {manyAll:N1} us with "
                + $"{UnpostedDays} unposted days; alone {loneNone:N0} us and {loneAll:N0} us"
                + (round == 0 ? " (the first, not counted)" : ""));
            if (round > 0)
            {
                many.Add(manyAll / manyNone);
                lone.Add(loneAll / loneNone);
            }
        }

        return Math.Max(PostBench.Median(many), PostBench.Median(lone));
    }

    /// <summary>Publishes the days that are not posted.</summary>
    private async Task<DateOnly> LiveAsync(Fund fund, long[] people, CancellationToken cancel)
    {
        long[][] shards = [.. Enumerable.Range(0, IncomeBooks.Shards).Select(shard =>
            people.Where(person => Sharding.Of(person, IncomeBooks.Shards) == shard).ToArray())];
        EarningColumns[] columns = IncomeHolders.Columns(
            shards, await books.HeadsAsync(cancel), fund.Asset, IncomeBooks.FirstDay.AddDays(-1), _ => 0);
        DailyIncome income = new(books.Ledger, books.Installation.Db, fund, columns);
        for (int day = 0; day < UnpostedDays; day++)
        {
            await IncomeBooks.DayAsync(income, IncomeBooks.FirstDay.AddDays(day));
        }

        return IncomeBooks.FirstDay.AddDays(UnpostedDays - 1);
    }

    /// <summary>Touches of people nobody touched before, for one round.</summary>
    private EntryDraft[] Touches(Fund fund, IEnumerable<long> people, DateOnly last) =>
        [.. people.Take(Grouped + LoneTouches).Select(person => Touch(fund, person, last))];

    /// <summary>Many touches at once, of both kinds turn about: median microseconds each.</summary>
    private async Task<(double None, double All)> ManyAsync(EntryDraft[] none, EntryDraft[] all)
    {
        List<double>[] times = [[], []];
        for (int slice = 0; slice < Slices; slice++)
        {
            for (int kind = 0; kind < 2; kind++)
            {
                IEnumerable<EntryDraft> drafts = (kind == 0 ? none : all)
                    .Skip(slice * TouchesAtOnce).Take(TouchesAtOnce);
                long begun = Stopwatch.GetTimestamp();
                PostResult[] results = await Task.WhenAll(drafts.Select(draft => books.Ledger.PostAsync(draft)));
                times[kind].Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds / TouchesAtOnce);
                Invariant.Holds(results.All(result => result.IsPosted));
            }
        }

        return (PostBench.Median(times[0]), PostBench.Median(times[1]));
    }

    /// <summary>One touch after the other, of both kinds turn about, so that both see the same machine: median
    /// microseconds.</summary>
    private async Task<(double None, double All)> LoneAsync(EntryDraft[] none, EntryDraft[] all)
    {
        List<double>[] times = [[], []];
        for (int i = Grouped; i < Grouped + LoneTouches; i++)
        {
            for (int kind = 0; kind < 2; kind++)
            {
                long begun = Stopwatch.GetTimestamp();
                PostResult result = await books.Ledger.PostAsync(kind == 0 ? none[i] : all[i]);
                times[kind].Add(Stopwatch.GetElapsedTime(begun).TotalMicroseconds);
                Invariant.Holds(result.IsPosted);
            }
        }

        return (PostBench.Median(times[0]), PostBench.Median(times[1]));
    }

    private EntryDraft Touch(Fund fund, long person, DateOnly last) => new()
    {
        Shard = books.Ledger.ShardOf(person),
        Owner = person,
        Act = TouchAct,
        Key = "touch",
        BusinessDate = IncomeBooks.Today,
        Legs =
        [
            Leg.Units(
                Debit: AccountKey.Of(Party.Platform, AccountCode.FundContra, fund.Asset),
                Credit: AccountKey.Of(person, AccountCode.UnitsAvailable, fund.Asset),
                new(1_00), last.AddDays(1)),
        ],
    };

    /// <summary>Rows and open accounts of people, as if they had subscribed before the first day.</summary>
    private async Task WriteAsync(Asset asset, IEnumerable<long> people, DateOnly through, CancellationToken cancel)
    {
        await using CopyWriter holders = await CopyWriter.BeginAsync(books.Installation.Owner,
            "ledger.holder (owner, units, posted_through, shard, asset, change_days, change_units)", cancel);
        await using CopyWriter accounts = await CopyWriter.BeginAsync(books.Installation.Owner,
            "ledger.account (shard, account, balance, standing, limit_window, last_line, floor_at_zero)", cancel);
        foreach (long person in people)
        {
            short shard = books.Ledger.ShardOf(person);
            long units = IncomeHolders.UnitsOf(person);
            await holders.RowAsync(7, cancel);
            holders.Int64(person).Int64(units).Day(through.DayNumber).Int16(shard).Int16(asset.Number).Days(null)
                .Numbers(null);
            foreach ((AccountKey account, long balance) in ((AccountKey, long)[])
                [
                    (AccountKey.Of(person, AccountCode.UserBalance), 0),
                    (AccountKey.Of(person, AccountCode.UnitsAvailable, asset), units),
                ])
            {
                await accounts.RowAsync(7, cancel);
                accounts.Int16(shard).Int64(account.Packed).Int64(balance).Int16(1).Int32(0).Int64(0)
                    .Boolean(true);
            }
        }

        await holders.EndAsync(cancel);
        await accounts.EndAsync(cancel);
        await books.ExecuteAsync("VACUUM (FREEZE, ANALYZE) ledger.holder, ledger.account", cancel);
    }
}
