using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>
/// Makes a journal long: entries of three transfers between random people, written by the server itself behind the
/// heads, with their keys. The books do not prove (no hashes), and are of the size and shape of books that do.
/// </summary>
internal static class JournalFill
{
    private const int LinesOfAnEntry = 3;
    private const int EntriesAtOnce = 100_000;

    private const string Fill = """
        WITH h AS (
            UPDATE ledger.shard_head SET head = head + @count WHERE shard = @shard RETURNING head - @count AS head),
        e AS (
            SELECT h.head + n AS entry, (@people * random())::bigint % @people + 1 AS owner
            FROM h, generate_series(1, @count) AS n),
        k AS (
            INSERT INTO ledger.request_key (shard, owner, act, key, fingerprint, status, entry, failed_leg)
            SELECT @shard, owner, 30000, 'fill-' || @shard || '-' || entry, gen_random_uuid(), 0, entry, -1 FROM e),
        w AS (
            INSERT INTO ledger.entry (shard, entry, act, owner, business_date, reference, posted_at)
            SELECT @shard, entry, 30000, owner, '2026-11-20', '', '2026-11-20 00:00:00+00' FROM e)
        INSERT INTO ledger.transfer
            (shard, entry, line, debit, credit, amount, debit_after, credit_after, debit_previous, credit_previous)
        SELECT @shard, e.entry, l, (e.owner << 23) | (2010 << 9), (other << 23) | (2010 << 9), 1, 1000, 1000, 0, 0
        FROM e, generate_series(0, @lines - 1) AS l,
             LATERAL (SELECT (e.owner + 1 + (1000 * random())::bigint + l) % @people + @people + 1 AS other) AS o
        """;

    /// <summary>Fills every shard until the journal has <paramref name="transfers"/> transfers.</summary>
    public static async Task ToAsync(
        BenchRun run, Installation books, long transfers, long people, CancellationToken cancel)
    {
        long there = await TransfersAsync(books, cancel);
        long perShard = Math.Max(0, transfers - there) / LinesOfAnEntry / books.ShardCount;
        run.Say($"  filling the journal from {there:N0} to {transfers:N0} transfers …");
        for (long done = 0; done < perShard; done += EntriesAtOnce)
        {
            int count = (int)Math.Min(EntriesAtOnce, perShard - done);
            for (short shard = 0; shard < books.ShardCount; shard++)
            {
                await using NpgsqlCommand fill = books.Owner.CreateCommand(Fill);
                fill.CommandTimeout = 0;
                fill.Parameters.Add(new NpgsqlParameter<short>("shard", shard));
                fill.Parameters.Add(new NpgsqlParameter<int>("count", count));
                fill.Parameters.Add(new NpgsqlParameter<int>("lines", LinesOfAnEntry));
                fill.Parameters.Add(new NpgsqlParameter<long>("people", people));
                await fill.ExecuteNonQueryAsync(cancel);
            }
        }
    }

    /// <summary>
    /// Vacuums and checkpoints, so that two measurements begin alike, and what was written before is not paid for in
    /// the second.
    /// </summary>
    public static async Task SettleAsync(Installation books, CancellationToken cancel)
    {
        foreach (string statement in (string[])["VACUUM (ANALYZE)", "CHECKPOINT"])
        {
            await using NpgsqlCommand command = books.Owner.CreateCommand(statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>How many transfers the journal has.</summary>
    public static async Task<long> TransfersAsync(Installation books, CancellationToken cancel)
    {
        await using NpgsqlCommand command = books.Owner.CreateCommand("SELECT count(*) FROM ledger.transfer");
        command.CommandTimeout = 0;
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
