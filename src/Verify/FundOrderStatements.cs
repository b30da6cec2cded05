using static Huoqi.Verify.RowChecks;

namespace Huoqi.Verify;

/// <summary>
/// Orders to the registrar. An order is its entry's: a subscription from the wallet (act 120) or a card (180, the
/// bank's answer), a redemption (220), the bank's redemption (230). What became of it names it at the start of its key.
/// </summary>
internal static class FundOrderStatements
{
    private const string Table = "funds.fund_order";
    private const string Name = "fund orders";

    // The day from which the confirmation counts, as its key says it after the "@".
    private const string CountsFrom = "left(split_part(c.key, '@', 2), 8)";

    private static readonly string Order = $"""
        orders o
        {JoinEntry("e", "o.shard", "o.order_no")}
        {JoinRequest("k", "o.shard", "o.order_no")}
        LEFT JOIN ledger.transfer t ON t.shard = o.shard AND t.entry = o.order_no
            AND ({Code("t.credit")} IN (8004, 8005) OR t.credit = 2110 << 9)
        LEFT JOIN ledger.transfer u ON u.shard = o.shard AND u.entry = o.order_no
            AND u.limit_window IS NOT NULL AND {Code("u.debit")} = 9030
        LEFT JOIN (SELECT shard, entry, sum(amount)::bigint AS principal,
                sum(amount) FILTER (WHERE credit = 6110 << 9)::bigint AS facility
            FROM ledger.transfer WHERE debit = 6120 << 9 GROUP BY shard, entry) r
            ON r.shard = o.shard AND r.entry = o.order_no
        {JoinStep("c", "o", "213, 214, 221, 222, 231")}
        {JoinStep("p", "o", "170")}
        {JoinStep("j", "o", "204")}
        {JoinEntry("l", "j.shard", "j.entry")}
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT FROM fund f WHERE f.asset = o.asset AND {Asked("k", """
                CASE e.act
                    WHEN 120 THEN 'subscribe ' || f.code || ' ' || o.amount
                    WHEN 220 THEN f.code || ' ' || o.amount || ' ' || CASE o.payout WHEN 1 THEN 'Wallet' ELSE 'Card' END
                        || ' ' || coalesce(o.card_token, '') END
                """)}) AS asked
            OFFSET 0) q
        """;

    private static readonly ColumnCheck[] Columns =
    [
        new("order_no", "e.entry", "o.order_no"),
        new("owner", "e.owner", "o.owner"),
        new("kind", "CASE e.act WHEN 120 THEN 1 WHEN 180 THEN 1 WHEN 220 THEN 2 WHEN 230 THEN 3 END",
            "o.kind::integer"),
        new("amount", "t.amount", "o.amount"),
        new("asset", """
            CASE WHEN e.act IN (220, 230) THEN t.credit & 511 WHEN q.asked OR e.act = 180 THEN o.asset::bigint END
            """, "o.asset::bigint"),
        new("payout", "CASE WHEN e.act <> 220 THEN 0 WHEN q.asked THEN o.payout::integer END", "o.payout::integer"),
        new("card_token", "CASE WHEN e.act = 220 AND q.asked THEN o.card_token END", "o.card_token"),
        new("earning", $"e.act IN (220, 230) AND {Code("t.credit")} = 8004", "o.earning"),
        new("principal_fen", "coalesce(r.principal, 0)", "o.principal_fen"),
        new("facility_fen", "coalesce(r.facility, 0)", "o.facility_fen"),
        new("limit_window", "CASE WHEN e.act = 120 THEN u.limit_window END", "o.limit_window"),
        // Which side of the cut-off an order came is nowhere else: the day only has to fit all that hangs on it.
        new("order_day", $"""
            CASE WHEN e.act = 230 THEN CASE WHEN k.key LIKE '%-' || o.order_day THEN o.order_day END
                WHEN e.act = 220 AND {Code("t.credit")} = 8005 THEN t.earns_from - 1
                ELSE greatest(o.order_day, e.business_date) END
            """, "o.order_day"),
        new("confirm_day", $"""
            CASE WHEN e.act = 220 AND {Code("t.credit")} = 8004 THEN t.earns_from
                WHEN c.key IS NULL OR to_char(o.confirm_day, 'YYYYMMDD') <= {CountsFrom} THEN o.confirm_day END
            """, "o.confirm_day"),
        new("state", """
            CASE WHEN c.act IS NULL THEN 1 WHEN c.act IN (214, 222) THEN 3 WHEN p.entry IS NOT NULL THEN 4 ELSE 2 END
            """, "o.state::integer"),
        new("settled_entry", "coalesce(p.entry, c.entry)", "o.settled_entry"),
        new("adjusted_entry", "j.entry", "o.adjusted_entry"),
        // The adjustment names the days; until it is made they end before the confirmation counts.
        new("missed_from", """
            CASE WHEN j.entry IS NOT NULL THEN l.first_day
                WHEN c.act IN (213, 221, 231) AND o.missed_from BETWEEN o.confirm_day AND o.missed_through
                THEN o.missed_from END
            """, "o.missed_from"),
        new("missed_through", $"""
            CASE WHEN j.entry IS NOT NULL THEN l.last_day
                WHEN c.act IN (213, 221, 231) AND to_char(o.missed_through + 1, 'YYYYMMDD') = {CountsFrom}
                THEN o.missed_through END
            """, "o.missed_through"),
    ];

    // A card's subscription: what was asked of the bank names the fund.
    private static readonly string OfCard = $"""
        funds.fund_order o
        JOIN ledger.entry e ON e.shard = o.shard AND e.entry = o.order_no AND e.act = 180
        LEFT JOIN wallet.bank_order b ON b.shard = o.shard AND b.settled_entry = o.order_no AND b.kind = 2
        LEFT JOIN ledger.request_key k ON k.shard = b.shard AND k.entry = b.order_no AND k.act = 121
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT FROM fund f WHERE f.asset = o.asset
                AND {Asked("k", """
                    'subscribe ' || f.code || ' ' || o.amount || ' ' || b.card_token
                    """)}) AS asked
            OFFSET 0) q
        """;

    // Every order of one order day is confirmed on one day, and a later one not earlier. Where a calendar was loaded,
    // orders that were given before it keep the days they were promised; no holiday is longer than this.
    private const string Days = """
        (SELECT asset, order_day, confirm_day, orders, shard, order_no,
                max(orders) OVER (PARTITION BY asset, order_day) AS most,
                count(*) OVER (PARTITION BY asset, order_day) AS days,
                max(confirm_day) OVER (PARTITION BY asset ORDER BY order_day
                    RANGE BETWEEN UNBOUNDED PRECEDING AND '1 day' PRECEDING) AS before
         FROM (SELECT asset, order_day, confirm_day, count(*) AS orders, min(shard) AS shard,
                      min(order_no) AS order_no
               FROM funds.fund_order GROUP BY asset, order_day, confirm_day) d
         WHERE NOT EXISTS (SELECT FROM huoqi.calendar_file f
                           WHERE d.order_day BETWEEN f.loaded_on AND f.loaded_on + 30)) d
        """;

    // Floor toward minus infinity, exact: div and % of numeric are.
    private static readonly string Late = $"""
        funds.fund_order o
        JOIN ledger.request_key j ON j.shard = o.shard AND j.entry = o.adjusted_entry AND j.act = 204
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(div(s.product, d.earning_units)
                - CASE WHEN s.product % d.earning_units < 0 THEN 1 ELSE 0 END), 0)
                * CASE o.kind WHEN 1 THEN 1 ELSE -1 END AS fen
            FROM ledger.earning_day d CROSS JOIN LATERAL (SELECT o.amount::numeric * d.total_fen AS product) s
            WHERE d.shard = o.shard AND d.asset = o.asset AND d.earning_units > 0
                AND d.day BETWEEN o.missed_from AND o.missed_through) s
        CROSS JOIN LATERAL (
            SELECT EXISTS (SELECT FROM fund f WHERE f.asset = o.asset AND {Asked("j", $"""
                f.code || ' ' || {OrderNo("o.shard", "o.order_no")} || ' ' || s.fen
                """)}) AS given) q
        """;

    private const string Balances = """
        ledger.shard_head h
        LEFT JOIN (SELECT shard,
                sum(amount) FILTER (WHERE kind = 1 AND state = 1) AS subscribed,
                sum(amount) FILTER (WHERE kind > 1 AND state = 1) AS redeemed,
                sum(amount) FILTER (WHERE kind = 2 AND state = 2) AS payable,
                sum(principal_fen) FILTER (WHERE kind = 3 AND state = 1) AS advances
            FROM funds.fund_order GROUP BY shard) o ON o.shard = h.shard
        LEFT JOIN (SELECT shard, sum(amount_fen) AS asked
            FROM wallet.bank_order WHERE kind = 7 AND state = 1 GROUP BY shard) w ON w.shard = h.shard
        LEFT JOIN (SELECT shard,
                sum(balance) FILTER (WHERE code = 2110) AS subscribed,
                sum(balance) FILTER (WHERE code IN (8004, 8005)) AS redeemed,
                sum(balance) FILTER (WHERE code = 2120) AS payable,
                sum(balance) FILTER (WHERE code = 6120) AS advances
            FROM (SELECT shard, balance, (account >> 9) & 16383 AS code FROM ledger.account) a
            WHERE code IN (2110, 8004, 8005, 2120, 6120) GROUP BY shard) b ON b.shard = h.shard
        """;

    public static IReadOnlyList<Statement> All { get; } =
    [
        new("shards", Table, OfNoShard(Table)),
        new(Name, Table, Compare("o.shard", "'order ' || o.order_no", Order, Columns,
            $"{WithFunds}, {WithOrders(Table)}")),
        new(Name, Table, Compare("o.shard", "'order ' || o.order_no", OfCard,
        [
            new("order_no", "b.settled_entry", "o.order_no"),
            new("asset", "CASE WHEN q.asked THEN o.asset END", "o.asset"),
        ], WithFunds)),
        new(Name, Table, Compare("d.shard", "'order ' || d.order_no || ' and ' || d.orders - 1 || ' like it'", Days,
        [
            new("order_day, confirm_day", "(d.days = 1 OR (d.orders = d.most AND d.orders > 1))", "true"),
            new("order_day, confirm_day", "greatest(d.before, d.confirm_day)", "d.confirm_day"),
        ])),
        new(Name, Table, Compare("o.shard", "'order ' || o.order_no", Late,
            [new("amount, adjusted_entry, missed_from, missed_through", "q.given", "true")], WithFunds)),
        new(Name, Table, Missing("e.shard", "'entry ' || e.entry", "order_no", "the order of the entry", """
            ledger.entry e LEFT JOIN funds.fund_order o ON o.shard = e.shard AND o.order_no = e.entry
            WHERE e.act IN (120, 220, 230) AND o.order_no IS NULL
            """)),
        new(Name, Table, Missing("b.shard", "'entry ' || b.settled_entry", "order_no", "the order that a card paid", """
            wallet.bank_order b LEFT JOIN funds.fund_order o ON o.shard = b.shard AND o.order_no = b.settled_entry
            WHERE b.kind = 2 AND b.state = 2 AND o.order_no IS NULL
            """)),
        new(Name, Table, Compare("h.shard", "'orders under way'", Balances,
        [
            new("amount, state (account 2110)", "coalesce(b.subscribed, 0)", "coalesce(o.subscribed, 0)"),
            new("amount, state (accounts 8004, 8005)", "coalesce(b.redeemed, 0)", "coalesce(o.redeemed, 0)"),
            new("amount, state (account 2120)", "coalesce(b.payable, 0)",
                "coalesce(o.payable, 0) + coalesce(w.asked, 0)"),
            new("principal_fen, state (account 6120)", "coalesce(b.advances, 0)", "coalesce(o.advances, 0)"),
        ])),
    ];
}
