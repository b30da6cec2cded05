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
/// <c>@authority</c>, <c>@path</c> and <c>@query</c>) and with a body <c>content-digest</c> (RFC 9530); created within
/// five minutes; each nonce once.
/// </summary>
public sealed class HttpSignatures(AcquiringParts parts)
{
    /// <summary>How far a signature's time may be from ours.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Verifies the one signature of a request, and uses up its nonce.</summary>
    public Task<SignatureAnswer> VerifyAsync(SignedRequest request, CancellationToken cancel = default) =>
        throw new NotImplementedException($"{parts} {request} {cancel}");
}
