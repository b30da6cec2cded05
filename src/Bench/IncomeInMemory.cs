using System.Diagnostics;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// Days of a fund with very many holders. They are in the columns and have no rows in PostgreSQL; all that a day writes
/// it writes there: seal, numbers and parts of 64 shards, durable.
/// </summary>
internal sealed class IncomeInMemory(BenchRun run, IncomeBooks books, ServerProcess? server)
{
    /// <summary>Seconds of a day, the pass alone in ns a holder, rows a shard, and bytes of the process a
    /// holder.</summary>
    internal sealed record Measured(IncomeCost Day, double PassNs, double RowsPerShard, double BytesPerHolder);

    public async Task<Measured> RunAsync(short number, long holders, CancellationToken cancel)
    {
        Fund fund = await books.OpenFundAsync(number);
        DateOnly through = IncomeBooks.FirstDay.AddDays(-1);
        EarningColumns[] columns = IncomeHolders.Columns(
            IncomeHolders.People(holders, IncomeBooks.Shards), await books.HeadsAsync(cancel), fund.Asset, through,
            person => IncomeHolders.LaterDay(person, run.Rounds + 2));
        Compact();
        DailyIncome income = new(books.Ledger, books.Installation.Db, fund, columns);
        List<IncomeCost> days = [];
        double rows = 0;
        for (int round = 0; round <= run.Rounds; round++)
        {
            // The first day compiles and connects, and does not count.
            long mark = await books.MarkAsync(cancel);
            through = through.AddDays(1);
            IncomeCost day = await IncomeMeter.CostAsync(server, () => IncomeBooks.DayAsync(income, through));
            rows = await books.RowsSinceAsync(mark, cancel) / (double)IncomeBooks.Shards;
            if (round > 0)
            {
                days.Add(day);
                run.Say($"  day {round}  {day}  {rows:N1} rows a shard");
            }
        }

        (long resident, long peak) = IncomeMeter.ResidentBytes();
        IncomeCost median = IncomeMeter.Median(days);
        double pass = Pass(columns, through, holders);
        run.Say($"  {holders:N0} holders: a day {median.Seconds:N3} s; the pass alone {pass:N2} ns a holder; memory of "
            + $"the process {resident >> 20:N0} MB ({resident / (double)holders:N1} bytes a holder, at most "
            + $"{peak / (double)holders:N1}), objects {GC.GetTotalMemory(false) / (double)holders:N1}");
        GC.KeepAlive(income);
        return new(median, pass, rows, resident / (double)holders);
    }

    /// <summary>The pass alone: the cut of a day, the parts, everybody's share given; ns a holder, median.</summary>
    private double Pass(EarningColumns[] columns, DateOnly through, long holders)
    {
        List<double> passes = [];
        for (int round = 0; round < Math.Max(3, run.Rounds); round++)
        {
            through = through.AddDays(1);
            Money total = FundIncome.OfDay(new(columns.Sum(shard => shard.EarningUnits)), IncomeBooks.Usual);
            long begun = Stopwatch.GetTimestamp();
            IncomeSplit split = IncomeCut.Split(columns, through, total);
            long cut = Stopwatch.GetTimestamp();
            long[] given = EarningPass.Advance(columns, split.Numbers, PassSizes.Default);
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            Invariant.Holds(given.SequenceEqual(split.Parts));
            passes.Add(seconds * 1e9 / holders);
            run.Say($"  pass {round + 1}  cut {Stopwatch.GetElapsedTime(begun, cut).TotalSeconds:N3} s, "
                + $"all of it {seconds:N3} s");
        }

        return PostBench.Median(passes);
    }

    /// <summary>What making the holders left behind is no memory of theirs.</summary>
    private static void Compact() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
}
