using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Huoqi.Acquiring;

/// <summary>
/// The public id of a payment request, "pay_" and 24 letters: the shard it lives in, so that whoever has the id finds
/// it in one place, and 128 random bits, so that nobody finds it without.
/// </summary>
/// <param name="Shard">The merchant's home shard.</param>
/// <param name="Value">The random part.</param>
public readonly record struct RequestId(short Shard, Guid Value)
{
    private const string Prefix = "pay_";

    private const int Bytes = 18;

    /// <summary>A fresh one.</summary>
    internal static RequestId New(short shard) => new(shard, new(RandomNumberGenerator.GetBytes(16)));

    /// <summary>Reads what <see cref="ToString"/> writes; false when it is anything else.</summary>
    public static bool TryParse(string? text, out RequestId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text is not { Length: 28 } || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(text.AsSpan(Prefix.Length))
            || !Base64Url.TryDecodeFromChars(text.AsSpan(Prefix.Length), bytes, out int written) || written != Bytes)
        {
            return false;
        }

        id = new(BinaryPrimitives.ReadInt16BigEndian(bytes), new(bytes[2..], bigEndian: true));
        return id.Shard >= 0 && id.ToString() == text;
    }

    /// <summary>The id as the world sees it.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt16BigEndian(bytes, Shard);
        _ = Value.TryWriteBytes(bytes[2..], bigEndian: true, out _);
        return Prefix + Base64Url.EncodeToString(bytes);
    }
}
