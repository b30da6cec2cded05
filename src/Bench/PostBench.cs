using System.Diagnostics;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// Durable single-transfer entries from up to 4,096 callers, against pgbench's TPC-B on the same server and against the
/// raw limit of the same rows.
/// </summary>
public sealed class PostBench : IBench
{
    /// <summary>How many callers are in flight.</summary>
    internal const int InFlight = 4_096;

    private static long _runs = Stopwatch.GetTimestamp() & 0xFFFFFF;

    public string Name => "post";

    public string What => "durable single-transfer entries against pgbench TPC-B and against the raw limit";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("post_4_vs_tpcb", "posting, 4 shards, against TPC-B", null, "ratio", FigureTarget.AtLeast(10)),
        new("post_64_vs_tpcb", "posting, 64 shards, against TPC-B", null, "ratio", FigureTarget.AtLeast(6)),
        new("post_across_vs_tpcb", "pairs across shards, both halves, against TPC-B", null, "ratio",
            FigureTarget.AtLeast(3)),
        new("post_vs_limit", "posting, 4 shards, against the raw limit", null, "ratio", FigureTarget.AtLeast(0.5m)),
        new("post_hot_vs_random", "one merchant in every transfer against random payees", null, "ratio",
            FigureTarget.AtLeast(0.9m)),
        new("post_lone_vs_insert", "a lone posting against the larger of 2 x an INSERT and INSERT + 0.5 ms", null,
            "ratio", FigureTarget.AtMost(1)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        Pgbench pgbench = await Pgbench.PrepareAsync(run, server, cancel);
        run.Say($"post: books of {run.Scaled(1_000_000):N0} accounts with 4 and with 64 shards");
        await using PostBooks four = await PostBooks.OpenAsync(run, "bench_post_4", 4, null, cancel);
        await using PostBooks many = await PostBooks.OpenAsync(run, "bench_post_64", 64, null, cancel);
        Dictionary<string, List<double>> rates = [];
        List<LoadResult> posts = [];
        await WarmAsync(four, run, cancel);
        await WarmAsync(many, run, cancel);
        for (int round = 1; round <= run.Rounds; round++)
        {
            run.Say($"round {round} of {run.Rounds}");
            double tpcb = await pgbench.TransactionsPerSecondAsync(run.Window, cancel);
            run.Say($"  TPC-B            {tpcb,10:N0}/s");
            LoadResult post = Said(run, "post, 4 shards", await RandomAsync(four, run.Window, server, cancel));
            posts.Add(post);
            Note(rates, "post_4_vs_tpcb", post.PerSecond / tpcb);
            int groupSize = new LedgerOptions().GroupSize;
            LoadResult limit = Said(run, "raw limit",
                await new PostLimit(four, new LedgerOptions().Queues, groupSize).RunAsync(run.Window, server, cancel));
            await four.DrainAsync();
            Note(rates, "post_vs_limit", post.PerSecond / limit.PerSecond);
            LoadResult hot = Said(run, "post, hot", await HotAsync(four, run.Window, server, cancel));
            Note(rates, "post_hot_vs_random", hot.PerSecond / post.PerSecond);
            LoadResult wide = Said(run, "post, 64 shards", await RandomAsync(many, run.Window, server, cancel));
            Note(rates, "post_64_vs_tpcb", wide.PerSecond / tpcb);
            LoadResult across = Said(run, "across shards", await PostAcross.RunAsync(four, run.Window, server, cancel));
            Note(rates, "post_across_vs_tpcb", across.PerSecond / tpcb);
            Note(rates, "post_lone_vs_insert", await LoneAsync(run, four, cancel));
        }

        foreach ((string name, List<double> values) in rates)
        {
            run.Sheet.Set(name, Median(values));
        }

        LoadResult median = LoadResult.Median(posts);
        run.Say($"post allocates {median.Allocated / Math.Max(1, median.Done):N0} bytes a transfer");
    }

    /// <summary>
    /// Posts until the ledger has seen nearly everybody: what is measured is a process that has been at work, not one
    /// that has just begun.
    /// </summary>
    internal static async Task WarmAsync(PostBooks books, BenchRun run, CancellationToken cancel)
    {
        run.Say("  warming up …");
        long wanted = books.People.Sum(shard => (long)shard.Length);
        for (long done = 0; done < wanted;)
        {
            LoadResult some = await RandomAsync(books, TimeSpan.FromSeconds(2), server: null, cancel);
            done += some.Done;
        }
    }

    /// <summary>Random payers and payees.</summary>
    internal static Task<LoadResult> RandomAsync(
        PostBooks books, TimeSpan window, ServerProcess? server, CancellationToken cancel)
    {
        long run = Interlocked.Increment(ref _runs);
        SeededRandom[] randoms = Randoms(run);
        return Callers.RunAsync(InFlight, window, server, async (caller, n) =>
        {
            (short shard, long payer, long payee) = books.Pair(randoms[caller]);
            PostResult result = await books.Ledger.PostAsync(PostBooks.Draft(
                shard, payer, $"b{run}-{caller}-{n}", PostBooks.Balance(payer), PostBooks.Balance(payee)));
            return result.IsPosted;
        }, cancel);
    }

    /// <summary>Everybody pays one merchant, which has an account in every shard.</summary>
    internal static Task<LoadResult> HotAsync(
        PostBooks books, TimeSpan window, ServerProcess? server, CancellationToken cancel)
    {
        long run = Interlocked.Increment(ref _runs);
        SeededRandom[] randoms = Randoms(run);
        AccountKey merchant = AccountKey.Of(Party.Merchant(1), AccountCode.MerchantPending);
        return Callers.RunAsync(InFlight, window, server, async (caller, n) =>
        {
            (short shard, long payer, _) = books.Pair(randoms[caller]);
            PostResult result = await books.Ledger.PostAsync(PostBooks.Draft(
                shard, payer, $"h{run}-{caller}-{n}", PostBooks.Balance(payer), merchant));
            return result.IsPosted;
        }, cancel);
    }

    internal static SeededRandom[] Randoms(long run) =>
        [.. Enumerable.Range(0, InFlight).Select(caller => new SeededRandom((run << 16) + caller))];

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>A line of the table for people.</summary>
    internal static LoadResult Said(BenchRun run, string what, LoadResult result)
    {
        run.Say($"  {what,-16} {result}");
        return result;
    }

    /// <summary>One caller, one at a time, against one prepared INSERT with its commit.</summary>
    private static async Task<double> LoneAsync(BenchRun run, PostBooks books, CancellationToken cancel)
    {
        const int times = 2_000;
        long number = Interlocked.Increment(ref _runs);
        SeededRandom random = new(number);
        await using NpgsqlDataSource plain = NpgsqlDataSource.Create(run.Server.Owner.ConnectionString);
        await using NpgsqlConnection connection = await plain.OpenConnectionAsync(cancel);
        await using (NpgsqlCommand make = new(
            "CREATE TABLE IF NOT EXISTS bench_lone (id bigint PRIMARY KEY, amount bigint NOT NULL)", connection))
        {
            await make.ExecuteNonQueryAsync(cancel);
        }

        await using NpgsqlCommand insert = new("INSERT INTO bench_lone VALUES ($1, $2)", connection);
        NpgsqlParameter<long> id = new();
        insert.Parameters.Add(id);
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 1 });
        await insert.PrepareAsync(cancel);
        List<double> inserts = [];
        List<double> posts = [];
        for (int i = 0; i < times; i++)
        {
            // Turn about, so that both see the same machine.
            id.TypedValue = (number << 20) + i;
            long started = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync(cancel);
            inserts.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            (short shard, long payer, long payee) = books.Pair(random);
            started = Stopwatch.GetTimestamp();
            PostResult result = await books.Ledger.PostAsync(PostBooks.Draft(
                shard, payer, $"l{number}-{i}", PostBooks.Balance(payer), PostBooks.Balance(payee)));
            posts.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Invariant.Holds(result.IsPosted);
        }

        double one = Median(inserts);
        double lone = Median(posts);
        run.Say($"  lone             {lone:N3} ms against {one:N3} ms of an INSERT ({lone / one:N2} x)");
        return lone / Math.Max(2 * one, one + 0.5);
    }

    private static void Note(Dictionary<string, List<double>> rates, string name, double value)
    {
        if (!rates.TryGetValue(name, out List<double>? values))
        {
            rates.Add(name, values = []);
        }

        values.Add(value);
    }
}
