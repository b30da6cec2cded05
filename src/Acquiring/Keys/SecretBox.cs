using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Acquiring;

/// <summary>
/// Encrypts secrets that have to be read again (AES-256-GCM), each bound to the name of what it belongs to, so that it
/// cannot be put in another's place.
/// </summary>
internal sealed class SecretBox
{
    private const int NonceBytes = 12;

    private const int TagBytes = 16;

    private readonly byte[] _key;

    public SecretBox(byte[] key)
    {
        Invariant.Holds(key.Length == 32, "a key of 32 bytes encrypts the secrets");
        _key = key;
    }

    public byte[] Close(string owner, byte[] secret)
    {
        byte[] box = new byte[NonceBytes + TagBytes + secret.Length];
        Span<byte> nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(_key, TagBytes);
        aes.Encrypt(nonce, secret, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(owner));
        return box;
    }

    public byte[] Open(string owner, byte[] box)
    {
        byte[] secret = new byte[box.Length - NonceBytes - TagBytes];
        using AesGcm aes = new(_key, TagBytes);
        aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes),
            secret, Encoding.UTF8.GetBytes(owner));
        return secret;
    }
}
