using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Verify;
using Npgsql;

namespace Huoqi.Replay;

/// <summary>What the books say of the replayed days, read by SQL over published views and from the journal.</summary>
internal sealed class BookFigures
{
    // People's units that came in or went out by the day of the act; income is not among them.
    private static readonly Sql FlowsByDay = new("""
        SELECT business_date,
               sum(CASE WHEN credit_code = 8001 AND debit_code = 8009 AND act = 210 THEN amount ELSE 0 END)::bigint
             - sum(CASE WHEN debit_code = 8001 AND credit_code IN (8002, 8004, 8005, 8006) THEN amount
                        ELSE 0 END)::bigint
        FROM ledger.pub_movement WHERE asset = $1 AND act NOT IN (1, 213) GROUP BY business_date
        """);

    private static readonly Sql SubscribedByDay = new("""
        SELECT order_day, sum(amount)::bigint FROM funds.pub_order WHERE asset = $1 AND kind = 1 GROUP BY order_day
        """);

    private static readonly Sql Unconfirmed = new("""
        SELECT coalesce(sum(amount), 0)::bigint FROM funds.pub_order WHERE asset = $1 AND kind = 1 AND state = 1
        """);

    private static readonly Sql HeldByPeople = new("""
        SELECT coalesce(sum(balance), 0)::bigint FROM ledger.pub_balance
        WHERE asset = $1 AND code IN (8001, 8002, 8003) AND owner > 0 AND owner < 274877906944
        """);

    // Posted income, net of what negative days took, by fund.
    private static readonly Sql PostedIncome = new("""
        SELECT coalesce(sum(CASE WHEN debit_code = 8007 THEN amount ELSE -amount END), 0)::bigint
        FROM ledger.pub_movement WHERE act = 1 AND asset = $1
        """);

    private static readonly Sql PublishedIncome = new("""
        SELECT coalesce(sum(part_fen), 0)::bigint FROM ledger.pub_earning_day WHERE asset = $1
        """);

    private static readonly Sql DoneActs = new("""
        SELECT count(*) FROM ledger.request_key
        WHERE status = 0 AND act IN (100, 110, 120, 121, 130, 131, 140, 141, 210, 220)
        """);

    public required IReadOnlyList<EarningDay> Days { get; init; }

    public required IReadOnlyList<long> ClosingFen { get; init; }

    public required IReadOnlyList<long> PeopleIncomeFen { get; init; }

    /// <summary>From the accounts as they stand after the sweep.</summary>
    public required long FinalClosingFen { get; init; }

    /// <summary>Whether the posted income of all holders is the published income of all days, to the fen.</summary>
    public required bool PostedIsPublished { get; init; }

    public required long ActsDone { get; init; }

    /// <summary>Days whose parts, in all shards, sum to the day's total, which is the model's.</summary>
    public required IReadOnlySet<DateOnly> DaysWhole { get; init; }

    private static readonly Sql WholeDays = new("""
        SELECT day FROM ledger.pub_earning_day WHERE asset = $1
        GROUP BY day HAVING sum(part_fen) = max(total_fen) AND min(total_fen) = max(total_fen) AND count(*) = $2
        """);

    /// <summary>Reads everything but the verification.</summary>
    public static async Task<BookFigures> ReadAsync(
        Installation installation, ReplayHouse house, ReplayPlan plan, CancellationToken cancel)
    {
        Db db = installation.Db;
        short asset = house.Fund.Asset.Number;
        DateOnly first = plan.Days[0].Date;
        IReadOnlyList<LedgerQueries.DayInShard> inShard =
            await house.Reads.AllAsync(new LedgerQueries.DaysAfter(0, house.Fund.Asset, first.AddDays(-1)), cancel);
        List<EarningDay> days = [.. inShard.Select(day => day.Numbers)];
        long[] banks = await IncomeOfBanksAsync(house, days, cancel);
        long[] people = [.. days.Select((day, i) => day.TotalFen - banks[i])];
        Dictionary<DateOnly, long> flows = await ByDayAsync(db, FlowsByDay, asset, cancel);
        Dictionary<DateOnly, long> subscribed = await ByDayAsync(db, SubscribedByDay, asset, cancel);
        long closing = flows.Where(flow => flow.Key < first).Sum(flow => flow.Value);
        long[] closings = new long[days.Count];
        for (int i = 0; i < days.Count; i++)
        {
            closing += flows.GetValueOrDefault(days[i].Day) + subscribed.GetValueOrDefault(days[i].Day) + people[i];
            closings[i] = closing;
        }

        long posted = await NumberAsync(db, PostedIncome, [asset], cancel);
        long published = await NumberAsync(db, PublishedIncome, [asset], cancel);
        List<DateOnly> whole = await db.RowsAsync(
            WholeDays, [asset, (long)installation.ShardCount], row => row.GetFieldValue<DateOnly>(0), cancel);
        return new()
        {
            Days = days,
            ClosingFen = closings,
            PeopleIncomeFen = people,
            FinalClosingFen = await NumberAsync(db, HeldByPeople, [asset], cancel)
                + await NumberAsync(db, Unconfirmed, [asset], cancel),
            PostedIsPublished = posted == published,
            ActsDone = await NumberAsync(db, DoneActs, [], cancel),
            DaysWhole = whole.ToHashSet(),
        };
    }

    /// <summary>Days on which what was posted to holders is the day's income, and the naive model's.</summary>
    public int DaysExact(IReadOnlyList<ModelDay> model) => PostedIsPublished
        ? model.Where((day, i) => i < Days.Count && DaysWhole.Contains(day.Date) && day.IncomeFen == Days[i].TotalFen
            && day.PeopleIncomeFen == PeopleIncomeFen[i] && day.ClosingFen == ClosingFen[i]).Count()
        : 0;

    /// <summary>Runs the independent verification of the whole database.</summary>
    public static async Task<(IReadOnlyList<ReportCheck> Checks, long Findings)> VerifyAsync(
        Installation installation, CancellationToken cancel)
    {
        VerifyReport report =
            await new Verifier(installation.App, TimeProvider.System).RunAsync(progress: null, cancel);
        return ([.. report.Checks.Select(check => new ReportCheck(
            check.Name,
            check.FindingCount == 0
                ? $"{check.Rows:N0} rows, nothing wrong"
                : $"{check.FindingCount:N0}: {check.Findings[0]}",
            check.FindingCount == 0))], report.Checks.Sum(check => check.FindingCount));
    }

    /// <summary>Plants one fen in a posted income, sees whether the check finds it, and takes it back.</summary>
    public static async Task<bool> PlantAsync(Installation installation, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await installation.Owner.OpenConnectionAsync(cancel);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel);
        await using NpgsqlCommand plant = new("""
            UPDATE ledger.transfer SET amount = amount + 1 WHERE (shard, entry, line) IN (
                SELECT shard, entry, line FROM ledger.pub_movement WHERE act = 1 ORDER BY shard, entry DESC LIMIT 1)
            """, connection);
        int planted = await plant.ExecuteNonQueryAsync(cancel);
        await using NpgsqlCommand posted = new(PostedIncome.Text, connection);
        posted.Parameters.Add(new NpgsqlParameter<short> { TypedValue = 1 });
        await using NpgsqlCommand published = new(PublishedIncome.Text, connection);
        published.Parameters.Add(new NpgsqlParameter<short> { TypedValue = 1 });
        long difference =
            (long)(await posted.ExecuteScalarAsync(cancel))! - (long)(await published.ExecuteScalarAsync(cancel))!;
        await transaction.RollbackAsync(cancel);
        return planted == 1 && Math.Abs(difference) == 1;
    }

    private static async Task<long[]> IncomeOfBanksAsync(
        ReplayHouse house, List<EarningDay> days, CancellationToken cancel)
    {
        long[] banks = new long[days.Count];
        for (short shard = 0; shard < house.Ledger.Shards; shard++)
        {
            IReadOnlyList<HoldingDay> bank = await HoldingDays.OfAsync(
                house.Reads, shard, Party.AdvancingBank(shard), house.Fund.Asset, days, cancel);
            for (int i = 0; i < bank.Count; i++)
            {
                banks[i] += bank[i].Fen;
            }
        }

        return banks;
    }

    private static async Task<Dictionary<DateOnly, long>> ByDayAsync(
        Db db, Sql sql, short asset, CancellationToken cancel) =>
        (await db.RowsAsync(sql, [asset], row => (row.GetFieldValue<DateOnly>(0), row.GetInt64(1)), cancel))
            .ToDictionary(row => row.Item1, row => row.Item2);

    private static async Task<long> NumberAsync(Db db, Sql sql, object?[] values, CancellationToken cancel) =>
        await db.RowAsync(sql, values, row => row.GetInt64(0), cancel);
}
