using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

namespace Huoqi.Funds;

/// <summary>What the fund company published of a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Income">Income per 10,000 units.</param>
/// <param name="SevenDayYield">The annualised yield of the seven days up to it.</param>
public sealed record FundFigures(DateOnly Day, IncomePer10k Income, YieldPercent SevenDayYield);

/// <summary>Keeps the published figures of a fund's days: written once when the day's income is published.</summary>
public sealed class PublishedFigures(Db db, Fund fund)
{
    private static readonly Sql Insert = new("""
        INSERT INTO funds.published_figures (asset, day, income_per_10k, seven_day_yield) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING
        """);

    /// <summary>Keeps a day's figures; the first ones stand.</summary>
    public Task KeepAsync(FundFigures figures, CancellationToken cancel = default) => db.InTransactionAsync(
        (tx, token) => tx.ExecuteAsync(Insert,
            [
                fund.Asset.Number, figures.Day, figures.Income.TenThousandths, figures.SevenDayYield.Thousandths,
            ],
            token),
        idempotent: true, cancel: cancel);

    /// <summary>The days from one to another, both included, that are published, oldest first.</summary>
    public sealed record Between(Asset Asset, DateOnly From, DateOnly Through) : Query<FundFigures>
    {
        private static readonly Sql Sql = new("""
            SELECT day, income_per_10k, seven_day_yield FROM funds.published_figures
            WHERE asset = $1 AND day BETWEEN $2 AND $3 ORDER BY day
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) =>
            parameters.With(Asset.Number).With(From).With(Through);

        public override FundFigures Read(NpgsqlDataReader row) =>
            new(row.GetFieldValue<DateOnly>(0), new(row.GetInt64(1)), new(row.GetInt64(2)));
    }
}
