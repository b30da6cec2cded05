using Huoqi.Kernel;

namespace Huoqi.Verify;

/// <summary>What is read of a shard (<c>$1</c>), each with the order of its columns.</summary>
internal static class Selects
{
    public static readonly Sql Heads = new("""
        SELECT shard, head, chain, closed_through FROM ledger.shard_head ORDER BY shard
        """);

    public static readonly Sql Groups = new("""
        SELECT first_entry, last_entry, posted_at, hash FROM ledger.posting_group WHERE shard = $1 ORDER BY last_entry
        """);

    public static readonly Sql Keys = new("""
        SELECT entry, owner, act, key, fingerprint, status, failed_leg
        FROM ledger.request_key WHERE shard = $1 ORDER BY entry
        """);

    public static readonly Sql Entries = new("""
        SELECT entry, act, owner, business_date, reverses, first_day, last_day, reference, posted_at
        FROM ledger.entry WHERE shard = $1 ORDER BY entry
        """);

    public static readonly Sql Transfers = new("""
        SELECT entry, line, debit, credit, amount, debit_after, credit_after, earns_from, limit_window,
               debit_previous, credit_previous
        FROM ledger.transfer WHERE shard = $1 ORDER BY entry, line
        """);

    public static readonly Sql Days = new("""
        SELECT entry, asset, day, total_fen, earning_units, cut_remainder, cut_account, part_fen, part_units
        FROM ledger.earning_day WHERE shard = $1 ORDER BY entry, asset, day
        """);

    public static readonly Sql Accounts = new("""
        SELECT account, balance, limit_window, standing, floor_at_zero, last_line,
               room IS NULL OR room = decode(repeat('00', 60), 'hex')
        FROM ledger.account WHERE shard = $1 ORDER BY account
        """);

    public static readonly Sql Holders = new("""
        SELECT h.owner, h.asset, h.units, h.posted_through, c.day, c.units, h.income
        FROM ledger.holder h LEFT JOIN LATERAL unnest(h.change_days, h.change_units) AS c(day, units) ON true
        WHERE h.shard = $1 ORDER BY h.owner, h.asset, c.day
        """);

    public static readonly Sql Funds = new("""
        SELECT asset, first_day, sealed_through, published_through
        FROM ledger.fund_standing WHERE shard = $1 ORDER BY asset
        """);

    /// <summary>What the shard has sent to others, ever.</summary>
    public static readonly Sql Sent = new(
        "SELECT coalesce(sum(amount), 0)::bigint FROM ledger.delivery WHERE shard = $1");
}
