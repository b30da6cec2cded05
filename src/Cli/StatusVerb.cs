using System.CommandLine;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Cli;

/// <summary><c>huoqi status</c>: what this installation is, what runs, and how far the day is.</summary>
internal static class StatusVerb
{
    private static readonly Sql Journal = new("""
        SELECT count(*) FILTER (WHERE head > 0), coalesce(sum(head), 0)::bigint FROM ledger.shard_head
        """);

    private static readonly Sql Funds = new("""
        SELECT asset, min(sealed_through), min(published_through), max(published_through), count(*)
        FROM ledger.fund_standing GROUP BY asset ORDER BY asset
        """);

    private static readonly Sql UnderWay = new("""
        SELECT (SELECT count(*) FROM wallet.bank_order WHERE state = 1),
               (SELECT count(*) FROM funds.pub_order WHERE state = 1),
               (SELECT count(*) FROM ledger.delivery WHERE state = 1)
        """);

    private static readonly Sql LastDay = new("""
        SELECT business_date, step, figures, done_at FROM funds.close_step
        WHERE business_date = (SELECT max(business_date) FROM funds.close_step) ORDER BY done_at
        """);

    public static Command Create(OpenInstallation open)
    {
        Command status = new("status", "Show what this installation is, what runs, and how far the day is.");
        status.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            TextWriter output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"data folder  {installation.DataFolder}");
            await output.WriteLineAsync($"database     {installation.Server}");
            await output.WriteLineAsync($"server       PostgreSQL {installation.ServerVersion}");
            await output.WriteLineAsync($"shards       {installation.ShardCount}");
            await output.WriteLineAsync($"profile      {installation.Profile}");
            await output.WriteLineAsync($"made at      {installation.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC");
            await PrintDayAsync(installation.Db, output, cancel);
            CalendarInForce calendar = await CalendarInForce.StartAsync(installation.Db, cancel);
            await output.WriteLineAsync($"calendar     {CalendarWords.Extent(calendar.Now)}");
            return ExitCodes.Done;
        });
        return status;
    }

    private static async Task PrintDayAsync(Db db, TextWriter output, CancellationToken cancel)
    {
        await PrintAsync(Journal, row => $"journal      {row.GetInt64(1):N0} positions in {row.GetInt64(0)} shards");
        await PrintAsync(Funds, row =>
            $"fund {row.GetInt16(0),-7} sealed through {Day(row, 1)}, published through {Day(row, 2)}"
            + (Day(row, 2) == Day(row, 3) ? "" : $" (some shards {Day(row, 3)})"));
        await PrintAsync(UnderWay, row =>
            $"under way    {row.GetInt64(0):N0} orders at the bank, {row.GetInt64(1):N0} at the registrar, "
            + $"{row.GetInt64(2):N0} deliveries between shards");
        await PrintAsync(LastDay, row =>
            $"{Day(row, 0)}   {row.GetString(1),-16} {row.GetString(2)} "
            + $"(done {row.GetFieldValue<DateTimeOffset>(3):yyyy-MM-dd HH:mm:ss} UTC)");

        async Task PrintAsync(Sql sql, Func<NpgsqlDataReader, string> line)
        {
            foreach (string text in await db.RowsAsync(sql, [], line, cancel))
            {
                await output.WriteLineAsync(text);
            }
        }
    }

    private static string Day(NpgsqlDataReader row, int column) =>
        row.GetFieldValue<DateOnly>(column).ToString("yyyy-MM-dd");
}
