using System.Security.Cryptography;

namespace Huoqi.Acquiring;

/// <summary>Content-Digest of RFC 9530.</summary>
internal static class ContentDigest
{
    /// <summary>
    /// Whether a field's value is the digest of a body: at least one of sha-256 and sha-512, and each that is there is
    /// right. Others are not looked at.
    /// </summary>
    public static bool IsOf(string field, ReadOnlySpan<byte> body)
    {
        if (!StructuredFields.TryDictionary(field, out IReadOnlyList<SfMember>? digests))
        {
            return false;
        }

        int right = 0;
        foreach (SfMember digest in digests)
        {
            if (digest.Key is not ("sha-256" or "sha-512"))
            {
                continue;
            }

            byte[] ours = digest.Key == "sha-256" ? SHA256.HashData(body) : SHA512.HashData(body);
            if (digest.Item?.Value is not { Kind: SfKind.Bytes } value
                || !CryptographicOperations.FixedTimeEquals(value.Bytes, ours))
            {
                return false;
            }

            right++;
        }

        return right > 0;
    }
}
