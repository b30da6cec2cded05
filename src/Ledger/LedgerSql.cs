using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>The statements of the store: what a load reads and what a group writes, each once per round trip.</summary>
internal static class LedgerSql
{
    public static readonly Sql Heads = new("""
        SELECT shard, head, chain, closed_through FROM ledger.shard_head WHERE shard = ANY ($1::smallint[])
        """);

    public static readonly Sql Funds = new("""
        SELECT shard, asset, first_day, sealed_through, published_through
        FROM ledger.fund_standing WHERE shard = ANY ($1::smallint[])
        """);

    // The same numbers stand in every shard: one that is published furthest tells them all.
    public static readonly Sql Days = new("""
        SELECT DISTINCT ON (d.asset, d.day)
               d.asset, d.day, d.total_fen, d.earning_units, d.cut_remainder, d.cut_account
        FROM ledger.earning_day d
        LEFT JOIN unnest($2::smallint[], $3::date[]) AS held(asset, through) ON held.asset = d.asset
        WHERE d.shard = ANY ($1::smallint[]) AND (held.through IS NULL OR d.day > held.through)
        ORDER BY d.asset, d.day
        """);

    public static readonly Sql Keys = new("""
        SELECT k.shard, k.owner, k.act, k.key, k.fingerprint, k.status, k.entry, k.failed_leg
        FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[]) AS w(shard, owner, act, key)
        JOIN ledger.request_key k ON k.shard = w.shard AND k.owner = w.owner AND k.act = w.act AND k.key = w.key
        """);

    public static readonly Sql Accounts = new("""
        SELECT a.shard, a.account, a.balance, a.standing, a.limit_window, a.last_line
        FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, account)
        JOIN ledger.account a ON a.shard = w.shard AND a.account = w.account
        """);

    public static readonly Sql AccountsOfOwners = new("""
        SELECT a.shard, a.account, a.balance, a.standing, a.limit_window, a.last_line
        FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS w(shard, first, last)
        JOIN ledger.account a ON a.shard = w.shard AND a.account BETWEEN w.first AND w.last
        """);

    public static readonly Sql Holders = new("""
        SELECT h.shard, h.owner, h.asset, h.posted_through, h.units, h.change_days, h.change_units, h.income
        FROM unnest($1::smallint[], $2::bigint[], $3::smallint[]) AS w(shard, owner, asset)
        JOIN ledger.holder h ON h.shard = w.shard AND h.owner = w.owner AND h.asset = w.asset
        """);

    public static readonly Sql HoldersOfOwners = new("""
        SELECT h.shard, h.owner, h.asset, h.posted_through, h.units, h.change_days, h.change_units, h.income
        FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, owner)
        JOIN ledger.holder h ON h.shard = w.shard AND h.owner = w.owner
        """);

    public static readonly Sql Reversals = new("""
        SELECT w.shard, w.entry, e.entry IS NOT NULL, r.entry IS NOT NULL
        FROM unnest($1::smallint[], $2::bigint[]) AS w(shard, entry)
        LEFT JOIN ledger.entry e ON e.shard = w.shard AND e.entry = w.entry
        LEFT JOIN ledger.entry r ON r.shard = w.shard AND r.reverses = w.entry
        """);

    public static readonly Sql MoveHeads = new("""
        SELECT ledger.move_heads($1::smallint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::date[])
        """);

    public static readonly Sql InsertGroups = new("""
        INSERT INTO ledger.posting_group (shard, first_entry, last_entry, posted_at, hash)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::bytea[])
        """);

    public static readonly Sql InsertKeys = new("""
        INSERT INTO ledger.request_key (shard, owner, act, key, fingerprint, status, entry, failed_leg)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::uuid[], $6::smallint[],
                             $7::bigint[], $8::smallint[])
        """);

    public static readonly Sql InsertEntries = new("""
        INSERT INTO ledger.entry
            (shard, entry, act, owner, business_date, reverses, first_day, last_day, reference, posted_at)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::date[], $6::bigint[],
                             $7::date[], $8::date[], $9::text[], $10::timestamptz[])
        """);

    public static readonly Sql InsertTransfers = new("""
        INSERT INTO ledger.transfer
            (shard, entry, line, debit, credit, amount, debit_after, credit_after, earns_from, limit_window,
             debit_previous, credit_previous)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[],
                             $7::bigint[], $8::bigint[], $9::date[], $10::integer[], $11::bigint[], $12::bigint[])
        """);

    public static readonly Sql InsertDays = new("""
        INSERT INTO ledger.earning_day
            (shard, asset, day, entry, total_fen, earning_units, cut_remainder, cut_account, part_fen, part_units)
        SELECT * FROM unnest($1::smallint[], $2::smallint[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[],
                             $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
        """);

    public static readonly Sql InsertAccounts = new("""
        INSERT INTO ledger.account (shard, account, balance, standing, limit_window, last_line, floor_at_zero)
        SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::integer[], $6::bigint[],
                             $7::boolean[])
        """);

    public static readonly Sql UpdateAccounts = new("""
        SELECT ledger.put_accounts($1::smallint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::integer[],
                                   $6::bigint[])
        """);

    public static readonly Sql InsertHolders = new("""
        INSERT INTO ledger.holder (shard, owner, asset, posted_through, units, change_days, change_units, income)
        SELECT u.shard, u.owner, u.asset, u.posted_through, u.units, u.days::date[], u.changes::bigint[], u.income
        FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::date[], $5::bigint[], $6::text[], $7::text[],
                    $8::bigint[]) AS u(shard, owner, asset, posted_through, units, days, changes, income)
        """);

    public static readonly Sql UpdateHolders = new("""
        WITH w AS (
            UPDATE ledger.holder h
            SET posted_through = u.posted_through, units = u.units,
                change_days = u.days::date[], change_units = u.changes::bigint[], income = u.income
            FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::date[], $5::bigint[], $6::text[], $7::text[],
                        $8::bigint[]) AS u(shard, owner, asset, posted_through, units, days, changes, income)
            WHERE h.shard = u.shard AND h.owner = u.owner AND h.asset = u.asset RETURNING 1)
        SELECT ledger.expect_rows(count(*), cardinality($1)) FROM w
        """);

    public static readonly Sql PutFunds = new("""
        INSERT INTO ledger.fund_standing (shard, asset, first_day, sealed_through, published_through)
        SELECT * FROM unnest($1::smallint[], $2::smallint[], $3::date[], $4::date[], $5::date[])
        ON CONFLICT (shard, asset) DO UPDATE
        SET sealed_through = excluded.sealed_through, published_through = excluded.published_through
        """);

    /// <summary>An act's own statement, made to fail unless it touches the rows it states ($n, the last
    /// parameter).</summary>
    public static string Counted(Sql statement, int parameters) => $"""
        WITH w AS ({statement.Text} RETURNING 1)
        SELECT ledger.expect_rows(count(*), ${parameters + 1}::bigint) FROM w
        """;
}
