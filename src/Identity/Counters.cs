using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>A take's answer.</summary>
/// <param name="Taken">Whether there was enough left.</param>
/// <param name="Left">What is left of the limit.</param>
/// <param name="RetryAfter">When the window ends.</param>
public readonly record struct CounterAnswer(bool Taken, long Left, TimeSpan RetryAfter);

/// <summary>One of several limits of one request.</summary>
/// <param name="Scope">What is limited, in one word.</param>
/// <param name="Key">Whose; stored as a keyed hash.</param>
/// <param name="Limit">How much a window has.</param>
/// <param name="Window">How long it is.</param>
/// <param name="Amount">How much is taken.</param>
public readonly record struct CounterTake(string Scope, string Key, long Limit, TimeSpan Window, int Amount = 1);

/// <summary>Limits that hold over any number of processes: one atomic statement counts and decides.</summary>
public sealed class Counters(IdentityParts parts)
{
    // A window begins with the first take and has a fixed length. Rows are locked in the order of the arrays, which is
    // that of the key, so that two requests with the same limits never wait for each other in a ring.
    private static readonly Sql Take = new("""
        INSERT INTO identity.counter AS c (shard, scope, key, window_end, taken, most, granted)
        SELECT shard, scope, key, $4::timestamptz + length, amount, most, amount <= most
        FROM unnest($1::smallint[], $2::text[], $3::bytea[], $5::interval[], $6::bigint[], $7::bigint[])
            AS t (shard, scope, key, length, amount, most)
        ON CONFLICT (shard, scope, key) DO UPDATE SET
            window_end = CASE WHEN c.window_end <= $4 THEN excluded.window_end ELSE c.window_end END,
            taken = CASE WHEN c.window_end <= $4 THEN excluded.taken
                WHEN c.taken + excluded.taken <= excluded.most THEN c.taken + excluded.taken ELSE c.taken END,
            granted = c.window_end <= $4 OR c.taken + excluded.taken <= excluded.most,
            most = excluded.most
        RETURNING granted, most - taken, window_end
        """);

    /// <summary>Takes <paramref name="amount"/> of the limit of a key in a window of fixed length.</summary>
    /// <param name="scope">What is limited, in one word.</param>
    /// <param name="key">Whose; stored as a keyed hash.</param>
    /// <param name="limit">How much a window has.</param>
    /// <param name="window">How long it is.</param>
    /// <param name="amount">How much is taken.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<CounterAnswer> TryTakeAsync(
        string scope, string key, long limit, TimeSpan window, int amount = 1, CancellationToken cancel = default) =>
        TryTakeAsync([new CounterTake(scope, key, limit, window, amount)], cancel);

    /// <summary>
    /// Takes from several limits in one statement; taken only when each had enough. What a refused request took from
    /// the others stays taken: who is refused has tried.
    /// </summary>
    public async Task<CounterAnswer> TryTakeAsync(
        IReadOnlyList<CounterTake> takes, CancellationToken cancel = default)
    {
        DateTimeOffset now = parts.Now;
        (CounterTake take, byte[] lookup, short shard)[] rows = [.. takes
            .Select(take => (take, lookup: parts.Vault.Lookup("counter", take.Key)))
            .Select(t => (t.take, t.lookup, shard: Vault.ShardOf(t.lookup, parts.Shards)))
            .OrderBy(t => t.shard).ThenBy(t => t.take.Scope, StringComparer.Ordinal)
            .ThenBy(t => Convert.ToHexString(t.lookup), StringComparer.Ordinal)];
        object?[] values =
        [
            rows.Select(t => t.shard).ToArray(), rows.Select(t => t.take.Scope).ToArray(),
            rows.Select(t => t.lookup).ToArray(), now, rows.Select(t => t.take.Window).ToArray(),
            rows.Select(t => (long)t.take.Amount).ToArray(), rows.Select(t => t.take.Limit).ToArray(),
        ];
        List<(bool Granted, long Left, DateTimeOffset End)> answers = await parts.Db.InTransactionAsync(
            (tx, token) => tx.RowsAsync(Take, values, Read, token), cancel: cancel);
        CounterAnswer answer = new(Taken: true, long.MaxValue, TimeSpan.Zero);
        foreach ((bool granted, long left, DateTimeOffset end) in answers)
        {
            answer = new(answer.Taken && granted, Math.Min(answer.Left, left), granted && answer.Taken
                ? answer.RetryAfter : Longer(answer.RetryAfter, granted ? TimeSpan.Zero : end - now));
        }

        if (!answer.Taken)
        {
            Waits.Note(answer.RetryAfter);
        }

        return answer;
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static (bool Granted, long Left, DateTimeOffset End) Read(NpgsqlDataReader row) =>
        (row.GetBoolean(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2));
}
