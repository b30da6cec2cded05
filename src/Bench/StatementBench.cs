using System.Diagnostics;
using Huoqi.Figures;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;

namespace Huoqi.Bench;

/// <summary>
/// Any page of the statement of a person with 5,000 entries, 400 of which posted a day's income, in a journal of twenty
/// million transfers; against reading one row of the journal by its key.
/// </summary>
public sealed class StatementBench : IBench
{
    private const string Database = "bench_statement";
    private const long Person = 1;
    private const int Days = 400;
    private const int EntriesOfADay = 11;
    private const int PageLines = 30;
    private static readonly Fund Fund = new(new Asset(1), "000001", "Money-market fund", FundDays.AsRecorded);
    private static readonly DateOnly FirstDay = new(2025, 1, 1);

    public string Name => "statement";

    public string What => "any page of a statement in a journal of 20 million transfers";

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("statement_p99", "99th percentile of a page of a statement", null, "ms", FigureTarget.AtMost(5)),
    ];

    public async Task RunAsync(BenchRun run, CancellationToken cancel)
    {
        await run.Server.DropDatabaseAsync(Database, cancel);
        short shard;
        await using (PostBooks books = await PostBooks.OpenAsync(run, Database, 4, null, cancel))
        {
            shard = books.Ledger.ShardOf(Person);
            await LiveAsync(run, books, shard, cancel);
            await JournalFill.ToAsync(run, books.Installation, run.Scaled(20_000_000), run.Scaled(1_000_000), cancel);
            await JournalFill.SettleAsync(books.Installation, cancel);
        }

        await using Installation installation = await run.Server.OpenBesideAsync(Database, 4, cancel);
        List<StatementPage> pages = await PagesAsync(installation.Db, shard, cancel);
        run.Say($"  {pages.Count:N0} places where a page can begin, pages of {PageLines} lines");
        SeededRandom random = new(7);
        LatencyHistogram read = new();
        LatencyHistogram one = new();
        int times = Math.Max(100, (int)(5_000 * run.Scale));
        for (int i = -times / 10; i < times; i++)
        {
            StatementPage page = pages[random.Pick(pages.Count)];
            long started = Stopwatch.GetTimestamp();
            IReadOnlyList<StatementLine> lines = await installation.Db.AllAsync(page, cancel);
            long took = Stopwatch.GetElapsedTime(started).Ticks;
            Invariant.Holds(lines.Count > 0);
            started = Stopwatch.GetTimestamp();
            await installation.Db.AllAsync(new LedgerQueries.LinesOf(shard, lines[0].Entry), cancel);
            if (i >= 0)
            {
                read.Add(took);
                one.Add(Stopwatch.GetElapsedTime(started).Ticks);
            }
        }

        run.Say($"  page        p50 {read.Milliseconds(0.5):N2} ms  p99 {read.Milliseconds(0.99):N2} ms");
        run.Say($"  one entry   p50 {one.Milliseconds(0.5):N2} ms  p99 {one.Milliseconds(0.99):N2} ms (raw limit)");
        run.Sheet.Set("statement_p99", read.Milliseconds(0.99));
    }

    /// <summary>The person's life, posted through the ledger: entries of every day, and each day's income.</summary>
    private static async Task LiveAsync(BenchRun run, PostBooks books, short shard, CancellationToken cancel)
    {
        run.Say($"  a person with {Days * (EntriesOfADay + 2):N0} entries in {Days} days");
        DailyIncome income = new(books.Ledger, books.Installation.Db, Fund);
        Invariant.Holds(await income.OpenAsync(FirstDay, FirstDay) == PostStatus.Posted);
        AccountKey units = FundLegs.Available(Fund, Person);
        AccountKey contra = AccountKey.Of(Party.Platform, AccountCode.FundContra, Fund.Asset);
        long other = books.People[shard].First(person => person != Person);
        for (int day = 0; day < Days; day++)
        {
            DateOnly date = FirstDay.AddDays(day);
            List<EntryDraft> drafts =
            [
                Of($"u-{day}", Leg.Units(Debit: contra, Credit: units, new FundUnits(100_00), date)),
            ];
            drafts.AddRange(Enumerable.Range(0, EntriesOfADay).Select(n =>
                Of($"e-{day}-{n}", Leg.Transfer(PostBooks.Balance(Person), PostBooks.Balance(other), 1))));
            PostResult[] results = await Task.WhenAll(drafts.Select(books.Ledger.PostAsync));
            Invariant.Holds(Array.TrueForAll(results, result => result.IsPosted));
            Invariant.Holds(await income.SealAsync(date, date.AddDays(1)) == PostStatus.Posted);
            Invariant.Holds((await income.PublishAsync(date, new IncomePer10k(40_137), date.AddDays(1))).Status
                == PostStatus.Posted);
            cancel.ThrowIfCancellationRequested();

            EntryDraft Of(string key, Leg leg) => new()
            {
                Shard = shard,
                Owner = Person,
                Act = BenchActs.Post,
                Key = key,
                BusinessDate = date,
                ByPlatform = true,
                Legs = [leg],
            };
        }
    }

    /// <summary>Every page of both accounts, beginning at each of its lines.</summary>
    private static async Task<List<StatementPage>> PagesAsync(Db reads, short shard, CancellationToken cancel)
    {
        List<StatementPage> pages = [];
        foreach (AccountKey account in (AccountKey[])[PostBooks.Balance(Person), FundLegs.Available(Fund, Person)])
        {
            StatementPage page = StatementPage.Newest(shard, account, 1_000);
            while (true)
            {
                IReadOnlyList<StatementLine> lines = await reads.AllAsync(page, cancel);
                if (lines.Count == 0)
                {
                    break;
                }

                pages.AddRange(lines.Where(line => line.Previous != 0)
                    .Select(line => new StatementPage(shard, account, line.Previous, PageLines)));
                page = page.After(lines[^1]);
            }
        }

        return pages;
    }
}
