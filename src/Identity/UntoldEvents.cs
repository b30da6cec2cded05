using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>Something a person was not told yet.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Event">What.</param>
public sealed record UntoldEvent(long Number, IdentityEvent Event);

/// <summary>
/// What happens while nobody waits for the answer, kept in the transaction in which it happens: who tells people asks
/// here, and tells again whatever it did not get to say that it told.
/// </summary>
public sealed class UntoldEvents(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.event (shard, person, number, at, kind, detail)
        VALUES ($1, $2, nextval('identity.row_number'), $3, $4, $5)
        """);

    private static readonly Sql Oldest = new("""
        SELECT number, person, kind, at, detail FROM identity.event ORDER BY at, number LIMIT $1
        """);

    private static readonly Sql Delete =
        new("DELETE FROM identity.event WHERE shard = $1 AND person = $2 AND number = $3");

    /// <summary>What is still to be told, oldest first.</summary>
    public async Task<IReadOnlyList<UntoldEvent>> ListAsync(int atMost, CancellationToken cancel = default) =>
        await parts.Db.RowsAsync(
            Oldest,
            [Math.Clamp(atMost, 1, 1_000)],
            row => new UntoldEvent(row.GetInt64(0), new(
                row.GetInt64(1), (IdentityEventKind)row.GetInt16(2), row.GetFieldValue<DateTimeOffset>(3),
                row.GetString(4))),
            cancel);

    /// <summary>It stands in the person's inbox.</summary>
    public Task ToldAsync(UntoldEvent told, CancellationToken cancel = default)
    {
        object?[] values = [parts.ShardOf(told.Event.Person), told.Event.Person, told.Number];
        return parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(Delete, values, token), idempotent: true, cancel: cancel);
    }

    /// <summary>Something to be told, at the instant of now as a row can keep it.</summary>
    internal IdentityEvent Of(long person, IdentityEventKind kind, string detail)
    {
        DateTimeOffset now = parts.Now;
        return new(person, kind, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), detail);
    }

    /// <summary>Keeps it until it is told, in the transaction of what it tells.</summary>
    internal Task KeepAsync(Tx tx, IdentityEvent happened, CancellationToken cancel) => tx.ExecuteAsync(
        Insert,
        [parts.ShardOf(happened.Person), happened.Person, happened.At, (short)happened.Kind, happened.Detail],
        cancel);
}
