using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Workers;

/// <summary>Which dates of the books are opened and closed.</summary>
/// <param name="Opened">The first date; null before the books are opened.</param>
/// <param name="ClosedThrough">The last date whose books are closed; null when none is.</param>
internal sealed record OpenDate(DateOnly? Opened, DateOnly? ClosedThrough);

/// <summary>Reads it from the steps that are written down.</summary>
internal sealed record OpenDateOf(Asset Asset) : Query<OpenDate>
{
    private static readonly Sql Sql = new("""
        SELECT min(business_date) FILTER (WHERE step = 'open'), max(business_date) FILTER (WHERE step = 'close books')
        FROM funds.close_step WHERE step IN ('open', 'close books') AND asset = $1
        """);

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset.Number);

    public override OpenDate Read(NpgsqlDataReader row) => new(Day(row, 0), Day(row, 1));

    private static DateOnly? Day(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
}
