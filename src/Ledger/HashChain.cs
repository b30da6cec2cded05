using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Huoqi.Ledger;

/// <summary>
/// The hash of a shard's group: SHA-256 over the hash before it and every journal row of the group, so that no row can
/// be changed, added, dropped or reordered without the chain telling. All integers are 64-bit little-endian; a day is
/// its day number (days since 0001-01-01), -1 for none; a text is its UTF-8 length and bytes.
/// </summary>
/// <remarks>
/// Order: previous hash; shard, first and last position, microseconds since 1970 of the commit; then
/// <c>'K'</c> owner, act, key, fingerprint (16 bytes), status, entry, failed leg for each key;
/// <c>'E'</c> entry, act, owner, business day, reverses, first day, last day, reference for each entry;
/// <c>'T'</c> entry, line, debit, credit, amount, debit after, credit after, earns from, limit window for each
/// transfer;
/// <c>'D'</c> entry, asset, day, total, earning units, cut remainder, cut account, part, part units for each earning
/// day; each kind in the order of entry and line. The verifier has the same list in code of its own.
/// </remarks>
internal static class HashChain
{
    /// <summary>The hash before a shard's first group.</summary>
    public static byte[] Genesis { get; } = new byte[32];

    /// <summary>Computes the hash after <paramref name="group"/>.</summary>
    public static byte[] After(ShardGroup group, DateTimeOffset postedAt)
    {
        using HashWriter w = new(
            256 + (group.Keys.Count * 128) + (group.Entries.Count * 96) + (group.Transfers.Count * 80));
        w.Bytes(group.FromChain);
        w.Number(group.Shard);
        w.Number(group.FromHead + 1);
        w.Number(group.ToHead);
        w.Number(Microseconds(postedAt));
        foreach (KeyRow key in group.Keys)
        {
            w.Tag('K');
            w.Number(key.Owner);
            w.Number(key.Act);
            w.Text(key.Key);
            w.Guid(key.Fingerprint);
            w.Number((short)key.Status);
            w.Number(key.Entry);
            w.Number(key.FailedLeg);
        }

        foreach (EntryRow entry in group.Entries)
        {
            w.Tag('E');
            w.Number(entry.Entry);
            w.Number(entry.Act);
            w.Number(entry.Owner);
            w.Number(entry.BusinessDay);
            w.Number(entry.Reverses);
            w.Number(entry.FirstDay);
            w.Number(entry.LastDay);
            w.Text(entry.Reference);
        }

        foreach (TransferRow transfer in group.Transfers)
        {
            w.Tag('T');
            w.Number(transfer.Entry);
            w.Number(transfer.Line);
            w.Number(transfer.Debit);
            w.Number(transfer.Credit);
            w.Number(transfer.Amount);
            w.Number(transfer.DebitAfter);
            w.Number(transfer.CreditAfter);
            w.Number(transfer.EarnsFrom);
            w.Number(transfer.Window);
        }

        foreach (EarningDayRow day in group.EarningDays)
        {
            w.Tag('D');
            w.Number(day.Entry);
            w.Number(day.Numbers.Asset.Number);
            w.Number(day.Numbers.Day.DayNumber);
            w.Number(day.Numbers.TotalFen);
            w.Number(day.Numbers.EarningUnits);
            w.Number(day.Numbers.CutRemainder);
            w.Number(day.Numbers.CutAccount);
            w.Number(day.PartFen);
            w.Number(day.PartUnits);
        }

        return w.Hash();
    }

    /// <summary>PostgreSQL keeps microseconds: an instant is cut to them before it is hashed and stored.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset instant) =>
        instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));

    private static long Microseconds(DateTimeOffset instant) =>
        (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private sealed class HashWriter(int capacity) : IDisposable
    {
        private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
        private int _length;

        public void Tag(char tag) => Room(1)[0] = (byte)tag;

        public void Number(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

        public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

        public void Guid(Guid value) => value.TryWriteBytes(Room(16), bigEndian: true, out _);

        public void Text(string value)
        {
            int length = Encoding.UTF8.GetByteCount(value);
            Number(length);
            Encoding.UTF8.GetBytes(value, Room(length));
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

        public byte[] Hash() => SHA256.HashData(_buffer.AsSpan(0, _length));

        private Span<byte> Room(int length)
        {
            if (_length + length > _buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + length));
                _buffer.AsSpan(0, _length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }

            Span<byte> room = _buffer.AsSpan(_length, length);
            _length += length;
            return room;
        }
    }
}
