using Huoqi.Acquiring;

namespace Huoqi.Web;

internal static partial class Problems
{
    public static readonly Problem SignatureMissing = new(
        401, "signature-missing", "There is no Signature or no Signature-Input, or more than one signature.",
        "Send exactly one.");

    public static readonly Problem SignatureMalformed = new(
        401, "signature-malformed", "A field of the signature is not what RFC 9421 says.",
        "Compare it with the worked example.");

    public static readonly Problem SignatureCoversTooLittle = new(
        401, "signature-covers-too-little", "The signature does not cover what it must.",
        "Cover @method, @authority, @path, @query, with a body content-digest, and the Idempotency-Key.");

    public static readonly Problem SignatureParameterMissing = new(
        401, "signature-parameter-missing", "created, nonce, keyid or alg is missing or cannot be.",
        $"Give all four; a nonce has {NonceLengths("to")} characters.");

    public static readonly Problem KeyUnknown = new(
        401, "key-unknown", "There is no such key, or it has ended.",
        "Take a key that holds.");

    public static readonly Problem AlgorithmDiffers = new(
        401, "algorithm-differs", "The algorithm is not the key's.",
        "Sign with the algorithm that the key was made for.");

    public static readonly Problem SignatureNotNow = new(
        401, "signature-not-now", "The signature was made more than five minutes from now, or has expired.",
        "Set your clock, and sign each request anew.");

    public static readonly Problem DigestDiffers = new(
        401, "digest-differs", "Content-Digest is not that of the body.",
        "Take the digest of the bytes that are sent.");

    public static readonly Problem SignatureWrong = new(
        401, "signature-wrong", "The signature is not right.",
        "Compare your signature base with the worked example, byte by byte.");

    public static readonly Problem NonceReplayed = new(
        401, "nonce-replayed", "The nonce came before.",
        "Take a fresh one for each request, also for a retry.");

    /// <summary>What can be wrong with a signature.</summary>
    public static IReadOnlyList<ProblemPage> OfSignatures => field ??=
    [
        new(SignatureMissing, "没有 Signature 或 Signature-Input，或签名多于一个。"),
        new(SignatureMalformed, "签名字段的写法不符合 RFC 9421，请与示例对照。"),
        new(SignatureCoversTooLittle, "签名覆盖的内容不够：须含方法、地址、请求体摘要和 Idempotency-Key。"),
        new(SignatureParameterMissing, $"缺少 created、nonce、keyid 或 alg；nonce 为 {NonceLengths("至")} 个字符。"),
        new(KeyUnknown, "没有这个密钥，或它已失效。"),
        new(AlgorithmDiffers, "算法与密钥不符。"),
        new(SignatureNotNow, "签名时间相差超过五分钟，请校准时钟并重新签名。"),
        new(DigestDiffers, "Content-Digest 与请求体不符。"),
        new(SignatureWrong, "签名不正确，请逐字节对照示例中的签名基串。"),
        new(NonceReplayed, "nonce 已用过，每次请求（包括重试）都须用新的。"),
    ];

    private static string NonceLengths(string to) =>
        $"{HttpSignatures.ShortestNonce} {to} {HttpSignatures.LongestNonce}";
}
