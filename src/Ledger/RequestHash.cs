using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Ledger;

/// <summary>
/// The fingerprint of a draft's content: 128 bits of SHA-256 over what the caller asked. Two drafts with one key must
/// have one fingerprint. What the platform adds by itself (date, limits, rows) is left out, so that a retry on the
/// next day is still the same request.
/// </summary>
internal static class RequestHash
{
    /// <summary>The fingerprint of <paramref name="draft"/>.</summary>
    public static Guid Of(EntryDraft draft)
    {
        if (draft.Content is { } content)
        {
            return FromBytes(Encoding.UTF8.GetBytes(content));
        }

        byte[] bytes = new byte[16 + draft.Legs.Count * 25];
        BinaryPrimitives.WriteInt16LittleEndian(bytes, draft.Act);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2), (short)draft.Standing);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), draft.Reverses);
        int at = 16;
        foreach (Leg leg in draft.Legs)
        {
            if (leg.Kind != LegKind.Transfer)
            {
                continue;
            }

            bytes[at] = (byte)leg.Kind;
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 1), leg.Debit.Packed);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 9), leg.Credit.Packed);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at + 17), leg.Amount);
            at += 25;
        }

        return FromBytes(bytes.AsSpan(0, at));
    }

    private static Guid FromBytes(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(content, hash);
        return new(hash[..16], bigEndian: true);
    }
}
