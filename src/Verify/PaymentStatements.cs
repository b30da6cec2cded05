using static Huoqi.Verify.RowChecks;

namespace Huoqi.Verify;

/// <summary>Payments, their refunds, and the merchants who get them: each row is its entry's.</summary>
internal static class PaymentStatements
{
    private const string Payments = "wallet.payment", Refunds = "wallet.refund", Merchants = "wallet.merchant",
        Settlements = "wallet.settlement";

    private static readonly string Payment = $"""
        wallet.payment p
        {JoinEntry("e", "p.shard", "p.payment")}
        {JoinTransfers("t", "p.shard", "p.payment", $"""
            max(x.credit >> 23) FILTER (WHERE {FromPersonToMerchant("x")}) - ({FirstMerchant}) AS merchant,
            max(x.amount) FILTER (WHERE {FromPersonToMerchant("x")}) AS amount,
            max(x.amount) FILTER (WHERE x.credit = 2070 << 9) AS fee,
            max(x.limit_window) FILTER (WHERE {Code("x.debit")} = 9030) AS used
            """)}
        """;

    private static readonly ColumnCheck[] PaymentColumns =
    [
        new("payment", "e.entry", "p.payment"),
        new("person", "e.owner", "p.person"),
        new("merchant", "t.merchant", "p.merchant"),
        new("amount_fen", "t.amount", "p.amount_fen"),
        new("fee_fen", "coalesce(t.fee, 0)", "p.fee_fen"),
        new("business_date", "e.business_date", "p.business_date"),
        new("limit_window", "t.used", "p.limit_window"),
        new("merchant_order", "e.reference", "p.merchant_order"),
    ];

    private static readonly string Refund = $"""
        (SELECT *, coalesce(sum(amount_fen) OVER (PARTITION BY shard, payment ORDER BY refund
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint AS before
         FROM wallet.refund) r
        LEFT JOIN ledger.entry e ON e.shard = r.shard AND e.entry = r.refund AND e.act = 142
        {JoinTransfers("t", "r.shard", "r.refund", $"""
            max(x.debit >> 23) FILTER (WHERE {Code("x.debit")} = 9040) - {FirstEntryOwner} AS payment,
            max(x.amount) FILTER (WHERE {Code("x.debit")} = 9040) AS amount,
            max(x.amount) FILTER (WHERE x.debit = 2070 << 9) AS fee
            """)}
        """;

    private static readonly ColumnCheck[] RefundColumns =
    [
        new("refund", "e.entry", "r.refund"),
        new("payment", "t.payment", "r.payment"),
        new("refunded_before_fen", "r.before", "r.refunded_before_fen"),
        new("amount_fen", "t.amount", "r.amount_fen"),
        new("fee_fen", "coalesce(t.fee, 0)", "r.fee_fen"),
        new("business_date", "e.business_date", "r.business_date"),
    ];

    // What may still be refunded stands on an account of the payment's own.
    private static readonly string Refundable = $"""
        wallet.payment p
        LEFT JOIN (SELECT shard, payment, sum(amount_fen)::bigint AS refunded
                   FROM wallet.refund GROUP BY shard, payment) r ON r.shard = p.shard AND r.payment = p.payment
        LEFT JOIN ledger.account a ON a.shard = p.shard
            AND a.account = {Account($"{FirstEntryOwner} + p.payment", 9040)}
        """;

    private static readonly string Merchant = $"""
        wallet.merchant m
        LEFT JOIN (SELECT k.owner, k.fingerprint, e.business_date, e.reference
                   FROM ledger.request_key k
                   JOIN ledger.entry e ON e.shard = k.shard AND e.entry = k.entry
                   WHERE k.act = 162 AND k.status = 0) k ON k.owner = m.merchant + {FirstMerchant}
        CROSS JOIN LATERAL (SELECT {Asked("k", """
            'register ' || m.name || ' ' || m.payout_account || ' ' || m.refund_debt_fen
            """)} AS asked) q
        """;

    private static readonly ColumnCheck[] MerchantColumns =
    [
        new("merchant", $"k.owner - ({FirstMerchant})", "m.merchant"),
        new("registered_on", "k.business_date", "m.registered_on"),
        new("name", "k.reference", "m.name"),
        new("name, payout_account, refund_debt_fen", "q.asked", "true"),
    ];

    private static readonly string Settlement = $"""
        wallet.settlement s
        LEFT JOIN ledger.entry e ON e.shard = s.shard AND e.entry = s.order_no AND e.act = 160
        {JoinTransfers("t", "s.shard", "s.order_no",
            $"max(x.amount) FILTER (WHERE {Code("x.credit")} = 2050) AS amount")}
        """;

    private static readonly ColumnCheck[] SettlementColumns =
    [
        new("order_no", "e.entry", "s.order_no"),
        new("merchant", $"e.owner - ({FirstMerchant})", "s.merchant"),
        new("amount_fen", "t.amount", "s.amount_fen"),
        new("business_date", "e.business_date", "s.business_date"),
    ];

    public static IReadOnlyList<Statement> All { get; } =
    [
        new("shards", Payments, OfNoShard(Payments)),
        new("shards", Refunds, OfNoShard(Refunds)),
        new("shards", Settlements, OfNoShard(Settlements)),
        new("payments", Payments, Compare("p.shard", "'payment ' || p.payment", Payment, PaymentColumns)),
        new("payments", Payments, Missing("t.shard", "'entry ' || t.entry", "payment", "the payment of the entry", $"""
            ledger.transfer t LEFT JOIN wallet.payment p ON p.shard = t.shard AND p.payment = t.entry
            WHERE {FromPersonToMerchant("t")} AND p.payment IS NULL
            """)),
        new("refunds", Refunds, Compare("r.shard", "'refund ' || r.refund", Refund, RefundColumns)),
        new("refunds", Refunds, Compare("p.shard", "'refunds of payment ' || p.payment", Refundable,
            [new("amount_fen", "p.amount_fen - a.balance", "coalesce(r.refunded, 0)")])),
        new("merchants", Merchants, Compare("-1::smallint", "'merchant ' || m.merchant", Merchant, MerchantColumns)),
        new("merchants", Merchants, Missing("e.shard", "'entry ' || e.entry", "merchant", "who was registered", $"""
            ledger.entry e LEFT JOIN wallet.merchant m ON m.merchant = e.owner - ({FirstMerchant})
            WHERE e.act = 162 AND m.merchant IS NULL
            """)),
        new("settlements", Settlements,
            Compare("s.shard", "'order ' || s.order_no", Settlement, SettlementColumns)),
        new("settlements", Settlements,
            Missing("o.shard", "'order ' || o.order_no", "order_no", "the settlement that the bank is asked for", """
                wallet.bank_order o
                LEFT JOIN wallet.settlement s ON s.shard = o.shard AND s.order_no = o.order_no
                WHERE o.kind = 8 AND s.order_no IS NULL
                """)),
    ];

    private static string FromPersonToMerchant(string transfer) =>
        $"({Code($"{transfer}.debit")} = 2010 AND {Code($"{transfer}.credit")} = 2040)";
}
