using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>How much waits in the outbox to merchants.</summary>
/// <param name="Waiting">Events and deliveries that are neither done nor given up.</param>
/// <param name="Due">Those of them that are to be tried now; the others wait for their next try.</param>
/// <param name="Oldest">When the oldest of all of them happened; null when none waits.</param>
public sealed record OutboxStanding(long Waiting, long Due, DateTimeOffset? Oldest);

/// <summary>Asks how much waits in the outbox to merchants, for whoever watches the process.</summary>
/// <param name="Now">Deliveries that are due later are not due, and no younger for that.</param>
public sealed record OutboxAge(DateTimeOffset Now) : Query<OutboxStanding>
{
    private static readonly Sql Sql = new("""
        SELECT count(*), count(*) FILTER (WHERE due_at <= $1), min(happened_at) FROM (
            SELECT happened_at, happened_at AS due_at FROM acquiring.event WHERE handed_out_at IS NULL
            UNION ALL
            SELECT happened_at, next_at FROM acquiring.delivery WHERE state = 1) AS waiting
        """);

    public override Sql Statement => Sql;

    public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Now);

    public override OutboxStanding Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2));
}
