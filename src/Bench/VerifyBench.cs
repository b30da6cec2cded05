using System.Diagnostics;
using Huoqi.Figures;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Verify;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// All books of ten million journal rows, posted by the ledger, proved; against only reading the same rows in the same
/// order.
/// </summary>
public sealed class VerifyBench : IBench
{
    private const string Database = "bench_verify";
    private const int People = 200_000;
    private const int AtOnce = 8_192;

    private static readonly string[] Tables =
    [
        "SELECT * FROM ledger.request_key WHERE shard = @ ORDER BY entry",
        "SELECT * FROM ledger.entry WHERE shard = @ ORDER BY entry",
        "SELECT * FROM ledger.transfer WHERE shard = @ ORDER BY entry, line",
    ];

    public string Name => "verify";

    public string What => "proving all books of 10 million journal rows";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("verify_rows_per_second", "journal rows proved per second", null, "rows/s",
            FigureTarget.AtLeast(500_000)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await using Installation books = await run.Server.OpenBesideAsync(
            Database, Installation.DefaultShardCount, cancel);
        await PostAsync(run, books, cancel);
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        List<double> rates = [];
        for (int round = 0; round < run.Rounds; round++)
        {
            double app = ServerProcess.OwnCpuSeconds();
            double there = server?.CpuSeconds() ?? 0;
            VerifyReport report = await new Verifier(books.App, TimeProvider.System).RunAsync(null, cancel);
            Invariant.Holds(report.IsOk, "the books of the bench prove");
            double rate = report.Rows / report.Took.TotalSeconds;
            rates.Add(rate);
            run.Say($"  verify      {rate,10:N0} rows/s of {report.Rows:N0}  cpu app "
                + $"{ServerProcess.OwnCpuSeconds() - app:N1} s server {(server?.CpuSeconds() ?? 0) - there:N1} s");
            long started = Stopwatch.GetTimestamp();
            await ReadAsync(books, cancel);
            run.Say($"  only read   {report.Rows / Stopwatch.GetElapsedTime(started).TotalSeconds,10:N0} rows/s "
                + "(raw limit)");
        }

        run.Sheet.Set("verify_rows_per_second", PostBench.Median(rates));
    }

    private static async Task PostAsync(BenchRun run, Installation books, CancellationToken cancel)
    {
        long wanted = run.Scaled(10_000_000) / 3;
        await using GeneralLedger ledger = await GeneralLedger.StartAsync(
            books.App, books.ShardCount, new(), TimeProvider.System);
        AccountKey reserve = AccountKey.Of(Party.Platform, AccountCode.ReserveAtCentralBank);
        long people = Math.Min(People, wanted / 4);
        long[][] ofShard = [.. Enumerable.Range(0, books.ShardCount).Select(shard => (long[])
            [.. Enumerable.Range(1, (int)people).Select(p => (long)p).Where(p => ledger.ShardOf(p) == shard)])];
        long there = await EntriesAsync(books, cancel);
        if (there >= wanted)
        {
            return;
        }

        run.Say($"  posting {wanted:N0} entries …");
        await AllAsync(people, n => Draft(n + 1, "open") with { Standing = Standing.Open });
        await AllAsync(people, n => Draft(n + 1, "fund") with
        {
            Legs = [Leg.Transfer(Debit: reserve, Credit: PostBooks.Balance(n + 1), PostBooks.Opening)],
        });
        SeededRandom random = new(11);
        await AllAsync(wanted - (2 * people), n =>
        {
            long[] near = ofShard[random.Pick(ofShard.Length)];
            int payer = random.Pick(near.Length);
            int payee = (payer + 1 + random.Pick(near.Length - 1)) % near.Length;
            return Draft(near[payer], $"pay-{n}") with
            {
                Legs = [Leg.Transfer(PostBooks.Balance(near[payer]), PostBooks.Balance(near[payee]), 1)],
            };
        });
        await JournalFill.SettleAsync(books, cancel);

        EntryDraft Draft(long owner, string key) => new()
        {
            Shard = ledger.ShardOf(owner),
            Owner = owner,
            Act = BenchActs.Post,
            Key = key,
            BusinessDate = PostBooks.Today,
            ByPlatform = true,
        };

        async Task AllAsync(long count, Func<long, EntryDraft> draft)
        {
            for (long n = 0; n < count; n += AtOnce)
            {
                cancel.ThrowIfCancellationRequested();
                List<Task<PostResult>> posting = [];
                for (long i = n; i < Math.Min(count, n + AtOnce); i++)
                {
                    posting.Add(ledger.PostAsync(draft(i)));
                }

                PostResult[] results = await Task.WhenAll(posting);
                Invariant.Holds(Array.TrueForAll(results, result => result.IsPosted));
            }
        }
    }

    private static async Task<long> EntriesAsync(Installation books, CancellationToken cancel)
    {
        await using NpgsqlCommand command = books.Owner.CreateCommand("SELECT count(*) FROM ledger.entry");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Copies every row of the journal and throws it away.</summary>
    private static async Task ReadAsync(Installation books, CancellationToken cancel)
    {
        await Parallel.ForAsync(0, books.ShardCount, new ParallelOptions { MaxDegreeOfParallelism = 2 },
            async (shard, token) =>
            {
                await using NpgsqlConnection connection = await books.Owner.OpenConnectionAsync(token);
                foreach (string select in Tables)
                {
                    string text = select.Replace("@", $"{shard}", StringComparison.Ordinal);
                    await using NpgsqlRawCopyStream rows = await connection.BeginRawBinaryCopyAsync(
                        $"COPY ({text}) TO STDOUT (FORMAT BINARY)", token);
                    byte[] own = new byte[1 << 20];
                    while (await rows.ReadAsync(own, token) > 0)
                    {
                        continue;
                    }
                }
            });
    }
}
