using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>One line of an account's statement.</summary>
/// <param name="Entry">The entry it belongs to.</param>
/// <param name="LineNumber">Its place within the entry.</param>
/// <param name="BusinessDate">The entry's business date.</param>
/// <param name="PostedAt">When it was posted, UTC.</param>
/// <param name="Act">The act that posted it.</param>
/// <param name="Reference">What it is about.</param>
/// <param name="Other">The account on the other side.</param>
/// <param name="Amount">What it changed the balance by, in the asset's smallest unit.</param>
/// <param name="BalanceAfter">The balance after it.</param>
/// <param name="Days">Of income, the earning days it is for.</param>
/// <param name="Previous">Where the account's line before it is; entry × 2^15 + line, 0 for none.</param>
public sealed record StatementLine(
    long Entry, short LineNumber, DateOnly BusinessDate, DateTimeOffset PostedAt, short Act, string Reference,
    AccountKey Other, long Amount, long BalanceAfter, (DateOnly First, DateOnly Last)? Days, long Previous);

/// <summary>
/// A page of an account's statement, newest first. Each line names the account's line before it, so that a page goes on
/// from the last line of the one before and every page costs the same, however long the history is.
/// </summary>
/// <param name="Shard">The account's shard.</param>
/// <param name="Account">The account.</param>
/// <param name="From">The place of the page's first line; null for the account's newest.</param>
/// <param name="Limit">The most lines.</param>
public sealed record StatementPage(short Shard, AccountKey Account, long? From, int Limit) : Query<StatementLine>
{
    private static readonly Sql Sql = new("""
        SELECT l.entry, l.line, e.business_date, e.posted_at, e.act, e.reference, l.other, l.amount, l.after,
               e.first_day, e.last_day, l.is_debit, l.previous
        FROM ledger.lines_of($1::smallint, $2::bigint, $3::bigint, $4::integer) AS l
        JOIN ledger.entry e ON e.shard = $1 AND e.entry = l.entry
        ORDER BY l.entry DESC, l.line DESC
        """);

    /// <summary>The newest page of an account.</summary>
    public static StatementPage Newest(short shard, AccountKey account, int limit) => new(shard, account, null, limit);

    /// <summary>The page that follows this one's last line.</summary>
    public StatementPage After(StatementLine last) => this with { From = last.Previous };

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.With(Shard).With(Account.Packed).With(From).With(Limit);

    public override StatementLine Read(NpgsqlDataReader row)
    {
        AccountKey other = new(row.GetInt64(6));
        long after = row.GetInt64(8);
        long amount = row.GetInt64(7);
        bool grows = (Chart.Of(Account.Code).Normal == Side.Credit) == IsCredited(row);
        return new(row.GetInt64(0), row.GetInt16(1), row.GetFieldValue<DateOnly>(2),
            row.GetFieldValue<DateTimeOffset>(3), row.GetInt16(4), row.GetString(5), other,
            grows ? amount : -amount, after,
            row.IsDBNull(9) ? null : (row.GetFieldValue<DateOnly>(9), row.GetFieldValue<DateOnly>(10)),
            row.GetInt64(12));
    }

    private static bool IsCredited(NpgsqlDataReader row) => !row.GetBoolean(11);
}

/// <summary>
/// Where an account's lines before entry <paramref name="Entry"/> begin, newest first. At once when the entry is one of
/// the account's own, else by walking back to it.
/// </summary>
public sealed record LinesBefore(short Shard, AccountKey Account, long Entry) : Query<LinesBefore.Place>
{
    private static readonly Sql Sql = new("""
        SELECT coalesce(
            (SELECT CASE WHEN debit = $2 THEN debit_previous ELSE credit_previous END FROM ledger.transfer
             WHERE shard = $1 AND entry = $3 AND $2 IN (debit, credit) ORDER BY line LIMIT 1),
            (SELECT (entry << 15) + line FROM ledger.lines_of($1::smallint, $2::bigint, NULL, 2147483647)
             WHERE entry < $3 ORDER BY entry DESC, line DESC LIMIT 1),
            0)
        """);

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters) =>
        parameters.With(Shard).With(Account.Packed).With(Entry);

    public override Place Read(NpgsqlDataReader row) => new(row.GetInt64(0));

    /// <summary>A line's place; 0 when there is none.</summary>
    public sealed record Place(long Number);
}
