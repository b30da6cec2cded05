using System.Text.Json;
using System.Text.Json.Serialization;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary>A request that was answered, as the lists of <c>--acknowledged</c> and <c>--missing</c> hold it.</summary>
internal sealed record AnsweredKey(short Shard, long Owner, short Act, string Key, short Status, long Entry)
{
    public override string ToString() =>
        $"shard {Shard}, owner {Owner}, act {Act}, key {Key}: status {Status}, position {Entry}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnsweredKey))]
internal sealed partial class AnsweredKeyJson : JsonSerializerContext;

/// <summary>How far the journal of a shard goes.</summary>
internal sealed record ShardReach(short Shard, long Head, byte[] Chain, DateTimeOffset? LastPosted);

/// <summary>What restored books lack of what was answered before the loss, by its keys.</summary>
internal sealed class MissingKeys(NpgsqlDataSource restored)
{
    private const int LinesAtOnce = 1_000;

    private const string Heads = """
        SELECT h.shard, h.head, h.chain, (SELECT g.posted_at FROM ledger.posting_group g
            WHERE g.shard = h.shard AND g.last_entry = h.head)
        FROM ledger.shard_head h WHERE h.head > 0 ORDER BY h.shard
        """;

    // The head of a group that both have is the same in both, unless one is no continuation of the other.
    private const string Diverged = """
        SELECT r.shard FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]) AS r(shard, head, chain)
        JOIN ledger.posting_group g ON g.shard = r.shard AND g.last_entry = r.head AND g.hash <> r.chain
        ORDER BY r.shard LIMIT 1
        """;

    private const string Beyond = """
        SELECT k.shard, k.owner, k.act, k.key, k.status, k.entry FROM ledger.request_key k
        LEFT JOIN unnest($1::smallint[], $2::bigint[]) AS r(shard, head) ON r.shard = k.shard
        WHERE k.entry > coalesce(r.head, 0) ORDER BY k.shard, k.entry
        """;

    private const string Answers = """
        SELECT a.line, k.status, k.entry
        FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[]) WITH ORDINALITY
            AS a(shard, owner, act, key, line)
        JOIN ledger.request_key k
            ON k.shard = a.shard AND k.owner = a.owner AND k.act = a.act AND k.key = a.key
        """;

    /// <summary>Through which position each shard goes that has any.</summary>
    public async Task<IReadOnlyList<ShardReach>> ReachAsync(CancellationToken cancel)
    {
        List<ShardReach> reach = [];
        await using NpgsqlCommand command = restored.CreateCommand(Heads);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            reach.Add(new ShardReach(
                row.GetInt16(0),
                row.GetInt64(1),
                row.GetFieldValue<byte[]>(2),
                await row.IsDBNullAsync(3, cancel) ? null : row.GetFieldValue<DateTimeOffset>(3)));
        }
        return reach;
    }

    /// <summary>Every key that the lost database has beyond the restored heads.</summary>
    public async Task<int> AgainstAsync(NpgsqlDataSource lost, Action<AnsweredKey> name, CancellationToken cancel)
    {
        IReadOnlyList<ShardReach> reach = await ReachAsync(cancel);
        short[] shards = [.. reach.Select(one => one.Shard)];
        long[] heads = [.. reach.Select(one => one.Head)];
        await using (NpgsqlCommand diverged = lost.CreateCommand(Diverged))
        {
            diverged.Parameters.Add(new() { Value = shards });
            diverged.Parameters.Add(new() { Value = heads });
            diverged.Parameters.Add(new() { Value = reach.Select(one => one.Chain).ToArray() });
            if (await diverged.ExecuteScalarAsync(cancel) is short shard)
            {
                throw new UserErrorException(
                    $"The books that --against names are no continuation of the restored ones (shard {shard} differs "
                    + "where both have it); name the installation that the backup was taken of.");
            }
        }
        int count = 0;
        await using NpgsqlCommand command = lost.CreateCommand(Beyond);
        command.Parameters.Add(new() { Value = shards });
        command.Parameters.Add(new() { Value = heads });
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            name(new AnsweredKey(
                row.GetInt16(0), row.GetInt64(1), row.GetInt16(2), row.GetString(3), row.GetInt16(4),
                row.GetInt64(5)));
            count++;
        }
        return count;
    }

    /// <summary>Every answer of a list that the restored books lack, or have otherwise.</summary>
    public async Task<(int Missing, int Otherwise)> AcknowledgedAsync(
        string file, Action<AnsweredKey> name, Action<AnsweredKey, string> contradict, CancellationToken cancel)
    {
        (int Missing, int Otherwise) sum = default;
        foreach (AnsweredKey[] chunk in Lines(file).Chunk(LinesAtOnce))
        {
            Dictionary<long, (short Status, long Entry)> found = await FindAsync(chunk, cancel);
            for (int index = 0; index < chunk.Length; index++)
            {
                if (!found.TryGetValue(index + 1, out (short Status, long Entry) there))
                {
                    name(chunk[index]);
                    sum.Missing++;
                }
                else if (there != (chunk[index].Status, chunk[index].Entry))
                {
                    contradict(chunk[index], $"status {there.Status}, position {there.Entry}");
                    sum.Otherwise++;
                }
            }
        }
        return sum;
    }

    /// <summary>A sentence when the list cannot be read, before anything long is begun.</summary>
    public static void RequireReadable(string file)
    {
        foreach (AnsweredKey _ in Lines(file))
        {
            // Each line is looked at.
        }
    }

    private async Task<Dictionary<long, (short Status, long Entry)>> FindAsync(
        AnsweredKey[] keys, CancellationToken cancel)
    {
        await using NpgsqlCommand command = restored.CreateCommand(Answers);
        command.Parameters.Add(new() { Value = keys.Select(key => key.Shard).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Owner).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Act).ToArray() });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Key).ToArray() });
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel);
        Dictionary<long, (short, long)> found = [];
        while (await row.ReadAsync(cancel))
        {
            found[row.GetInt64(0)] = (row.GetInt16(1), row.GetInt64(2));
        }
        return found;
    }

    private static IEnumerable<AnsweredKey> Lines(string file)
    {
        int number = 0;
        foreach (string line in ReadLines(file))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }
            AnsweredKey? key;
            try
            {
                key = JsonSerializer.Deserialize(line, AnsweredKeyJson.Default.AnsweredKey);
            }
            catch (JsonException)
            {
                key = null;
            }
            yield return key ?? throw new UserErrorException(
                $"Line {number} of {file} is not an answered request; each line is one JSON object with shard, owner, "
                + "act, key, status and entry.");
        }
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        try
        {
            return File.ReadLines(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{file} cannot be read ({failure.Message.TrimEnd('.')}); name a list with --acknowledged.", failure);
        }
    }
}
