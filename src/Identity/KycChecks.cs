using System.Text.Json;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>What the authority is asked about, sealed in the row.</summary>
internal sealed record KycContent(string Name, string IdNumber, string Evidence)
{
    public override string ToString() => nameof(KycContent);
}

/// <summary>A question without an answer.</summary>
internal sealed record OpenCheck(long Person, long Number, KycSource Source, KycContent Content);

/// <summary>Questions to the authority as rows.</summary>
internal sealed class KycChecks(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.kyc_check (shard, person, number, source, state, content, content_hash, asked_at)
        VALUES ($1, $2, nextval('identity.row_number'), $3, 1, $4, $5, $6)
        RETURNING number
        """);

    private static readonly Sql SameOpen = new("""
        SELECT number FROM identity.kyc_check
        WHERE shard = $1 AND person = $2 AND source = $3 AND state = 1 AND content_hash = $4 ORDER BY number LIMIT 1
        """);

    private static readonly Sql AllOpen = new("""
        SELECT person, number, source, content FROM identity.kyc_check WHERE state = 1 ORDER BY asked_at LIMIT $1
        """);

    private static readonly Sql Asked = new("""
        UPDATE identity.kyc_check SET asked_at = $4
        WHERE shard = $1 AND person = $2 AND number = $3 AND state = 1
        """);

    private static readonly Sql Answered = new("""
        UPDATE identity.kyc_check SET state = $4, answered_at = $5
        WHERE shard = $1 AND person = $2 AND number = $3 AND state = 1
        """);

    private static readonly Sql Good = new("""
        SELECT DISTINCT source FROM identity.kyc_check
        WHERE shard = $1 AND person = $2 AND state = 2 ORDER BY source
        """);

    private static readonly Sql Waiting = new("""
        SELECT DISTINCT source FROM identity.kyc_check
        WHERE shard = $1 AND person = $2 AND state = 1 ORDER BY source
        """);

    private static readonly Sql Identified = new("""
        UPDATE identity.account SET name = $3, id_number = $4 WHERE shard = $1 AND person = $2 AND name IS NULL
        """);

    private static readonly Sql Raise = new("""
        UPDATE identity.account SET kyc_level = $3 WHERE shard = $1 AND person = $2 AND kyc_level < $3
        """);

    private static readonly Sql InsertGood = new("""
        INSERT INTO identity.kyc_check (
            shard, person, number, source, state, content, content_hash, asked_at, answered_at)
        VALUES ($1, $2, nextval('identity.row_number'), $3, 2, $4, $5, $6, $6)
        """);

    public async Task<OpenCheck> KeepAsync(
        Tx tx, long person, KycSource source, KycContent content, CancellationToken cancel)
    {
        short shard = parts.ShardOf(person);
        string text = JsonSerializer.Serialize(content);
        byte[] hash = parts.Vault.Lookup("kyc", text);
        List<long> open = await tx.RowsAsync(
            SameOpen, [shard, person, (short)source, hash], row => row.GetInt64(0), cancel);
        if (open.Count == 1)
        {
            return new(person, open[0], source, content);
        }

        object?[] values = [shard, person, (short)source, parts.Vault.Seal("kyc", person, text), hash, parts.Now];
        return new(person, await tx.RowAsync(Insert, values, row => row.GetInt64(0), cancel), source, content);
    }

    public async Task<IReadOnlyList<OpenCheck>> OpenAsync(int atMost, CancellationToken cancel) =>
        await parts.Db.RowsAsync(
            AllOpen,
            [Math.Clamp(atMost, 1, 1_000)],
            row => new OpenCheck(
                row.GetInt64(0),
                row.GetInt64(1),
                (KycSource)row.GetInt16(2),
                JsonSerializer.Deserialize<KycContent>(
                    parts.Vault.Open("kyc", row.GetInt64(0), row.GetFieldValue<byte[]>(3)))!),
            cancel);

    public Task AskedAsync(Tx tx, OpenCheck check, CancellationToken cancel) =>
        tx.ExecuteAsync(Asked, [.. Place(check), parts.Now], cancel);

    public async Task<bool> AnsweredAsync(Tx tx, OpenCheck check, bool good, CancellationToken cancel) =>
        await tx.ExecuteAsync(Answered, [.. Place(check), (short)(good ? 2 : 3), parts.Now], cancel) == 1;

    public async Task<IReadOnlyList<KycSource>> SourcesAsync(long person, CancellationToken cancel) =>
        await parts.Db.RowsAsync(Good, [parts.ShardOf(person), person], Source, cancel);

    public async Task<IReadOnlyList<KycSource>> WaitingAsync(long person, CancellationToken cancel) =>
        await parts.Db.RowsAsync(Waiting, [parts.ShardOf(person), person], Source, cancel);

    public async Task<IReadOnlyList<KycSource>> SourcesAsync(Tx tx, long person, CancellationToken cancel) =>
        await tx.RowsAsync(Good, [parts.ShardOf(person), person], Source, cancel);

    public Task IdentifiedAsync(Tx tx, OpenCheck check, CancellationToken cancel) => tx.ExecuteAsync(
        Identified,
        [
            parts.ShardOf(check.Person), check.Person, parts.Vault.Seal("name", check.Person, check.Content.Name),
            parts.Vault.Seal("id", check.Person, check.Content.IdNumber),
        ],
        cancel);

    public Task RaiseAsync(Tx tx, long person, KycLevel level, CancellationToken cancel) =>
        tx.ExecuteAsync(Raise, [parts.ShardOf(person), person, (short)level], cancel);

    /// <summary>A source that said yes elsewhere: for people who are made whole.</summary>
    public Task MakeAsync(Tx tx, long person, KycSource source, CancellationToken cancel) => tx.ExecuteAsync(
        InsertGood,
        [
            parts.ShardOf(person), person, (short)source, parts.Vault.Seal("kyc", person, "{}"), new byte[32],
            parts.Now,
        ],
        cancel);

    private static KycSource Source(NpgsqlDataReader row) => (KycSource)row.GetInt16(0);

    private object?[] Place(OpenCheck check) => [parts.ShardOf(check.Person), check.Person, check.Number];
}
