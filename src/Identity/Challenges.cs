using System.Buffers.Binary;
using System.Security.Cryptography;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Identity;

/// <summary>What an authenticator was asked for. Numbers are stored.</summary>
internal enum ChallengeKind : short
{
    NewPasskey = 1,
    SignIn = 2,
}

/// <summary>A question that was taken, and is gone now.</summary>
internal sealed record Challenge(long? Person, long? Session, string State);

/// <summary>Questions to authenticators, kept here and not with the visitor: each is answered once.</summary>
internal sealed class Challenges(IdentityParts parts)
{
    private static readonly Sql Insert = new("""
        INSERT INTO identity.challenge (shard, challenge, kind, person, session, state, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """);

    private static readonly Sql Take = new("""
        DELETE FROM identity.challenge WHERE shard = $1 AND challenge = $2 AND kind = $3
        RETURNING person, session, state, expires_at
        """);

    public async Task<string> KeepAsync(
        ChallengeKind kind, long? person, long? session, string state, CancellationToken cancel)
    {
        byte[] id = RandomNumberGenerator.GetBytes(16);
        short shard = (short)(BinaryPrimitives.ReadUInt32BigEndian(id) % (uint)parts.Shards);
        object?[] values =
        [
            shard, id, (short)kind, new NpgsqlParameter<long?> { TypedValue = person },
            new NpgsqlParameter<long?> { TypedValue = session }, state, parts.Now + parts.Terms.ProofLife,
        ];
        await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(Insert, values, token), cancel: cancel);
        return Ticket.Of(shard, id);
    }

    /// <summary>Takes a question, once; null when there is none or it is too old.</summary>
    public async Task<Challenge?> TakeAsync(ChallengeKind kind, string ask, CancellationToken cancel)
    {
        if (!Ticket.TryParse(ask, parts.Shards, out short shard, out byte[] id))
        {
            return null;
        }

        object?[] values = [shard, id, (short)kind];
        List<(Challenge Challenge, DateTimeOffset Until)> taken = await parts.Db.InTransactionAsync(
            (tx, token) => tx.RowsAsync(Take, values, Read, token), cancel: cancel);
        return taken.Count == 1 && taken[0].Until > parts.Now ? taken[0].Challenge : null;
    }

    private static (Challenge Challenge, DateTimeOffset Until) Read(NpgsqlDataReader row) => (
        new(row.IsDBNull(0) ? null : row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetString(2)),
        row.GetFieldValue<DateTimeOffset>(3));
}
