using Huoqi.Kernel;
using static Huoqi.Verify.RowChecks;

namespace Huoqi.Verify;

/// <summary>What goes from shard to shard: sent, on its way, and arrived or come back exactly once.</summary>
internal static class DeliveryStatements
{
    private const string Table = "ledger.delivery";

    // 2080 << 9: the account of what is in transit between shards, in CNY. Owner of an account: account >> 23.
    // The limits of a day (9031 to 9033) are not given back by a gift's return: the class's is the one it names.
    private static readonly Sql Sent = new("""
        SELECT d.shard, 'entry ' || d.entry, c.name, coalesce(c.expected, 'none'), coalesce(c.found, 'none')
        FROM ledger.delivery d
        LEFT JOIN ledger.entry e ON e.shard = d.shard AND e.entry = d.entry
        LEFT JOIN ledger.transfer t ON t.shard = d.shard AND t.entry = d.entry AND t.credit = 2080 << 9
        LEFT JOIN ledger.shard_head h ON h.shard = d.target_shard AND h.shard <> d.shard
        LEFT JOIN LATERAL (
            SELECT u.debit, u.limit_window FROM ledger.transfer u
            WHERE u.shard = d.shard AND u.entry = d.entry AND u.limit_window IS NOT NULL AND u.debit >= 1 << 23
                AND ((u.debit >> 9) & 16383) NOT IN (9031, 9032, 9033)
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

    // Where it goes is in the request: a gift's friend (150), where a merchant's money is needed (163), the shard that
    // the facility is dealt to (241).
    private static readonly string Addressed = $"""
        ledger.delivery d
        JOIN ledger.entry e ON e.shard = d.shard AND e.entry = d.entry AND e.act IN (150, 163, 241)
        {JoinRequest("k", "d.shard", "d.entry")}
        LEFT JOIN wallet.gift g ON g.shard = d.shard AND g.gift = d.entry
        LEFT JOIN wallet.person p ON p.person = g.friend
        CROSS JOIN LATERAL (
            SELECT CASE e.act WHEN 163 THEN k.key LIKE '%-to-' || d.target_shard
                WHEN 241 THEN {Asked("k", "d.target_shard || ' ' || d.amount")}
                ELSE coalesce(p.shard, d.target_shard) = d.target_shard END AS asked) q
        """;

    private static readonly ColumnCheck[] AddressColumns =
    [
        new("target_account", $"CASE e.act WHEN 150 THEN {Account("g.friend", 2010)} ELSE d.source_account END",
            "d.target_account"),
        new("target_shard", "CASE WHEN q.asked THEN d.target_shard END", "d.target_shard"),
    ];

    public static IReadOnlyList<Statement> All { get; } =
    [
        new("shards", Table, OfNoShard(Table)),
        new("in transit", Table, Sent),
        new("in transit", Table, Arrived),
        new("in transit", Table, Returned),
        new("in transit", Table, UnderWay),
        new("in transit", Table, Compare("d.shard", "'entry ' || d.entry", Addressed, AddressColumns)),
        new("in transit", "ledger.account", OnTheWay),
    ];
}
