using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>A request as it came over the line, for the signature.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Scheme">http or https.</param>
/// <param name="Authority">The Host, with its port where it is not the scheme's own.</param>
/// <param name="Path">The path as sent, with its escapes; "/" when empty.</param>
/// <param name="Query">The query as sent with its "?"; empty without one.</param>
/// <param name="Fields">The header fields, in their order; a name may come several times.</param>
/// <param name="Body">The body; empty without one.</param>
public sealed record SignedRequest(
    string Method, string Scheme, string Authority, string Path, string Query,
    IReadOnlyList<KeyValuePair<string, string>> Fields, ReadOnlyMemory<byte> Body);

/// <summary>What is wrong with a signature. Numbered, never reused; the smallest is answered.</summary>
public enum SignatureStatus
{
    Valid = 0,

    /// <summary>There is no Signature or no Signature-Input, or more than one signature.</summary>
    Missing = 1,

    /// <summary>A field is not what RFC 9421 or RFC 8941 says.</summary>
    Malformed = 2,

    /// <summary>It does not cover what it must: method, target, and the digest of a body.</summary>
    CoversTooLittle = 3,

    /// <summary>created, nonce, keyid or alg is missing or cannot be.</summary>
    ParameterMissing = 4,

    /// <summary>No such key, or it has ended; nobody is told which.</summary>
    KeyUnknown = 5,

    /// <summary>The algorithm is not the key's.</summary>
    AlgorithmDiffers = 6,

    /// <summary>Made more than five minutes from now, before or after, or expired.</summary>
    NotNow = 7,

    /// <summary>Content-Digest is not that of the body.</summary>
    DigestDiffers = 8,

    /// <summary>The signature is not right.</summary>
    Wrong = 9,

    /// <summary>The nonce came before.</summary>
    Replayed = 10,
}

/// <summary>Who has signed a request.</summary>
public sealed record MerchantCaller(long Merchant, string KeyId, bool Sandbox);

/// <summary>The answer about a signature; the caller is there only when it is valid.</summary>
public readonly record struct SignatureAnswer(SignatureStatus Status, MerchantCaller? Caller);

/// <summary>
/// Verifies what merchants sign after RFC 9421: covered are at least the method, the target (<c>@target-uri</c>, or
/// <c>@authority</c>, <c>@path</c> and <c>@query</c>), with a body <c>content-digest</c> (RFC 9530), with an
/// Idempotency-Key <c>idempotency-key</c>; created within five minutes; each nonce once.
/// </summary>
public sealed class HttpSignatures(AcquiringParts parts)
{
    /// <summary>How far a signature's time may be from ours.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>The fewest characters of a nonce.</summary>
    public const int ShortestNonce = 16;

    /// <summary>The most characters of a nonce.</summary>
    public const int LongestNonce = 64;

    /// <summary>What is covered when there is a body.</summary>
    public const string CoveredWithBody = "content-digest";

    /// <summary>What is covered when there is an Idempotency-Key.</summary>
    public const string CoveredWithKey = "idempotency-key";

    private const int LongestField = 8_192;

    /// <summary>The target, unless <c>@target-uri</c> stands for it.</summary>
    private static readonly string[] Target = ["@authority", "@path", "@query"];

    private static readonly Sql UseNonce = new("""
        INSERT INTO acquiring.nonce (shard, key_id, nonce, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """);

    private readonly MerchantKeys _keys = new(parts);

    /// <summary>What is always covered, as the documents say it.</summary>
    public static IReadOnlyList<string> CoveredAlways { get; } = ["@method", .. Target];

    /// <summary>Verifies the one signature of a request, and uses up its nonce.</summary>
    public async Task<SignatureAnswer> VerifyAsync(SignedRequest request, CancellationToken cancel = default)
    {
        if (Read(request, out SignatureStatus unreadable) is not { } signed)
        {
            return new(unreadable, null);
        }

        if (await _keys.FindAsync(signed.KeyId, cancel) is not { } key)
        {
            return new(SignatureStatus.KeyUnknown, null);
        }

        SignatureStatus status = Judge(request, signed, key);
        if (status != SignatureStatus.Valid)
        {
            return new(status, null);
        }

        int fresh = await parts.Db.InTransactionAsync(
            (tx, token) => tx.ExecuteAsync(
                UseNonce, [parts.HomeOf(key.Key.Merchant), key.Key.Id, signed.Nonce, parts.Time.GetUtcNow()], token),
            cancel: cancel);
        return fresh == 1
            ? new(SignatureStatus.Valid, new(key.Key.Merchant, key.Key.Id, key.Key.Sandbox))
            : new(SignatureStatus.Replayed, null);
    }

    private SignatureStatus Judge(SignedRequest request, Signed signed, MerchantKeys.StoredKey key)
    {
        if (signed.Algorithm != SignatureCheck.NameOf(key.Key.Algorithm))
        {
            return SignatureStatus.AlgorithmDiffers;
        }

        DateTimeOffset now = parts.Time.GetUtcNow();
        DateTimeOffset created = DateTimeOffset.FromUnixTimeSeconds(signed.Created);
        if ((now - created).Duration() > Window
            || (signed.Expires is { } expires && DateTimeOffset.FromUnixTimeSeconds(expires) <= now))
        {
            return SignatureStatus.NotNow;
        }

        if (SignatureBase.FieldOf(request, CoveredWithBody) is { } digest
            && !ContentDigest.IsOf(digest, request.Body.Span))
        {
            return SignatureStatus.DigestDiffers;
        }

        return SignatureCheck.IsRight(
            key.Key.Algorithm, key.Key.PublicKeyPem, _keys.SecretOf(key), signed.Base, signed.Signature)
            ? SignatureStatus.Valid
            : SignatureStatus.Wrong;
    }

    /// <summary>What can be said about a signature without its key; null when it cannot be right.</summary>
    internal static Signed? Read(SignedRequest request, out SignatureStatus status)
    {
        string? inputs = SignatureBase.FieldOf(request, "signature-input");
        string? signatures = SignatureBase.FieldOf(request, "signature");
        status = SignatureStatus.Missing;
        if (inputs is null || signatures is null)
        {
            return null;
        }

        status = SignatureStatus.Malformed;
        if (inputs.Length > LongestField || signatures.Length > LongestField
            || !StructuredFields.TryDictionary(inputs, out IReadOnlyList<SfMember>? input)
            || !StructuredFields.TryDictionary(signatures, out IReadOnlyList<SfMember>? signature))
        {
            return null;
        }

        if (input.Count != 1 || signature.Count != 1 || input[0].Key != signature[0].Key)
        {
            status = SignatureStatus.Missing;
            return null;
        }

        if (input[0].List is null || signature[0].Item?.Value is not { Kind: SfKind.Bytes } bytes
            || !SignatureBase.TryMake(request, input[0], out string? signatureBase))
        {
            return null;
        }

        status = SignatureStatus.CoversTooLittle;
        return CoversEnough(request, input[0]) ? Parameters(input[0], signatureBase, bytes.Bytes, out status) : null;
    }

    private static bool CoversEnough(SignedRequest request, SfMember input)
    {
        HashSet<string> covered = [.. input.List!.Where(item => item.Parameters.All.Count == 0)
            .Select(item => item.Value.Text)];
        bool target = covered.Contains("@target-uri") || Target.All(covered.Contains);
        bool digested = request.Body.IsEmpty || covered.Contains(CoveredWithBody);

        // An Idempotency-Key decides what a request does again: it may not be exchanged on the way.
        bool keyed = SignatureBase.FieldOf(request, CoveredWithKey) is null || covered.Contains(CoveredWithKey);
        return covered.Contains("@method") && target && digested && keyed;
    }

    private static Signed? Parameters(
        SfMember input, string signatureBase, byte[] signature, out SignatureStatus status)
    {
        SfParameters parameters = input.Parameters;
        status = SignatureStatus.ParameterMissing;
        bool whole = parameters["created"] is { Kind: SfKind.Integer, Integer: > 0 and < 253_402_300_800 }
            && parameters["nonce"] is { Kind: SfKind.String, Text.Length: >= ShortestNonce and <= LongestNonce }
            && parameters["keyid"] is { Kind: SfKind.String, Text.Length: > 0 and <= 64 }
            && parameters["alg"] is { Kind: SfKind.String }
            && parameters["expires"] is null or { Kind: SfKind.Integer, Integer: > 0 and < 253_402_300_800 };
        if (!whole)
        {
            return null;
        }

        status = SignatureStatus.Valid;
        return new(
            parameters["keyid"]!.Text, parameters["alg"]!.Text, parameters["nonce"]!.Text,
            parameters["created"]!.Integer, parameters["expires"]?.Integer, signatureBase, signature);
    }

    /// <summary>A signature as far as it can be read without its key.</summary>
    internal sealed record Signed(
        string KeyId, string Algorithm, string Nonce, long Created, long? Expires, string Base, byte[] Signature);
}
