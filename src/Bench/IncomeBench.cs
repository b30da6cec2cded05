using Huoqi.Figures;

namespace Huoqi.Bench;

/// <summary>A published day of one fund: in memory, from PostgreSQL, against the usual way, and what it costs
/// later.</summary>
public sealed class IncomeBench : IBench
{
    /// <summary>The hidden command by which the bench starts a process that holds nothing.</summary>
    public const string ColdVerb = "income-cold";

    private const string Days = "bench_income";
    private const string Cold = "bench_income_cold";

    public string Name => "income";

    public string What => "a fund's day for 100 million holders, cold from PostgreSQL, and against the usual way";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("income_100m_seconds", "a day of 100 million holders in memory", null, "s", FigureTarget.AtMost(3)),
        new("income_pass_100m_vs_10m", "the pass a holder, 100 million against 10 million", null, "ratio",
            FigureTarget.AtMost(1.3m)),
        new("income_1m_day_seconds", "a whole day of a million holders", null, "s", FigureTarget.AtMost(0.5m)),
        new("income_bytes_per_holder", "memory of the process a holder, at 100 million", null, "bytes",
            FigureTarget.AtMost(24)),
        new("income_rows_per_shard", "rows a day writes in a shard, at 100 million holders", null, "rows",
            FigureTarget.AtMost(20)),
        new("income_cold_10m_seconds", "a day of 10 million holders in PostgreSQL, from process start", null, "s",
            FigureTarget.AtMost(30)),
        new("income_usual_vs_warm", "one UPDATE and INSERT each against a warm day, 10 million", null, "ratio",
            FigureTarget.AtLeast(40)),
        new("income_usual_vs_cold", "one UPDATE and INSERT each against a cold day, 10 million", null, "ratio",
            FigureTarget.AtLeast(1)),
        new("income_sweep_per_second", "holders whose income a sweep posts", null, "1/s",
            FigureTarget.AtLeast(40_000)),
        new("income_touch_400_days", "a touch with 400 unposted days against one with none", null, "ratio",
            FigureTarget.AtMost(2)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        IncomeBooks books = await IncomeBooks.MakeAsync(run, Days, cancel);
        run.Say($"{run.Scaled(100_000_000):N0} holders in memory, without rows in PostgreSQL; days through the ledger");
        IncomeInMemory.Measured most =
            await new IncomeInMemory(run, books, server).RunAsync(1, run.Scaled(100_000_000), cancel);
        run.Sheet.Set("income_100m_seconds", most.Day.Seconds);
        run.Sheet.Set("income_bytes_per_holder", most.BytesPerHolder);
        run.Sheet.Set("income_rows_per_shard", most.RowsPerShard);
        run.Say($"{run.Scaled(10_000_000):N0} holders in memory");
        IncomeInMemory.Measured some =
            await new IncomeInMemory(run, books, server).RunAsync(2, run.Scaled(10_000_000), cancel);
        run.Sheet.Set("income_pass_100m_vs_10m", most.PassNs / some.PassNs);

        run.Say($"{run.Scaled(1_000_000):N0} holders with rows and accounts");
        IncomeDeferred deferred = new(run, books, server);
        (double day, double swept) = await deferred.SweepAsync(run.Scaled(1_000_000), cancel);
        run.Sheet.Set("income_1m_day_seconds", day);
        run.Sheet.Set("income_sweep_per_second", swept);
        run.Sheet.Set("income_touch_400_days", await deferred.TouchAsync(cancel));
        await books.EndAsync(cancel);

        books = await IncomeBooks.MakeAsync(run, Cold, cancel);
        run.Say($"{run.Scaled(10_000_000):N0} holders living in PostgreSQL, touched over 30 days, 5 % with later "
            + "units; files may be in the cache of the system");
        IncomeCold.Measured cold = await new IncomeCold(run, books, server).RunAsync(run.Scaled(10_000_000), cancel);
        run.Sheet.Set("income_cold_10m_seconds", cold.Cold.Seconds);
        run.Sheet.Set("income_usual_vs_warm", cold.Usual.Seconds / cold.Warm.Seconds);
        run.Sheet.Set("income_usual_vs_cold", cold.Usual.Seconds / cold.Cold.Seconds);
        await books.EndAsync(cancel);
    }
}
