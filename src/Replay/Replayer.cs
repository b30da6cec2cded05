using Huoqi.Kernel;

namespace Huoqi.Replay;

/// <summary>The replay as the command line sees it: one call that runs it, checks it and gives the report.</summary>
public static class Replayer
{
    private const string PartnersFolder = "partners";

    private static readonly Sql KnownPlan = new("SELECT figures FROM funds.close_step WHERE step = 'plan'");

    private static readonly Sql BeginPlan = new("""
        INSERT INTO funds.close_step VALUES ($1, 0, 'plan', $2, $3) ON CONFLICT DO NOTHING
        """);

    // Only when the report lies where it was wanted: a run cut off before goes on with the checks.
    private static readonly Sql EndPlan = new("""
        INSERT INTO funds.close_step VALUES ($1, 0, 'reported', '', $2) ON CONFLICT DO NOTHING
        """);

    private static readonly DateOnly PlanDate = new(2013, 6, 29);

    private static readonly Sql Tables = new("""
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname IN ('ledger', 'funds', 'wallet') ORDER BY 1
        """);

    /// <summary>Reads and checks what a run is asked for, before anything is started or written.</summary>
    /// <exception cref="UserErrorException">The sentence names the option, or file, line and column.</exception>
    public static IReadOnlyList<YuebaoDay> ReadInput(ReplayOptions options)
    {
        IReadOnlyList<YuebaoDay> data = YuebaoData.Read(options.InputFolder ?? YuebaoData.DefaultFolder());
        ReplayPlan.RequirePossible(options.People, options.Days, data.Count);
        return data;
    }

    /// <summary>
    /// Replays onto an installation that holds nothing else. One that holds an unfinished run of the same plan goes on
    /// with it; a finished one is begun anew.
    /// </summary>
    /// <param name="installation">Where the books are.</param>
    /// <param name="options">People, days, seed.</param>
    /// <param name="data">What <see cref="ReadInput"/> read.</param>
    /// <param name="fresh">Throws away what an earlier replay left, whatever plan it followed.</param>
    /// <param name="progress">Told after every wave of acts.</param>
    /// <param name="say">Told what a person should know.</param>
    /// <param name="deliver">Takes the report; the run is finished when it has returned.</param>
    /// <param name="cancel">Stops after the day under way; the next run goes on there.</param>
    public static async Task<ReplayReport> RunAsync(
        Installation installation, ReplayOptions options, IReadOnlyList<YuebaoDay> data, bool fresh,
        Action<ReplayProgress> progress, Action<string> say, Action<ReplayReport> deliver, CancellationToken cancel)
    {
        string folder = Path.Combine(installation.DataFolder, PartnersFolder);
        await PrepareAsync(installation, options, folder, fresh, say);
        await using ReplayHouse house = await ReplayHouse.StartAsync(installation, folder);
        ReplayOutcome outcome = await ReplayTrouble.WatchAsync(
            installation, house, () => ReplayRun.RunAsync(house, options, data, progress, cancel));
        ReplayReport report = await ReplayChecks.ReportAsync(installation, house, outcome, data, say, cancel);
        deliver(report);
        await installation.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(EndPlan, [PlanDate, TimeProvider.System.GetUtcNow()], token),
            idempotent: true, cancel: CancellationToken.None);
        return report;
    }

    private static async Task PrepareAsync(
        Installation installation, ReplayOptions options, string folder, bool fresh, Action<string> say)
    {
        string plan = options.Plan;
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
                $"{installation.DataFolder} holds a replay of {known}; give these numbers to go on with it, --fresh to "
                + "begin anew there, or another folder with --data.");
        }

        bool finished = await installation.Db.RowOrNullAsync(
            new("SELECT step FROM funds.close_step WHERE step = 'reported'"), [], row => row.GetString(0)) is not null;
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

            await installation.Db.InTransactionAsync(
                (tx, token) => tx.ExecuteAsync(BeginPlan, [PlanDate, plan, TimeProvider.System.GetUtcNow()], token),
                idempotent: true);
        }
        else
        {
            say("The replay here was interrupted; it goes on.");
        }
    }

    private static async Task<bool> HasEntriesAsync(Installation installation) =>
        await installation.Db.RowOrNullAsync(
            new("SELECT head FROM ledger.shard_head WHERE head > 0 LIMIT 1"), [],
            row => (object)row.GetInt64(0)) is not null;

    private static async Task EmptyAsync(Installation installation)
    {
        Db owner = new(installation.Owner, TimeProvider.System, new Random(0));
        await owner.InTransactionAsync(async (tx, token) =>
        {
            List<string> tables = await tx.RowsAsync(Tables, [], row => row.GetString(0), token);
            await tx.ExecuteAsync(new($"TRUNCATE {string.Join(", ", tables)}"), [], token);
        }, idempotent: true);
    }
}
