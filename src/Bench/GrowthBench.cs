using Huoqi.Figures;
using Huoqi.Kernel;

namespace Huoqi.Bench;

/// <summary>Posting and paying with a short journal and with a long one.</summary>
public sealed class GrowthBench : IBench
{
    private const long Long = 20_000_000;

    public string Name => "growth";

    public string What => "posting and paying with a journal of 20 million transfers against a short one";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("post_growth", "posting at 20 million transfers against a short journal", null, "ratio",
            FigureTarget.AtLeast(0.8m)),
        new("pay_growth", "paying at 20 million transfers against a short journal", null, "ratio",
            FigureTarget.AtLeast(0.8m)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        ServerProcess? server = await ServerProcess.FindAsync(run.Server.Owner, cancel);
        await PostAsync(run, server, cancel);
        await PayAsync(run, server, cancel);
    }

    private static async Task PostAsync(BenchRun run, ServerProcess? server, CancellationToken cancel)
    {
        await run.Server.DropDatabaseAsync("bench_growth_post", cancel);
        double small = await RateAsync("short");
        await using (PostBooks books = await PostBooks.OpenAsync(run, "bench_growth_post", 4, null, cancel))
        {
            await JournalFill.ToAsync(
                run, books.Installation, run.Scaled(Long), run.Scaled(1_000_000), cancel);
        }

        double large = await RateAsync("long");
        run.Sheet.Set("post_growth", large / small);

        async Task<double> RateAsync(string journal)
        {
            await using PostBooks books = await PostBooks.OpenAsync(run, "bench_growth_post", 4, null, cancel);
            await PostBench.WarmAsync(books, run, cancel);
            await JournalFill.SettleAsync(books.Installation, cancel);
            run.Say($"  {await JournalFill.TransfersAsync(books.Installation, cancel):N0} transfers in the journal");
            List<LoadResult> rates = [];
            for (int round = 0; round < run.Rounds; round++)
            {
                rates.Add(PostBench.Said(run, $"post, {journal}",
                    await PostBench.RandomAsync(books, run.Window, server, cancel)));
            }

            return LoadResult.Median(rates).PerSecond;
        }
    }

    private static async Task PayAsync(BenchRun run, ServerProcess? server, CancellationToken cancel)
    {
        const int shards = Installation.DefaultShardCount;
        await run.Server.DropDatabaseAsync($"bench_pay_{shards}", cancel);
        double small = await RateAsync("short");
        await using (PayBooks books = await PayBooks.OpenAsync(run, shards, cancel))
        {
            await JournalFill.ToAsync(run, books.Installation, run.Scaled(Long), books.People.Length, cancel);
        }

        double large = await RateAsync("long");
        run.Sheet.Set("pay_growth", large / small);

        async Task<double> RateAsync(string journal)
        {
            await using PayBooks books = await PayBooks.OpenAsync(run, shards, cancel);
            await PayBench.WarmAsync(books, cancel);
            await JournalFill.SettleAsync(books.Installation, cancel);
            run.Say($"  {await JournalFill.TransfersAsync(books.Installation, cancel):N0} transfers in the journal");
            List<LoadResult> rates = [];
            for (int round = 0; round < run.Rounds; round++)
            {
                await books.NextDaysAsync(3);
                rates.Add(PostBench.Said(run, $"pay, {journal}",
                    await PayBench.PayAsync(books, run.Window, server, cancel)));
            }

            return LoadResult.Median(rates).PerSecond;
        }
    }
}
