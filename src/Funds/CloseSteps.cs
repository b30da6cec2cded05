using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Funds;

/// <summary>
/// The daily close as a resumable list: a step that is written down is done, with the figures an operator wants to see.
/// Every step is idempotent, so one that was interrupted before it was written down runs again.
/// </summary>
public sealed class CloseSteps(Db db, Fund fund)
{
    /// <summary>The last step of a date.</summary>
    public const string CloseBooks = "close books";

    private static readonly Sql Insert = new("""
        INSERT INTO funds.close_step (business_date, asset, step, figures, done_at)
        SELECT u.business_date, $1, u.step, u.figures, $2::timestamptz + u.n * interval '1 microsecond'
        FROM unnest($3::date[], $4::text[], $5::text[]) WITH ORDINALITY AS u(business_date, step, figures, n)
        ON CONFLICT DO NOTHING
        """);

    /// <summary>A step that is done.</summary>
    /// <param name="BusinessDate">The day it belongs to.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Figures">What it came to, for people.</param>
    public sealed record Done(DateOnly BusinessDate, string Name, string Figures);

    /// <summary>Runs a step unless it is done; writes down what it says of itself.</summary>
    public async Task RunAsync(DateOnly businessDate, string name, Func<Task<string>> step, DateTimeOffset now)
    {
        IReadOnlyList<Done> done = await OfAsync(businessDate);
        if (done.Any(other => other.Name == name))
        {
            return;
        }

        await WriteAsync([new(businessDate, name, await step())], now);
    }

    /// <summary>Writes down that steps are done; the first to write one is believed.</summary>
    public Task WriteAsync(IReadOnlyList<Done> steps, DateTimeOffset now) => db.InTransactionAsync(
        (tx, token) => tx.ExecuteAsync(
            Insert,
            [
                fund.Asset.Number, now, steps.Select(step => step.BusinessDate).ToArray(),
                steps.Select(step => step.Name).ToArray(), steps.Select(step => step.Figures).ToArray(),
            ],
            token),
        idempotent: true);

    /// <summary>The steps of one day that are done, in their order.</summary>
    public Task<IReadOnlyList<Done>> OfAsync(DateOnly businessDate) =>
        db.AllAsync(new StepsOf(fund.Asset.Number, businessDate));

    /// <summary>The last step of all; null when nothing was ever closed.</summary>
    public async Task<Done?> LastAsync(string name) => await db.OneAsync(new LastStep(fund.Asset.Number, name));

    private sealed record StepsOf(short Asset, DateOnly BusinessDate) : Query<Done>
    {
        private static readonly Sql Sql = new("""
            SELECT business_date, step, figures FROM funds.close_step
            WHERE business_date = $2 AND asset = $1 ORDER BY done_at
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset).With(BusinessDate);

        public override Done Read(NpgsqlDataReader row) =>
            new(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2));
    }

    private sealed record LastStep(short Asset, string Name) : Query<Done>
    {
        private static readonly Sql Sql = new("""
            SELECT business_date, step, figures FROM funds.close_step
            WHERE asset = $1 AND step = $2 ORDER BY business_date DESC LIMIT 1
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Asset).With(Name);

        public override Done Read(NpgsqlDataReader row) =>
            new(row.GetFieldValue<DateOnly>(0), row.GetString(1), row.GetString(2));
    }
}
