using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>What lists of a person's entries read: the chains of several accounts side by side, and whole
/// entries.</summary>
public static class EntryQueries
{
    /// <summary>A line of an account's chain, with its entry.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Place">The place of the line; see <see cref="StatementLine.Previous"/>.</param>
    /// <param name="Previous">The account's line before it; 0 for none.</param>
    /// <param name="Entry">The entry.</param>
    public sealed record ChainLine(long Account, long Place, long Previous, LedgerQueries.EntryFacts Entry);

    /// <summary>The next lines of several accounts, each from a place on, or from its newest; newest first.</summary>
    public sealed record ChainsFrom(short Shard, long[] Accounts, long?[] Places, int Most) : Query<ChainLine>
    {
        private static readonly Sql Sql = new("""
            SELECT e.entry, e.act, e.owner, e.business_date, e.posted_at, e.reference, e.first_day, e.last_day,
                   e.reverses, w.account, (l.entry << 15) + l.line, l.previous
            FROM unnest($2::bigint[], $3::bigint[]) AS w(account, place)
            CROSS JOIN LATERAL ledger.lines_of($1::smallint, w.account, w.place, $4::integer) AS l
            JOIN ledger.entry e ON e.shard = $1 AND e.entry = l.entry
            ORDER BY w.account, l.entry DESC, l.line DESC
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Accounts).With(Places).With(Most);

        public override ChainLine Read(NpgsqlDataReader row) =>
            new(row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), LedgerQueries.EntryFacts.Read(row));
    }

    /// <summary>A transfer with the balances after it.</summary>
    public sealed record LineOfEntry(
        long Entry, short LineNumber, AccountKey Debit, AccountKey Credit, long Amount, long DebitAfter,
        long CreditAfter, DateOnly? EarnsFrom);

    /// <summary>
    /// The transfers of some entries of a shard, in their order. Of an entry about thousands of holders, those of one
    /// owner and the first few.
    /// </summary>
    public sealed record LinesOfEntries(short Shard, long Owner, long[] Entries) : Query<LineOfEntry>
    {
        private static readonly Sql Sql = new("""
            SELECT t.entry, t.line, t.debit, t.credit, t.amount, t.debit_after, t.credit_after, t.earns_from
            FROM unnest($2::bigint[]) AS w(entry)
            JOIN ledger.transfer t ON t.shard = $1 AND t.entry = w.entry
            WHERE t.line < 32 OR t.debit BETWEEN $3 AND $4 OR t.credit BETWEEN $3 AND $4
            ORDER BY t.entry, t.line
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
            (long first, long last) = AccountKey.RangeOf(Owner);
            parameters.With(Shard).With(Entries).With(first).With(last);
        }

        public override LineOfEntry Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.GetInt16(1), new(row.GetInt64(2)), new(row.GetInt64(3)), row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6), row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7));
    }

    /// <summary>An entry and its business date.</summary>
    public readonly record struct DateOfEntry(long Entry, DateOnly BusinessDate);

    /// <summary>The business dates of some entries of a shard.</summary>
    public sealed record DatesOf(short Shard, long[] Entries) : Query<DateOfEntry>
    {
        private static readonly Sql Sql = new("""
            SELECT e.entry, e.business_date
            FROM unnest($2::bigint[]) AS w(entry) JOIN ledger.entry e ON e.shard = $1 AND e.entry = w.entry
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Entries);

        public override DateOfEntry Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetFieldValue<DateOnly>(1));
    }

    /// <summary>The entries of a shard after a position, in their order: for a follower of the journal.</summary>
    public sealed record EntriesAfter(short Shard, long Position, int Limit) : Query<LedgerQueries.EntryFacts>
    {
        private static readonly Sql Sql = new("""
            SELECT entry, act, owner, business_date, posted_at, reference, first_day, last_day, reverses
            FROM ledger.entry WHERE shard = $1 AND entry > $2 ORDER BY entry LIMIT $3
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Shard).With(Position).With(Limit);

        public override LedgerQueries.EntryFacts Read(NpgsqlDataReader row) => LedgerQueries.EntryFacts.Read(row);
    }
}
