using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Huoqi.Web;

/// <summary>
/// The code in a person's collect link: their number under the installation's key, so that a link tells nothing about
/// who it is for, cannot be guessed, and needs no row. One block: the number and eight bytes that prove it.
/// </summary>
internal sealed class CollectCode : IDisposable
{
    /// <summary>How many letters a code has.</summary>
    public const int Letters = 22;

    private const int BlockBytes = 16;
    private const int NumberBytes = 8;

    private readonly Aes _aes = Aes.Create();
    private readonly byte[] _proofKey;

    public CollectCode(byte[] pepper)
    {
        _aes.Key = HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, 32, info: "collect link"u8.ToArray());
        _proofKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, 32, info: "collect link proof"u8.ToArray());
    }

    /// <summary>The code of a person: always the same.</summary>
    public string Of(long person)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        BinaryPrimitives.WriteInt64BigEndian(block, person);
        Prove(block[..NumberBytes], block[NumberBytes..]);
        Span<byte> sealedBlock = stackalloc byte[BlockBytes];
        _ = _aes.EncryptEcb(block, sealedBlock, PaddingMode.None);
        return Base64Url.EncodeToString(sealedBlock);
    }

    /// <summary>The person of a code; null when it is none.</summary>
    public long? PersonOf(string? code)
    {
        Span<byte> sealedBlock = stackalloc byte[BlockBytes];
        // Asked first: decoding throws for letters that are none.
        if (code is not { Length: Letters } || !Base64Url.IsValid(code)
            || !Base64Url.TryDecodeFromChars(code, sealedBlock, out int read) || read != BlockBytes)
        {
            return null;
        }

        Span<byte> block = stackalloc byte[BlockBytes];
        _ = _aes.DecryptEcb(sealedBlock, block, PaddingMode.None);
        Span<byte> proof = stackalloc byte[BlockBytes - NumberBytes];
        Prove(block[..NumberBytes], proof);
        return CryptographicOperations.FixedTimeEquals(proof, block[NumberBytes..])
            ? BinaryPrimitives.ReadInt64BigEndian(block)
            : null;
    }

    public void Dispose() => _aes.Dispose();

    private void Prove(ReadOnlySpan<byte> number, Span<byte> proof)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = HMACSHA256.HashData(_proofKey, number, hash);
        hash[..proof.Length].CopyTo(proof);
    }
}
