using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Web;

/// <summary>
/// What a status address names. As text it carries a proof under the installation's secret, bound to whom it is given:
/// nobody can make one up, and somebody else's is none.
/// </summary>
/// <param name="Act">The act as the books name it.</param>
/// <param name="Shard">Where it is judged.</param>
/// <param name="Merchant">Whose it is when an operator asked for it; 0 for the caller's own.</param>
/// <param name="Key">Its key in the books.</param>
/// <param name="At">When it was answered that nothing is known; whole seconds.</param>
internal sealed record OperationId(short Act, short Shard, long Merchant, string Key, DateTimeOffset At)
{
    private const int Longest = 256;
    private const int ProofBytes = 16;

    /// <summary>The text of the id, for one who asks.</summary>
    public string For(long asker, byte[] pepper)
    {
        byte[] said = Encoding.UTF8.GetBytes($"{Act} {Shard} {Merchant} {At.ToUnixTimeSeconds()} {Key}");
        byte[] whole = [.. said, .. ProofOf(said, asker, pepper)];
        return Base64Url.EncodeToString(whole);
    }

    /// <summary>What was given to one who asks; null when it never was.</summary>
    public static OperationId? Read(string text, long asker, byte[] pepper)
    {
        Span<byte> whole = stackalloc byte[Longest];
        // Asked first: decoding throws for letters that are none.
        if (text.Length > Longest || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, whole, out int length) || length <= ProofBytes)
        {
            return null;
        }

        Span<byte> said = whole[..(length - ProofBytes)];
        Span<byte> proof = whole[said.Length..length];
        if (!CryptographicOperations.FixedTimeEquals(proof, ProofOf(said, asker, pepper)))
        {
            return null;
        }

        // Behind its proof it is our own text.
        string[] parts = Encoding.UTF8.GetString(said).Split(' ', 5);
        return new(
            short.Parse(parts[0]), short.Parse(parts[1]), long.Parse(parts[2]), parts[4],
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[3])));
    }

    private static byte[] ProofOf(ReadOnlySpan<byte> said, long asker, byte[] pepper)
    {
        byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, 32, info: "status address"u8.ToArray());
        byte[] whole = [.. Encoding.UTF8.GetBytes($"{asker} "), .. said];
        return HMACSHA256.HashData(key, whole)[..ProofBytes];
    }
}
