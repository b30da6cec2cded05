using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Client;

/// <summary>A merchant key as it signs: an id, and a shared secret or a private key.</summary>
public sealed class MerchantCredentials : IDisposable
{
    private readonly Func<byte[], byte[]> _sign;
    private readonly IDisposable? _key;

    private MerchantCredentials(string keyId, string algorithm, Func<byte[], byte[]> sign, IDisposable? key)
    {
        KeyId = keyId;
        Algorithm = algorithm;
        _sign = sign;
        _key = key;
    }

    /// <summary>The key's id.</summary>
    public string KeyId { get; }

    /// <summary>The algorithm's name in RFC 9421.</summary>
    public string Algorithm { get; }

    /// <summary>A shared secret in Base64, as the key page showed it (hmac-sha256).</summary>
    public static MerchantCredentials OfSecret(string keyId, string secret)
    {
        byte[] key = Convert.FromBase64String(secret);
        return new(keyId, "hmac-sha256", signed => HMACSHA256.HashData(key, signed), null);
    }

    /// <summary>A private key of P-256 in PEM (ecdsa-p256-sha256).</summary>
    public static MerchantCredentials OfPrivateKey(string keyId, string pem)
    {
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new(keyId, "ecdsa-p256-sha256",
            signed => key.SignData(
                signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            key);
    }

    /// <summary>Signs a signature base.</summary>
    internal string Sign(string signatureBase) => Convert.ToBase64String(_sign(Encoding.UTF8.GetBytes(signatureBase)));

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();
}
