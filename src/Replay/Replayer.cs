using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>The replay as the command line sees it: one call that runs it, checks it and gives the report.</summary>
public static class Replayer
{
    private const string PartnersFolder = "partners";

    private static readonly Sql KnownPlan = new("SELECT figures FROM funds.close_step WHERE step = 'plan'");

    private static readonly Sql Tables = new("""
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname IN ('ledger', 'funds', 'wallet') ORDER BY 1
        """);

    /// <summary>
    /// Replays onto an installation that holds nothing else. One that holds an unfinished run of the same plan goes on
    /// with it; a finished one is begun anew.
    /// </summary>
    /// <param name="installation">Where the books are.</param>
    /// <param name="options">People, days, seed.</param>
    /// <param name="fresh">Throws away what an earlier replay left, whatever plan it followed.</param>
    /// <param name="progress">Told after every wave of acts.</param>
    /// <param name="say">Told what a person should know.</param>
    /// <param name="cancel">Stops after the day under way; the next run goes on there.</param>
    public static async Task<ReplayReport> RunAsync(
        Installation installation, ReplayOptions options, bool fresh, Action<ReplayProgress> progress, Action<string> say,
        CancellationToken cancel)
    {
        IReadOnlyList<YuebaoDay> data = YuebaoData.Read(YuebaoData.DefaultFolder());
        string folder = Path.Combine(installation.DataFolder, PartnersFolder);
        await PrepareAsync(installation, options, folder, fresh, say);
        ReplayOutcome outcome;
        await using (ReplayHouse house = await ReplayHouse.StartAsync(installation, folder))
        {
            outcome = await ReplayRun.RunAsync(house, options, data, progress, cancel);
            return await ReplayChecks.ReportAsync(installation, house, outcome, data, say, cancel);
        }
    }

    private static async Task PrepareAsync(
        Installation installation, ReplayOptions options, string folder, bool fresh, Action<string> say)
    {
        string plan = $"{options.People} people, {options.Days} days, seed {options.Seed}";
        string? known = await installation.Db.RowOrNullAsync(KnownPlan, [], row => row.GetString(0));
        bool foreign = known is null && await HasEntriesAsync(installation);
        if (foreign)
        {
            throw new UserErrorException(
                $"{installation.DataFolder} holds other books than a replay's; name another folder with --data.");
        }

        if (known is not null && known != plan && !fresh)
        {
            throw new UserErrorException(
                $"{installation.DataFolder} holds a replay of {known}; give these numbers to go on with it, --fresh to begin"
                + " anew there, or another folder with --data.");
        }

        bool finished = await installation.Db.RowOrNullAsync(
            new("SELECT step FROM funds.close_step WHERE step = 'sweep'"), [], row => row.GetString(0)) is not null;
        if (known is not null && (fresh || finished))
        {
            say(finished ? "The replay here was finished; it is begun anew." : "The replay here is begun anew.");
            await EmptyAsync(installation);
            known = null;
        }

        if (known is null)
        {
            // The partners forget together with the books, or they would know numbers that come again.
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            await installation.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(
                new("INSERT INTO funds.close_step VALUES ($1, 0, 'plan', $2, $3)"),
                [new DateOnly(2013, 6, 29), plan, TimeProvider.System.GetUtcNow()], token));
        }
        else
        {
            say("The replay here was interrupted; it goes on.");
        }
    }

    private static async Task<bool> HasEntriesAsync(Installation installation) =>
        await installation.Db.RowOrNullAsync(
            new("SELECT head FROM ledger.shard_head WHERE head > 0 LIMIT 1"), [], row => (object)row.GetInt64(0)) is not null;

    private static async Task EmptyAsync(Installation installation)
    {
        Db owner = new(installation.Owner, TimeProvider.System, new Random(0));
        await owner.InTransactionAsync(async (tx, token) =>
        {
            List<string> tables = await tx.RowsAsync(Tables, [], row => row.GetString(0), token);
            await tx.ExecuteAsync(new($"TRUNCATE {string.Join(", ", tables)}"), [], token);
        });
    }
}
