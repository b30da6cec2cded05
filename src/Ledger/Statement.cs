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
public sealed record StatementLine(
    long Entry, short LineNumber, DateOnly BusinessDate, DateTimeOffset PostedAt, short Act, string Reference,
    AccountKey Other, long Amount, long BalanceAfter, (DateOnly First, DateOnly Last)? Days);

/// <summary>
/// A page of an account's statement, newest first. The page goes on from the last line of the one before (keyset), so
/// every page costs the same, however long the account's history is.
/// </summary>
/// <param name="Shard">The account's shard.</param>
/// <param name="Account">The account.</param>
/// <param name="BeforeEntry">Lines before this entry and line; <see cref="long.MaxValue"/> for the newest.</param>
/// <param name="BeforeLine">See <paramref name="BeforeEntry"/>.</param>
/// <param name="Limit">The most lines.</param>
public sealed record StatementPage(short Shard, AccountKey Account, long BeforeEntry, short BeforeLine, int Limit)
    : Query<StatementLine>
{
    // Each side by its own index, both limited before they are merged.
    private static readonly Sql Sql = new("""
        SELECT l.entry, l.line, e.business_date, e.posted_at, e.act, e.reference, l.other, l.amount, l.after,
               e.first_day, e.last_day, l.is_debit
        FROM (
            (SELECT entry, line, credit AS other, debit_after AS after, amount, true AS is_debit FROM ledger.transfer
             WHERE shard = $1 AND debit = $2 AND debit >= 8388608 AND entry <= $3 AND (entry, line) < ($3, $4)
             ORDER BY entry DESC, line DESC LIMIT $5)
            UNION ALL
            (SELECT entry, line, debit, credit_after, amount, false FROM ledger.transfer
             WHERE shard = $1 AND credit = $2 AND credit >= 8388608 AND entry <= $3 AND (entry, line) < ($3, $4)
             ORDER BY entry DESC, line DESC LIMIT $5)
        ) AS l
        JOIN ledger.entry e ON e.shard = $1 AND e.entry = l.entry
        ORDER BY l.entry DESC, l.line DESC LIMIT $5
        """);

    /// <summary>The newest page of an account that belongs to somebody.</summary>
    public static StatementPage Newest(short shard, AccountKey account, int limit) =>
        new(shard, account, long.MaxValue, 0, limit);

    /// <summary>The page that follows this one's last line.</summary>
    public StatementPage After(StatementLine last) =>
        this with { BeforeEntry = last.Entry, BeforeLine = last.LineNumber };

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters)
    {
        Invariant.Holds(Account.Packed >= AccountKey.FirstOwned, "the platform's own accounts are read by entry");
        parameters.With(Shard).With(Account.Packed).With(BeforeEntry).With(BeforeLine).With(Limit);
    }

    public override StatementLine Read(NpgsqlDataReader row)
    {
        AccountKey other = new(row.GetInt64(6));
        long after = row.GetInt64(8);
        long amount = row.GetInt64(7);
        bool grows = (Chart.Of(Account.Code).Normal == Side.Credit) == IsCredited(row);
        return new(row.GetInt64(0), row.GetInt16(1), row.GetFieldValue<DateOnly>(2),
            row.GetFieldValue<DateTimeOffset>(3), row.GetInt16(4), row.GetString(5), other,
            grows ? amount : -amount, after,
            row.IsDBNull(9) ? null : (row.GetFieldValue<DateOnly>(9), row.GetFieldValue<DateOnly>(10)));
    }

    private static bool IsCredited(NpgsqlDataReader row) => !row.GetBoolean(11);
}
