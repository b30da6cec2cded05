using System.Security.Cryptography;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Acquiring;

/// <summary>How a merchant signs: the names of RFC 9421; stored. 3 was RSA, and no key of it was ever taken.</summary>
public enum SignatureAlgorithm : short
{
    EcdsaP256Sha256 = 1,
    HmacSha256 = 2,
}

/// <summary>A merchant's key, without its secret.</summary>
/// <param name="Id">The key id, as it stands in the signature.</param>
/// <param name="Merchant">Whose.</param>
/// <param name="Algorithm">What it signs with; no other is taken.</param>
/// <param name="Sandbox">Whether it can move no money.</param>
/// <param name="PublicKeyPem">The public key; null of a shared secret.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="EndsAt">Until when, if it was rotated or revoked.</param>
public sealed record MerchantKey(
    string Id, long Merchant, SignatureAlgorithm Algorithm, bool Sandbox, string? PublicKeyPem,
    DateTimeOffset CreatedAt, DateTimeOffset? EndsAt);

/// <summary>A key just made.</summary>
/// <param name="Status">Done, MerchantNotFound, InvalidText (a key that cannot be read), TooMany or NotFound.</param>
/// <param name="Key">The key; null when it was refused.</param>
/// <param name="Secret">The shared secret in Base64, shown this once; null of a public key.</param>
public sealed record IssuedKey(AcquiringStatus Status, MerchantKey? Key, string? Secret)
{
    /// <summary>Without the secret: this may stand in a log.</summary>
    public override string ToString() => $"{Status} {Key?.Id}";
}

/// <summary>
/// The keys with which merchants sign. Of a key pair only the public half is here; a shared secret is stored encrypted.
/// Rotation gives a new key while the old one holds for a time yet; revoking ends one at once.
/// </summary>
public sealed class MerchantKeys(AcquiringParts parts)
{
    /// <summary>How many keys of one merchant may hold at a time, and as many of its sandbox.</summary>
    public const int Most = 10;

    private const string Prefix = "mk_";

    private const int SecretBytes = 32;

    // Counted in the statement: two at once can pass the limit by one, which harms nobody.
    private static readonly Sql Insert = new("""
        INSERT INTO acquiring.merchant_key (shard, key_id, merchant, algorithm, sandbox, public_key, secret, created_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8
        WHERE (SELECT count(*) FROM acquiring.merchant_key
               WHERE shard = $1 AND merchant = $3 AND sandbox = $5 AND (ends_at IS NULL OR ends_at > $8)) < $9
        """);

    private static readonly Sql End = new("""
        UPDATE acquiring.merchant_key SET ends_at = $4
        WHERE shard = $1 AND key_id = $2 AND merchant = $3 AND (ends_at IS NULL OR ends_at > $4)
        """);

    private readonly SecretBox _box = new(parts.SecretKey);

    /// <summary>Makes a key of a shared secret, which only the answer shows.</summary>
    public Task<IssuedKey> IssueSecretAsync(long merchant, bool sandbox) =>
        IssueAsync(merchant, SignatureAlgorithm.HmacSha256, null, sandbox);

    /// <summary>Takes a merchant's public key of P-256 in PEM.</summary>
    public Task<IssuedKey> IssuePublicAsync(long merchant, string publicKeyPem, bool sandbox) =>
        SignatureCheck.NormalPem(publicKeyPem) is { } pem
            ? IssueAsync(merchant, SignatureAlgorithm.EcdsaP256Sha256, pem, sandbox)
            : Task.FromResult(new IssuedKey(AcquiringStatus.InvalidText, null, null));

    /// <summary>A new secret or public key in the place of an old one, which holds on for
    /// <paramref name="overlap"/>.</summary>
    public async Task<IssuedKey> RotateAsync(
        long merchant, string keyId, TimeSpan overlap, string? publicKeyPem = null)
    {
        StoredKey? old = await FindAsync(keyId);
        if (old is null || old.Key.Merchant != merchant)
        {
            return new(AcquiringStatus.NotFound, null, null);
        }

        bool isSecret = old.Key.Algorithm == SignatureAlgorithm.HmacSha256;
        if (isSecret != publicKeyPem is null)
        {
            return new(AcquiringStatus.InvalidText, null, null);
        }

        IssuedKey issued = isSecret
            ? await IssueSecretAsync(merchant, old.Key.Sandbox)
            : await IssuePublicAsync(merchant, publicKeyPem!, old.Key.Sandbox);
        if (issued.Status == AcquiringStatus.Done)
        {
            _ = await EndAsync(merchant, keyId, parts.Time.GetUtcNow() + overlap);
        }

        return issued;
    }

    /// <summary>Ends a key at once; false when there is none of that id that holds.</summary>
    public Task<bool> RevokeAsync(long merchant, string keyId) =>
        EndAsync(merchant, keyId, parts.Time.GetUtcNow());

    /// <summary>All keys of a merchant, also those that have ended, newest first.</summary>
    public async Task<IReadOnlyList<MerchantKey>> ListAsync(long merchant, CancellationToken cancel = default) =>
        [.. (await parts.Db.AllAsync(new OfMerchant(parts.HomeOf(merchant), merchant), cancel))
            .Select(stored => stored.Key)];

    /// <summary>The key of an id that holds now, with what verifies its signatures; null when there is none.</summary>
    internal async Task<StoredKey?> FindAsync(string keyId, CancellationToken cancel = default)
    {
        if (ShardedId.ShardOf(Prefix, keyId, parts.Wallet.Ledger.Shards) is not { } shard)
        {
            return null;
        }

        StoredKey? stored = await parts.Db.OneAsync(new ById(shard, keyId), cancel);
        return stored is null || stored.Key.EndsAt <= parts.Time.GetUtcNow() ? null : stored;
    }

    /// <summary>The secret of a key, as it signs; null of a public key.</summary>
    internal byte[]? SecretOf(StoredKey stored) =>
        stored.Secret is null ? null : _box.Open(stored.Key.Id, stored.Secret);

    private async Task<IssuedKey> IssueAsync(
        long merchant, SignatureAlgorithm algorithm, string? publicKey, bool sandbox)
    {
        if (await parts.Wallet.Merchants.FindAsync(merchant) is null)
        {
            return new(AcquiringStatus.MerchantNotFound, null, null);
        }

        short shard = parts.HomeOf(merchant);
        string id = ShardedId.New(Prefix, shard);
        byte[]? secret = publicKey is null ? RandomNumberGenerator.GetBytes(SecretBytes) : null;
        DateTimeOffset now = parts.Time.GetUtcNow();
        int made = await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(
            Insert,
            [
                shard, id, merchant, (short)algorithm, sandbox, new NpgsqlParameter<string?> { TypedValue = publicKey },
                new NpgsqlParameter<byte[]?> { TypedValue = secret is null ? null : _box.Close(id, secret) }, now, Most,
            ],
            token));
        return made == 0
            ? new(AcquiringStatus.TooMany, null, null)
            : new(AcquiringStatus.Done, new(id, merchant, algorithm, sandbox, publicKey, now, null),
                secret is null ? null : Convert.ToBase64String(secret));
    }

    private async Task<bool> EndAsync(long merchant, string keyId, DateTimeOffset at)
    {
        short? shard = ShardedId.ShardOf(Prefix, keyId, parts.Wallet.Ledger.Shards);
        return shard is not null && await parts.Db.InTransactionAsync((tx, token) => tx.ExecuteAsync(
            End, [shard, keyId, merchant, at], token), idempotent: true) == 1;
    }

    /// <summary>A key as its row has it.</summary>
    internal sealed record StoredKey(MerchantKey Key, byte[]? Secret);

    private static StoredKey FromRow(NpgsqlDataReader row) => new(
        new(row.GetString(0), row.GetInt64(1), (SignatureAlgorithm)row.GetInt16(2), row.GetBoolean(3),
            row.IsDBNull(4) ? null : row.GetString(4), row.GetFieldValue<DateTimeOffset>(6),
            row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7)),
        row.IsDBNull(5) ? null : row.GetFieldValue<byte[]>(5));

    internal sealed record ById(short Shard, string KeyId) : Query<StoredKey>
    {
        private static readonly Sql Sql = new("""
            SELECT key_id, merchant, algorithm, sandbox, public_key, secret, created_at, ends_at
            FROM acquiring.merchant_key WHERE shard = $1 AND key_id = $2
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(KeyId);

        public override StoredKey Read(NpgsqlDataReader row) => FromRow(row);
    }

    internal sealed record OfMerchant(short Shard, long Merchant) : Query<StoredKey>
    {
        private static readonly Sql Sql = new("""
            SELECT key_id, merchant, algorithm, sandbox, public_key, secret, created_at, ends_at
            FROM acquiring.merchant_key WHERE shard = $1 AND merchant = $2 ORDER BY created_at DESC, key_id
            """);

        public override Sql Statement => Sql;

        public override void Bind(NpgsqlParameterCollection parameters) => parameters.With(Shard).With(Merchant);

        public override StoredKey Read(NpgsqlDataReader row) => FromRow(row);
    }
}
