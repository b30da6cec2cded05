using static Huoqi.Verify.RowChecks;

namespace Huoqi.Verify;

/// <summary>The installation, and the notes of the daily close that speak of the journal.</summary>
internal static class CloseStatements
{
    private const string Steps = "funds.close_step", Installation = "huoqi.installation";

    // A publication is noted on the day after, with what it came to.
    private static readonly string Step = $"""
        {WithFunds}, days AS MATERIALIZED (
            SELECT f.asset, e.act, right(k.key, 10) AS day
            FROM ledger.request_key k
            JOIN ledger.entry e ON e.shard = k.shard AND e.entry = k.entry
            JOIN fund f ON k.key = f.code || '-' || right(k.key, 10)
            WHERE k.shard = 0 AND k.owner = 0 AND k.act = 201 AND k.status = 0)
        """;

    public static IReadOnlyList<Statement> All { get; } =
    [
        new("shards", Installation, new("""
            SELECT -1::smallint, 'its row', 'shard_count', h.shards::text, i.shard_count::text
            FROM huoqi.installation i, (SELECT count(*) AS shards FROM ledger.shard_head) AS h
            WHERE i.shard_count <> h.shards
            """)),
        new("shards", Installation, new("""
            SELECT -1::smallint, 'its row', 'created_at', 'before ' || g.posted_at, i.created_at::text
            FROM huoqi.installation i, (SELECT min(posted_at) AS posted_at FROM ledger.posting_group) AS g
            WHERE i.created_at > g.posted_at
            """)),
        new("daily close", Steps, Compare("-1::smallint", "s.step || ' of ' || s.business_date", """
            funds.close_step s
            LEFT JOIN ledger.earning_day d ON d.shard = 0 AND d.asset = s.asset AND d.day = s.business_date - 1
                AND s.step = 'publish'
            LEFT JOIN days n ON n.asset = s.asset AND n.day = s.business_date::text AND s.step = 'sealed'
            """,
        [
            new("business_date, asset, step", "s.step <> 'sealed' OR n.day IS NOT NULL", "true"),
            new("asset", "CASE WHEN s.asset = 0 OR s.asset IN (SELECT asset FROM fund) THEN s.asset END", "s.asset"),
            new("figures", """
                CASE WHEN d.day IS NULL THEN s.figures
                    ELSE to_char(d.total_fen / 100.0, 'FM999,999,999,999,990.00') || ' yuan over '
                        || to_char(d.earning_units / 100.0, 'FM999,999,999,999,990.00') || ' units' END
                """, "s.figures"),
        ], Step)),
        new("daily close", Steps, Missing("-1::smallint", "'asset ' || n.asset || ' day ' || n.day", "step",
            "the seal of the day, as of those before and after it", """
            days n
            WHERE NOT EXISTS (SELECT FROM funds.close_step s
                              WHERE s.asset = n.asset AND s.business_date::text = n.day AND s.step = 'sealed')
                AND n.day BETWEEN (SELECT min(business_date)::text FROM funds.close_step WHERE step = 'sealed')
                    AND (SELECT max(business_date)::text FROM funds.close_step WHERE step = 'sealed')
            """, Step)),
    ];
}
