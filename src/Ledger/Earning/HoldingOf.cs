using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>
/// All accounts of one owner, its holding of one fund and as much of the unit accounts' chains as its days from one day
/// on can be derived from, in one statement and so in one snapshot. <see cref="Holding"/> makes it out.
/// </summary>
/// <param name="Shard">The owner's shard.</param>
/// <param name="Owner">The owner.</param>
/// <param name="Asset">The fund.</param>
/// <param name="From">The first day that matters; null for the last <paramref name="Days"/> published ones.</param>
/// <param name="Days">How many published days matter, when no day is named.</param>
public sealed record HoldingOf(short Shard, long Owner, Asset Asset, DateOnly? From, int Days) : Query<HoldingPiece>
{
    /// <summary>
    /// No order counts later than so many days after it was given: the longest closure of the market, and some.
    /// Where that does not hold the figures do not add up, and the whole history is read.
    /// </summary>
    internal const int Ahead = 20;

    // First the accounts on which income is posted: a posting for days before the first one that matters puts back the
    // day from which changes matter, for the other accounts too.
    private static readonly Sql Sql = new("""
        WITH RECURSIVE f AS (
            SELECT published_through, first_day, coalesce($5::date, published_through + 1 - $6::integer) AS back_to
            FROM ledger.fund_standing WHERE shard = $1 AND asset = $4),
        a AS MATERIALIZED (
            SELECT account, balance, standing, limit_window, last_line, (account >> 9) & 16383 AS code,
                   account & 511 = $4 AS of_fund
            FROM ledger.account WHERE shard = $1 AND account BETWEEN $2 AND $3),
        posted AS (
            SELECT a.account, t.entry, t.line, t.debit, t.credit, t.amount, t.earns_from, e.act, e.business_date,
                   e.first_day, e.last_day, e.reference,
                   CASE WHEN t.debit = a.account THEN t.debit_previous ELSE t.credit_previous END AS previous,
                   CASE WHEN e.act = 1 AND e.last_day >= f.back_to AND e.first_day < f.back_to THEN e.first_day
                        ELSE f.back_to END AS back_to
            FROM f CROSS JOIN a
            JOIN ledger.transfer t
              ON t.shard = $1 AND t.entry = a.last_line >> 15 AND t.line = (a.last_line & 32767)::smallint
            JOIN ledger.entry e ON e.shard = $1 AND e.entry = t.entry
            WHERE a.of_fund AND a.code IN (8001, 8003, 8006)
            UNION ALL
            SELECT p.account, t.entry, t.line, t.debit, t.credit, t.amount, t.earns_from, e.act, e.business_date,
                   e.first_day, e.last_day, e.reference,
                   CASE WHEN t.debit = p.account THEN t.debit_previous ELSE t.credit_previous END,
                   CASE WHEN e.act = 1 AND e.last_day >= p.back_to AND e.first_day < p.back_to THEN e.first_day
                        ELSE p.back_to END
            FROM posted p
            JOIN ledger.transfer t
              ON t.shard = $1 AND t.entry = p.previous >> 15 AND t.line = (p.previous & 32767)::smallint
            JOIN ledger.entry e ON e.shard = $1 AND e.entry = t.entry
            WHERE p.business_date >= p.back_to - $7::integer),
        moved AS (
            SELECT a.account, t.entry, t.line, t.debit, t.credit, t.amount, t.earns_from, e.act, e.business_date,
                   e.first_day, e.last_day, e.reference,
                   CASE WHEN t.debit = a.account THEN t.debit_previous ELSE t.credit_previous END AS previous,
                   least(f.back_to, (SELECT min(back_to) FROM posted)) AS back_to
            FROM f CROSS JOIN a
            JOIN ledger.transfer t
              ON t.shard = $1 AND t.entry = a.last_line >> 15 AND t.line = (a.last_line & 32767)::smallint
            JOIN ledger.entry e ON e.shard = $1 AND e.entry = t.entry
            WHERE a.of_fund AND a.code IN (8002, 8004)
            UNION ALL
            SELECT m.account, t.entry, t.line, t.debit, t.credit, t.amount, t.earns_from, e.act, e.business_date,
                   e.first_day, e.last_day, e.reference,
                   CASE WHEN t.debit = m.account THEN t.debit_previous ELSE t.credit_previous END, m.back_to
            FROM moved m
            JOIN ledger.transfer t
              ON t.shard = $1 AND t.entry = m.previous >> 15 AND t.line = (m.previous & 32767)::smallint
            JOIN ledger.entry e ON e.shard = $1 AND e.entry = t.entry
            WHERE m.business_date >= m.back_to - $7::integer),
        h AS MATERIALIZED (
            SELECT units, posted_through, income, change_days, change_units
            FROM ledger.holder WHERE shard = $1 AND owner = ($2 >> 23) AND asset = $4)
        SELECT 1, account, balance, standing::bigint, limit_window::bigint, 0::smallint, 0::bigint,
               NULL::date, NULL::date, NULL::date, NULL::date, NULL::text FROM a
        UNION ALL
        SELECT 2, 0, 0, 0, 0, 0, 0, published_through, first_day, NULL, NULL, NULL FROM f
        UNION ALL
        SELECT 3, 0, units, income, 0, 0, 0, posted_through, NULL, NULL, NULL, NULL FROM h
        UNION ALL
        SELECT 4, 0, c.units, 0, 0, 0, 0, c.day, NULL, NULL, NULL, NULL
        FROM h CROSS JOIN LATERAL unnest(h.change_days, h.change_units) AS c(day, units)
        UNION ALL
        SELECT 5, account, entry, CASE WHEN debit = account THEN -amount ELSE amount END,
               CASE WHEN debit = account THEN credit ELSE debit END, act, previous,
               earns_from, first_day, last_day, business_date, CASE WHEN act <> 1 THEN reference END
        FROM (SELECT * FROM posted UNION ALL SELECT * FROM moved) AS l
        """);

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters)
    {
        (long first, long last) = AccountKey.RangeOf(Owner);
        parameters.With(Shard).With(first).With(last).With(Asset.Number).With(From).With(Days).With(Ahead);
    }

    public override HoldingPiece Read(NpgsqlDataReader row)
    {
        return new(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
            row.GetInt16(5), row.GetInt64(6), Day(7), Day(8), Day(9), Day(10),
            row.IsDBNull(11) ? "" : row.GetString(11));

        DateOnly? Day(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
    }
}

/// <summary>A row of <see cref="HoldingOf"/>: an account, the fund's standing, the holder, a dated change or a
/// line.</summary>
public readonly record struct HoldingPiece(
    int Kind, long Account, long First, long Second, long Third, short Act, long Previous, DateOnly? DayOne,
    DateOnly? DayTwo, DateOnly? DayThree, DateOnly? DayFour, string Reference);
