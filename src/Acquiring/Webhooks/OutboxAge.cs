using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>How much waits in the outbox to merchants.</summary>
/// <param name="Waiting">Events and deliveries that are due and not done.</param>
/// <param name="Oldest">Since when the oldest of them waits; null when none does.</param>
public sealed record OutboxStanding(long Waiting, DateTimeOffset? Oldest);

/// <summary>Asks how much waits in the outbox to merchants, for whoever watches the process.</summary>
/// <param name="Now">Deliveries that are due later wait for nothing.</param>
public sealed record OutboxAge(DateTimeOffset Now) : Query<OutboxStanding>
{
    private static readonly Sql Sql = new("""
        SELECT count(*), min(since) FROM (
            SELECT happened_at AS since FROM acquiring.event WHERE handed_out_at IS NULL
            UNION ALL
            SELECT next_at FROM acquiring.delivery WHERE state = 1 AND next_at <= $1) AS waiting
        """);

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Now);

    public override OutboxStanding Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1));
}
