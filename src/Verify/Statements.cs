using Huoqi.Kernel;

namespace Huoqi.Verify;

/// <summary>
/// A check in one statement, for what hangs together by keys and needs no recomputing. Every row is a finding: shard,
/// key, columns, expected, found, the last four as text.
/// </summary>
/// <param name="Name">The check in the report that its findings belong to.</param>
/// <param name="Table">The table that the findings name; the check runs only where it exists.</param>
/// <param name="Sql">The statement; it returns no row when all is well.</param>
internal sealed record Statement(string Name, string Table, Sql Sql);

/// <summary>The checks in SQL. A module that adds tables adds its statements here.</summary>
internal static class Statements
{
    private static readonly Sql MissingHeads = new("""
        SELECT s.shard::smallint, 'its row', 'shard', 'one row for each shard from 0 on', 'none'
        FROM generate_series(0, (SELECT max(shard) FROM ledger.shard_head)) AS s(shard)
        WHERE NOT EXISTS (SELECT FROM ledger.shard_head h WHERE h.shard = s.shard)
        """);

    private static readonly Sql ReversedEntries = new("""
        SELECT r.shard, 'entry ' || r.entry, 'reverses', 'an earlier entry', r.reverses::text
        FROM ledger.entry r LEFT JOIN ledger.entry e ON e.shard = r.shard AND e.entry = r.reverses
        WHERE r.reverses IS NOT NULL AND (e.entry IS NULL OR e.entry >= r.entry)
        """);

    /// <summary>All of them; each name is a line of the report.</summary>
    public static IReadOnlyList<Statement> All { get; } =
    [
        .. ((string[])["posting_group", "request_key", "entry", "transfer", "account", "holder", "fund_standing",
            "earning_day"]).Select(table => $"ledger.{table}")
            .Select(table => new Statement("shards", table, RowChecks.OfNoShard(table))),
        new("shards", "ledger.shard_head", MissingHeads),
        new("reversals", "ledger.entry", ReversedEntries),
        .. DeliveryStatements.All,
        .. CloseStatements.All,
        .. FundOrderStatements.All,
        .. BankOrderStatements.All,
        .. PersonStatements.All,
        .. PaymentStatements.All,
    ];
}
