using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Acquiring;

/// <summary>The algorithms of RFC 9421 that are offered, and whether a signature is right.</summary>
internal static class SignatureCheck
{
    /// <summary>The name in the parameter alg.</summary>
    public static string NameOf(SignatureAlgorithm algorithm) => algorithm switch
    {
        SignatureAlgorithm.EcdsaP256Sha256 => "ecdsa-p256-sha256",
        SignatureAlgorithm.HmacSha256 => "hmac-sha256",
    };

    /// <summary>Whether <paramref name="signature"/> is that of the base.</summary>
    /// <param name="algorithm">The key's algorithm.</param>
    /// <param name="publicKeyPem">The public key; null of a shared secret.</param>
    /// <param name="secret">The shared secret; null of a public key.</param>
    /// <param name="signatureBase">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public static bool IsRight(
        SignatureAlgorithm algorithm, string? publicKeyPem, byte[]? secret, string signatureBase, byte[] signature)
    {
        byte[] signed = Encoding.UTF8.GetBytes(signatureBase);
        return algorithm switch
        {
            SignatureAlgorithm.EcdsaP256Sha256 => IsRight(publicKeyPem!, signed, signature),
            SignatureAlgorithm.HmacSha256 =>
                CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret!, signed), signature),
        };
    }

    private static bool IsRight(string publicKeyPem, byte[] signed, byte[] signature)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        return signature.Length == 64 && key.VerifyData(
            signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>A public key of P-256 in its one spelling; null when it is anything else, or a private one.</summary>
    public static string? NormalPem(string pem)
    {
        if (pem.Length > 4_096 || pem.Contains("PRIVATE", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(pem);
            ECCurve curve = key.ExportParameters(includePrivateParameters: false).Curve;
            return curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? key.ExportSubjectPublicKeyInfoPem()
                : null;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
