using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Identity;

/// <summary>
/// Keys made from the installation's secret, one for each use, and what is done with them. A dump of the database
/// without the secret shows no phone, name or id number, and no phone can be looked for in it.
/// </summary>
internal sealed class Vault
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _data;
    private readonly byte[] _lookup;
    private readonly byte[] _code;
    private readonly byte[] _payment;

    public Vault(byte[] secret)
    {
        Invariant.Holds(secret.Length >= 32, "the installation's secret has at least 32 bytes");
        _data = Key(secret, "data 1");
        _lookup = Key(secret, "lookup 1");
        _code = Key(secret, "code 1");
        _payment = Key(secret, "payment password 1");
    }

    /// <summary>Seals a text for one column of one person: it opens nowhere else.</summary>
    public byte[] Seal(string column, long person, string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] sealedText = new byte[1 + NonceBytes + TagBytes + plain.Length];
        sealedText[0] = Version;
        Span<byte> nonce = sealedText.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(_data, TagBytes);
        aes.Encrypt(
            nonce, plain, sealedText.AsSpan(1 + NonceBytes + TagBytes), sealedText.AsSpan(1 + NonceBytes, TagBytes),
            Place(column, person));
        CryptographicOperations.ZeroMemory(plain);
        return sealedText;
    }

    /// <summary>Opens what was sealed for the same place.</summary>
    public string Open(string column, long person, byte[] sealedText)
    {
        Invariant.Holds(sealedText.Length >= 1 + NonceBytes + TagBytes && sealedText[0] == Version);
        byte[] plain = new byte[sealedText.Length - 1 - NonceBytes - TagBytes];
        using AesGcm aes = new(_data, TagBytes);
        aes.Decrypt(
            sealedText.AsSpan(1, NonceBytes), sealedText.AsSpan(1 + NonceBytes + TagBytes),
            sealedText.AsSpan(1 + NonceBytes, TagBytes), plain, Place(column, person));
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>The blind index of a text: the same text has the same one, and only the secret's owner can make it.
    /// </summary>
    public byte[] Lookup(string kind, string text) =>
        HMACSHA256.HashData(_lookup, Encoding.UTF8.GetBytes($"{kind}\n{text}"));

    /// <summary>The blind index of bytes.</summary>
    public byte[] Lookup(string kind, ReadOnlySpan<byte> bytes) => Lookup(kind, Convert.ToHexStringLower(bytes));

    /// <summary>A code's hash, bound to its request: six digits alone would be found by trying.</summary>
    public byte[] CodeHash(byte[] request, string code) =>
        HMACSHA256.HashData(_code, (byte[])[.. request, .. Encoding.UTF8.GetBytes(code)]);

    /// <summary>Mixes the pepper into a payment password before it is hashed.</summary>
    public byte[] Peppered(long person, string digits) =>
        HMACSHA256.HashData(_payment, Encoding.UTF8.GetBytes($"{person}\n{digits}"));

    /// <summary>The shard of a blind index.</summary>
    public static short ShardOf(byte[] lookup, int shards) =>
        (short)(BinaryPrimitives.ReadUInt64BigEndian(lookup) % (ulong)shards);

    private static byte[] Key(byte[] secret, string use) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, secret, 32, salt: [], info: Encoding.UTF8.GetBytes($"huoqi identity {use}"));

    private static byte[] Place(string column, long person) => Encoding.UTF8.GetBytes($"{column} {person}");
}
