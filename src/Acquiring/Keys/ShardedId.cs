using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Huoqi.Acquiring;

/// <summary>Ids that carry the shard of their row: a prefix, then 2 bytes of shard and 12 random ones.</summary>
internal static class ShardedId
{
    private const int Bytes = 14;

    public static string New(string prefix, short shard)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt16BigEndian(bytes, shard);
        RandomNumberGenerator.Fill(bytes[2..]);
        return prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The shard of an id; null when it is no such id.</summary>
    public static short? ShardOf(string prefix, string id, int shards)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        if (id.Length != prefix.Length + 19 || !id.StartsWith(prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(id.AsSpan(prefix.Length))
            || !Base64Url.TryDecodeFromChars(id.AsSpan(prefix.Length), bytes, out int written) || written != Bytes)
        {
            return null;
        }

        short shard = BinaryPrimitives.ReadInt16BigEndian(bytes);
        return shard >= 0 && shard < shards ? shard : null;
    }
}
