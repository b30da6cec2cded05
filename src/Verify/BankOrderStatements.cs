using static Huoqi.Verify.RowChecks;

namespace Huoqi.Verify;

/// <summary>
/// Orders to the bank. An order is its entry's; the bank's answer (act 180) names it at the start of its key.
/// </summary>
internal static class BankOrderStatements
{
    private const string Table = "wallet.bank_order";
    private const string Name = "bank orders";

    private static readonly string Order = $"""
        orders o
        {JoinEntry("e", "o.shard", "o.order_no")}
        {JoinRequest("k", "o.shard", "o.order_no")}
        LEFT JOIN ledger.transfer t ON t.shard = o.shard AND t.entry = o.order_no AND t.credit = 9060 << 9
        {JoinTransfers("p", "o.shard", "o.order_no", $"bool_or({Code("x.debit")} = 9032) AS one, "
            + $"bool_or({Code("x.debit")} = 9031) AS uncertified")}
        {JoinStep("a", "o", "180")}
        {JoinEntry("b", "a.shard", "a.entry")}
        LEFT JOIN wallet.merchant m ON m.merchant = e.owner - ({FirstMerchant})
        LEFT JOIN funds.fund_order r ON r.shard = o.shard AND r.order_no = o.subject AND e.act = 170
        CROSS JOIN LATERAL (
            SELECT CASE WHEN e.act IN (110, 111)
                THEN {Asked("k", """
                    CASE e.act WHEN 110 THEN 'top up ' ELSE 'withdraw ' END || o.amount_fen || ' ' || o.card_token
                    """)}
                ELSE e.act IN (121, 130, 131, 141) AND EXISTS (SELECT FROM fund f WHERE {Asked("k", """
                    CASE e.act
                        WHEN 121 THEN 'subscribe ' || f.code || ' ' || o.amount_fen || ' ' || o.card_token
                        WHEN 130 THEN 'redeem ' || f.code || ' ' || o.amount_fen
                        WHEN 131 THEN 'redeem ' || f.code || ' ' || o.amount_fen || ' ' || o.card_token
                        WHEN 141 THEN 'pay ' || o.subject || ' ' || o.merchant_order || ' ' || f.code || ' '
                            || o.amount_fen END
                    """)}) END AS asked
            OFFSET 0) q
        """;

    private static readonly ColumnCheck[] Columns =
    [
        new("order_no", "e.entry", "o.order_no"),
        new("person", "e.owner", "o.person"),
        new("amount_fen", "t.amount", "o.amount_fen"),
        new("business_date", "e.business_date", "o.business_date"),
        new("kind", """
            CASE e.act WHEN 110 THEN 1 WHEN 121 THEN 2 WHEN 111 THEN 3 WHEN 131 THEN 4 WHEN 130 THEN 5 WHEN 141 THEN 6
                WHEN 170 THEN 7 WHEN 160 THEN 8 END
            """, "o.kind::integer"),
        new("state", $"""
            CASE WHEN a.entry IS NULL THEN 1 WHEN {Asked("a", "'done'")} THEN 2
                WHEN {Asked("a", "'refused'")} THEN 3 END
            """, "o.state::integer"),
        new("settled_entry", "a.entry", "o.settled_entry"),
        // The entry that also makes the payment bears the merchant's number instead: there it cannot be proved.
        new("bank_reference", "CASE WHEN a.key LIKE '%-pay' THEN o.bank_reference ELSE b.reference END",
            "o.bank_reference"),
        new("card_token", """
            CASE e.act WHEN 160 THEN m.payout_account WHEN 170 THEN r.card_token WHEN 130 THEN NULL WHEN 141 THEN NULL
                ELSE CASE WHEN q.asked THEN o.card_token END END
            """, "o.card_token"),
        new("subject", $"""
            CASE e.act WHEN 160 THEN e.owner - ({FirstMerchant})
                WHEN 170 THEN CASE WHEN e.reference = {OrderNo("o.shard", "o.subject")} THEN o.subject END
                WHEN 141 THEN CASE WHEN q.asked THEN o.subject END END
            """, "o.subject"),
        // How a payment was confirmed shows in the limits that it used; before there were any, in nothing.
        new("proof", """
            CASE WHEN e.act = 141 THEN CASE WHEN p.one THEN 1 WHEN p.uncertified THEN 2
                WHEN o.proof < 3 AND o.business_date >= date '2016-07-01' THEN 3 ELSE o.proof END END
            """, "o.proof::integer"),
        new("merchant_order", "CASE WHEN e.act = 141 THEN e.reference END", "o.merchant_order"),
    ];

    private const string Balances = """
        ledger.shard_head h
        LEFT JOIN (SELECT shard,
                sum(amount_fen) AS all_kinds,
                sum(amount_fen) FILTER (WHERE kind IN (3, 8)) AS leaving,
                sum(amount_fen) FILTER (WHERE kind IN (4, 5, 6)) AS advances
            FROM wallet.bank_order WHERE state = 1 GROUP BY shard) o ON o.shard = h.shard
        LEFT JOIN (SELECT shard,
                sum(balance) FILTER (WHERE code = 9060) AS awaited,
                sum(balance) FILTER (WHERE code = 2050) AS leaving,
                sum(balance) FILTER (WHERE code = 8002) AS frozen
            FROM (SELECT shard, balance, (account >> 9) & 16383 AS code FROM ledger.account) a
            WHERE code IN (9060, 2050, 8002) GROUP BY shard) b ON b.shard = h.shard
        """;

    public static IReadOnlyList<Statement> All { get; } =
    [
        new("shards", Table, OfNoShard(Table)),
        new(Name, Table, Compare("o.shard", "'order ' || o.order_no", Order, Columns,
            $"{WithFunds}, {WithOrders(Table)}")),
        new(Name, Table, Missing("t.shard", "'entry ' || t.entry", "order_no", "the order of the entry", """
            ledger.transfer t LEFT JOIN wallet.bank_order o ON o.shard = t.shard AND o.order_no = t.entry
            WHERE t.credit = 9060 << 9 AND o.order_no IS NULL
            """)),
        new(Name, Table, Compare("h.shard", "'orders without an answer'", Balances,
        [
            new("amount_fen, state (account 9060)", "coalesce(b.awaited, 0)", "coalesce(o.all_kinds, 0)"),
            new("amount_fen, state (accounts 2050)", "coalesce(b.leaving, 0)", "coalesce(o.leaving, 0)"),
            new("amount_fen, state (accounts 8002)", "coalesce(b.frozen, 0)", "coalesce(o.advances, 0)"),
        ])),
    ];
}
