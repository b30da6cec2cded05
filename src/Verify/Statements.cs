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
    // 2080 << 9: the account of what is in transit between shards, in CNY. Owner of an account: account >> 23.
    private static readonly Sql Sent = new("""
        SELECT d.shard, 'entry ' || d.entry, c.name, coalesce(c.expected, 'none'), coalesce(c.found, 'none')
        FROM ledger.delivery d
        LEFT JOIN ledger.entry e ON e.shard = d.shard AND e.entry = d.entry
        LEFT JOIN ledger.transfer t ON t.shard = d.shard AND t.entry = d.entry AND t.credit = 2080 << 9
        LEFT JOIN ledger.shard_head h ON h.shard = d.target_shard AND h.shard <> d.shard
        LEFT JOIN LATERAL (
            SELECT u.debit, u.limit_window FROM ledger.transfer u
            WHERE u.shard = d.shard AND u.entry = d.entry AND u.limit_window IS NOT NULL AND u.debit >= 1 << 23
            ORDER BY u.line DESC LIMIT 1) AS l ON true
        CROSS JOIN LATERAL (VALUES
            ('entry', e.entry::text, d.entry::text),
            ('owner', e.owner::text, d.owner::text),
            ('business_date', e.business_date::text, d.business_date::text),
            ('source_account', t.debit::text, d.source_account::text),
            ('amount', t.amount::text, d.amount::text),
            ('limit_account', l.debit::text, d.limit_account::text),
            ('limit_window', l.limit_window::text, d.limit_window::text),
            ('target_shard', coalesce(h.shard::text, 'another shard'), d.target_shard::text))
            AS c(name, expected, found)
        WHERE c.expected IS DISTINCT FROM c.found
        """);

    private static readonly Sql Arrived = new("""
        SELECT d.shard, 'entry ' || d.entry, c.name, coalesce(c.expected, 'none'), coalesce(c.found, 'none')
        FROM ledger.delivery d
        LEFT JOIN ledger.request_key k ON k.shard = d.target_shard AND k.owner = d.target_account >> 23 AND k.act = 2
            AND k.key = d.shard || '-' || d.entry AND k.status = 0
        LEFT JOIN ledger.transfer t ON t.shard = d.target_shard AND t.entry = k.entry AND t.debit = 2080 << 9
        LEFT JOIN ledger.request_key n ON n.shard = d.shard AND n.owner = d.owner AND n.act = 7
            AND n.key = d.shard || '-' || d.entry AND n.status = 0
        CROSS JOIN LATERAL (VALUES
            ('state (target_shard, target_account)', 'an arrival', CASE WHEN k.entry IS NOT NULL THEN 'an arrival' END),
            ('state (owner)', 'a note of arrival', CASE WHEN n.entry IS NOT NULL THEN 'a note of arrival' END),
            ('settled_entry', k.entry::text, d.settled_entry::text),
            ('target_account', t.credit::text, d.target_account::text),
            ('amount', t.amount::text, d.amount::text),
            ('refusal', NULL, d.refusal::text)) AS c(name, expected, found)
        WHERE d.state = 2 AND c.expected IS DISTINCT FROM c.found
        """);

    private static readonly Sql Returned = new("""
        SELECT d.shard, 'entry ' || d.entry, c.name, coalesce(c.expected, 'none'), coalesce(c.found, 'none')
        FROM ledger.delivery d
        LEFT JOIN ledger.request_key k ON k.shard = d.target_shard AND k.owner = d.target_account >> 23 AND k.act = 2
            AND k.key = d.shard || '-' || d.entry AND k.status <> 0
        LEFT JOIN ledger.request_key n ON n.shard = d.shard AND n.owner = d.owner AND n.act = 3
            AND n.key = d.shard || '-' || d.entry AND n.status = 0
        LEFT JOIN ledger.transfer t ON t.shard = d.shard AND t.entry = n.entry AND t.debit = 2080 << 9
        CROSS JOIN LATERAL (VALUES
            ('state (target_shard, target_account)', 'a refusal', CASE WHEN k.entry IS NOT NULL THEN 'a refusal' END),
            ('settled_entry', n.entry::text, d.settled_entry::text),
            ('source_account', t.credit::text, d.source_account::text),
            ('amount', t.amount::text, d.amount::text),
            ('refusal', k.status::text, d.refusal::text)) AS c(name, expected, found)
        WHERE d.state = 3 AND c.expected IS DISTINCT FROM c.found
        """);

    private static readonly Sql UnderWay = new("""
        SELECT d.shard, 'entry ' || d.entry, c.name, 'none', coalesce(c.found, 'none')
        FROM ledger.delivery d
        LEFT JOIN ledger.request_key n ON n.shard = d.shard AND n.owner = d.owner AND n.act IN (3, 7)
            AND n.key = d.shard || '-' || d.entry AND n.status = 0
        CROSS JOIN LATERAL (VALUES
            ('state', 'settled in entry ' || n.entry),
            ('settled_entry', d.settled_entry::text),
            ('refusal', d.refusal::text),
            ('target_account', CASE WHEN (d.target_account >> 9) & 16383 NOT BETWEEN 2010 AND 2099
                THEN d.target_account::text END)) AS c(name, found)
        WHERE d.state = 1 AND c.found IS NOT NULL
        """);

    // What has arrived and is not yet noted by the sender is on its way no more.
    private static readonly Sql OnTheWay = new("""
        SELECT -1::smallint, 'account ' || (2080 << 9), 'balance', d.amount || ' on its way by ledger.delivery',
               a.balance::text
        FROM (SELECT coalesce(sum(balance), 0) AS balance FROM ledger.account WHERE account = 2080 << 9) AS a,
             (SELECT coalesce(sum(d.amount), 0) AS amount FROM ledger.delivery d
              LEFT JOIN ledger.request_key k ON k.shard = d.target_shard AND k.owner = d.target_account >> 23
                  AND k.act = 2
                  AND k.key = d.shard || '-' || d.entry AND k.status = 0
              WHERE d.state = 1 AND k.entry IS NULL) AS d
        WHERE a.balance <> d.amount
        """);

    private static readonly Sql MissingHeads = new("""
        SELECT s.shard::smallint, 'its row', 'shard', 'one row for each shard from 0 on', 'none'
        FROM generate_series(0, (SELECT max(shard) FROM ledger.shard_head)) AS s(shard)
        WHERE NOT EXISTS (SELECT FROM ledger.shard_head h WHERE h.shard = s.shard)
        """);

    private static readonly Sql ShardCount = new("""
        SELECT -1::smallint, 'its row', 'shard_count', h.shards::text, i.shard_count::text
        FROM huoqi.installation i, (SELECT count(*) AS shards FROM ledger.shard_head) AS h
        WHERE i.shard_count <> h.shards
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
            "earning_day", "delivery"]).Select(OfNoShard),
        new("shards", "ledger.shard_head", MissingHeads),
        new("shards", "huoqi.installation", ShardCount),
        new("reversals", "ledger.entry", ReversedEntries),
        new("in transit", "ledger.delivery", Sent),
        new("in transit", "ledger.delivery", Arrived),
        new("in transit", "ledger.delivery", Returned),
        new("in transit", "ledger.delivery", UnderWay),
        new("in transit", "ledger.account", OnTheWay),
    ];

    /// <summary>Rows in a shard that does not exist would be seen by no pass.</summary>
    private static Statement OfNoShard(string table) => new("shards", $"ledger.{table}", new($"""
        SELECT DISTINCT t.shard, 'all its rows', 'shard', 'a shard that has a head', t.shard::text
        FROM ledger.{table} t
        WHERE t.shard < 0 OR t.shard > (SELECT coalesce(max(shard), -1) FROM ledger.shard_head)
        """));
}
