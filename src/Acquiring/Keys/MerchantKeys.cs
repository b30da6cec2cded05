namespace Huoqi.Acquiring;

/// <summary>How a merchant signs: the names of RFC 9421; stored.</summary>
public enum SignatureAlgorithm : short
{
    EcdsaP256Sha256 = 1,
    HmacSha256 = 2,
    RsaPssSha512 = 3,
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
    /// <summary>How many keys of one merchant may hold at a time.</summary>
    public const int Most = 10;

    /// <summary>Makes a key of a shared secret, which only the answer shows.</summary>
    public Task<IssuedKey> IssueSecretAsync(long merchant, bool sandbox) =>
        throw new NotImplementedException($"{parts} {merchant} {sandbox}");

    /// <summary>Takes a merchant's public key (P-256, or RSA from 2048 bits) in PEM.</summary>
    public Task<IssuedKey> IssuePublicAsync(
        long merchant, SignatureAlgorithm algorithm, string publicKeyPem, bool sandbox) =>
        throw new NotImplementedException($"{parts} {merchant} {algorithm} {publicKeyPem} {sandbox}");

    /// <summary>A new secret or public key in the place of an old one, which holds on for
    /// <paramref name="overlap"/>.</summary>
    public Task<IssuedKey> RotateAsync(long merchant, string keyId, TimeSpan overlap, string? publicKeyPem = null) =>
        throw new NotImplementedException($"{parts} {merchant} {keyId} {overlap} {publicKeyPem}");

    /// <summary>Ends a key at once; false when there is none of that id that holds.</summary>
    public Task<bool> RevokeAsync(long merchant, string keyId) =>
        throw new NotImplementedException($"{parts} {merchant} {keyId}");

    /// <summary>All keys of a merchant, also those that have ended, newest first.</summary>
    public Task<IReadOnlyList<MerchantKey>> ListAsync(long merchant, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {merchant} {cancel}");
}
