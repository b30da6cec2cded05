using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Ledger;

/// <summary>One earning day of one holder: the units that earned, and what they earned.</summary>
/// <param name="Numbers">The day's numbers, from which the income follows.</param>
/// <param name="Units">Units that earned, 0.01 units; not above zero earns nothing.</param>
/// <param name="Fen">The holder's income of the day.</param>
public readonly record struct HoldingDay(EarningDay Numbers, long Units, long Fen)
{
    public DateOnly Day => Numbers.Day;
}

/// <summary>
/// A holder's earning days, derived from the journal alone: the unit transfers that name a first earning day, and the
/// published days. What a statement shows, and what explains every cent of income, posted or not.
/// </summary>
public static class HoldingDays
{
    /// <summary>All published days of a holder, from the first of the fund.</summary>
    public static async Task<IReadOnlyList<HoldingDay>> OfAsync(
        IReads reads, short shard, long owner, Asset asset, IReadOnlyList<EarningDay> days,
        CancellationToken cancel = default)
    {
        if (days.Count == 0)
        {
            return [];
        }

        IReadOnlyList<EarningQueries.UnitChange> changes =
            await reads.AllAsync(new ChangesOf(shard, owner, asset), cancel);
        return From(shard, owner, asset, changes, days);
    }

    /// <summary>The same, over what was read before.</summary>
    public static IReadOnlyList<HoldingDay> From(
        short shard, long owner, Asset asset, IReadOnlyList<EarningQueries.UnitChange> changes,
        IReadOnlyList<EarningDay> days)
    {
        EarningColumns columns = EarningColumns.Empty(shard, asset, days[0].Day);
        columns.Apply(changes, head: 0);
        List<HoldingDay> history = new(days.Count);
        foreach (EarningDay day in days)
        {
            long units = columns.UnitsOf(owner);
            history.Add(new(day, units, day.ShareOf(units, owner)));
            columns.Advance(day);
        }

        return history;
    }

    /// <summary>
    /// The unit transfers of one holder that change what earns, in journal order: found along the chains of its unit
    /// accounts, so that it costs as much as the holder has lines.
    /// </summary>
    public sealed record ChangesOf(short Shard, long Owner, Asset Asset) : Query<EarningQueries.UnitChange>
    {
        private static readonly Sql Sql = new("""
            SELECT DISTINCT t.shard, t.entry, t.debit, t.credit, t.amount, t.earns_from, t.line
            FROM ledger.account a
            CROSS JOIN LATERAL ledger.lines_of($1::smallint, a.account, NULL, 2147483647) AS l
            JOIN ledger.transfer t ON t.shard = $1 AND t.entry = l.entry AND t.line = l.line
            WHERE a.shard = $1 AND a.account BETWEEN $2 AND $3 AND a.account & 511 = $4
              AND (a.account >> 9) & 16383 BETWEEN 8001 AND 8006 AND t.earns_from IS NOT NULL
            ORDER BY t.entry, t.line
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters)
        {
            (long first, long last) = AccountKey.RangeOf(Owner);
            parameters.With(Shard).With(first).With(last).With(Asset.Number);
        }

        public override EarningQueries.UnitChange Read(NpgsqlDataReader row) =>
            new(row.GetInt16(0), row.GetInt64(1), new(row.GetInt64(2)), new(row.GetInt64(3)), row.GetInt64(4),
                row.GetFieldValue<DateOnly>(5));
    }
}
