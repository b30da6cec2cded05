using static Huoqi.Verify.RowChecks;

namespace Huoqi.Verify;

/// <summary>People and what they send each other.</summary>
internal static class PersonStatements
{
    private const string People = "wallet.person", Gifts = "wallet.gift";

    private static readonly string Person = $"""
        wallet.person p
        LEFT JOIN ledger.request_key k ON k.shard = p.shard AND k.owner = p.person AND k.act = 100 AND k.status = 0
        {JoinEntry("e", "k.shard", "k.entry")}
        LEFT JOIN ledger.request_key c ON c.shard = p.shard AND c.owner = p.person AND c.act = 103 AND c.status = 0
        {JoinEntry("l", "c.shard", "c.entry")}
        LEFT JOIN LATERAL (
            SELECT r.fingerprint FROM ledger.request_key r
            WHERE r.shard = p.shard AND r.owner = p.person AND r.act = 104 AND r.status = 0
            ORDER BY r.entry DESC LIMIT 1) n ON true
        """;

    private static readonly ColumnCheck[] PersonColumns =
    [
        new("person", "k.owner", "p.person"),
        new("opened_on", "e.business_date", "p.opened_on"),
        new("closed_on", "l.business_date", "p.closed_on"),
        new("account_class", $"""
            CASE WHEN {Asked("n", "'class I'")} THEN 1 WHEN {Asked("n", "'class II'")} THEN 2
                WHEN {Asked("n", "'class III'")} THEN 3
                WHEN n.fingerprint IS NOT NULL THEN NULL
                WHEN {Asked("k", "'open I'")} THEN 1 WHEN {Asked("k", "'open II'")} THEN 2
                WHEN {Asked("k", "'open III'")} THEN 3 END
            """, "p.account_class::integer"),
    ];

    private static readonly string Gift = $"""
        wallet.gift g
        LEFT JOIN ledger.entry e ON e.shard = g.shard AND e.entry = g.gift AND e.act = 150
        {JoinRequest("k", "g.shard", "g.gift")}
        {JoinTransfers("t", "g.shard", "g.gift", $"max(x.amount) FILTER (WHERE {Code("x.debit")} = 2010) AS amount")}
        """;

    private static readonly ColumnCheck[] GiftColumns =
    [
        new("gift", "e.entry", "g.gift"),
        new("person", "e.owner", "g.person"),
        new("friend", $"""
            CASE WHEN {Asked("k", "rtrim('send ' || g.friend || ' ' || t.amount || ' ' || e.reference)")}
                THEN g.friend END
            """, "g.friend"),
        new("amount_fen", "t.amount", "g.amount_fen"),
        new("business_date", "e.business_date", "g.business_date"),
    ];

    public static IReadOnlyList<Statement> All { get; } =
    [
        new("shards", People, OfNoShard(People)),
        new("shards", Gifts, OfNoShard(Gifts)),
        new("people", People, Compare("p.shard", "'person ' || p.person", Person, PersonColumns)),
        new("people", People, Missing("e.shard", "'entry ' || e.entry", "person", "who was opened an account", """
            ledger.entry e LEFT JOIN wallet.person p ON p.shard = e.shard AND p.person = e.owner
            WHERE e.act = 100 AND p.person IS NULL
            """)),
        new("gifts", Gifts, Compare("g.shard", "'gift ' || g.gift", Gift, GiftColumns)),
        new("gifts", Gifts, Missing("e.shard", "'entry ' || e.entry", "gift", "the gift of the entry", """
            ledger.entry e LEFT JOIN wallet.gift g ON g.shard = e.shard AND g.gift = e.entry
            WHERE e.act = 150 AND g.gift IS NULL
            """)),
    ];
}
