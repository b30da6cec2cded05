using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// Rows of a binary COPY, written into one buffer and sent at once: the server stores a page of rows at a time, and
/// reads them without a statement's detours. Numbers stand in network order, as the protocol has it.
/// </summary>
public sealed class CopyBuffer : IDisposable
{
    private const int DayNumberOf2000 = 730_119;
    private static readonly DateTimeOffset Year2000 = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Signature, flags, length of an extension.
    private static ReadOnlySpan<byte> Header =>
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] _buffer;
    private int _length;

    /// <summary>An empty copy.</summary>
    /// <param name="expected">How many bytes are expected.</param>
    public CopyBuffer(int expected)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(expected + Header.Length);
        Header.CopyTo(_buffer);
        _length = Header.Length;
    }

    /// <summary>Begins a row of so many columns.</summary>
    public CopyBuffer Row(short columns)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(2), columns);
        return this;
    }

    public CopyBuffer Int16(short value)
    {
        Span<byte> room = Room(6);
        BinaryPrimitives.WriteInt32BigEndian(room, 2);
        BinaryPrimitives.WriteInt16BigEndian(room[4..], value);
        return this;
    }

    public CopyBuffer Int32(int value)
    {
        Span<byte> room = Room(8);
        BinaryPrimitives.WriteInt32BigEndian(room, 4);
        BinaryPrimitives.WriteInt32BigEndian(room[4..], value);
        return this;
    }

    public CopyBuffer Int64(long value)
    {
        Span<byte> room = Room(12);
        BinaryPrimitives.WriteInt32BigEndian(room, 8);
        BinaryPrimitives.WriteInt64BigEndian(room[4..], value);
        return this;
    }

    /// <summary>A value that is not there.</summary>
    public CopyBuffer Null()
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(4), -1);
        return this;
    }

    /// <summary>A day by its number; null for 0 and below.</summary>
    public CopyBuffer Day(int number) => number <= 0 ? Null() : Int32(number - DayNumberOf2000);

    /// <summary>An instant, to the microsecond.</summary>
    public CopyBuffer Instant(DateTimeOffset value) => Int64((value - Year2000).Ticks / TimeSpan.TicksPerMicrosecond);

    public CopyBuffer Text(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Span<byte> room = Room(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        Encoding.UTF8.GetBytes(value, room[4..]);
        return this;
    }

    public CopyBuffer Uuid(Guid value)
    {
        Span<byte> room = Room(20);
        BinaryPrimitives.WriteInt32BigEndian(room, 16);
        value.TryWriteBytes(room[4..], bigEndian: true, out _);
        return this;
    }

    /// <summary>Sends all rows; the server has taken them, or thrown them all away, when it comes back.</summary>
    /// <param name="connection">In a transaction, which the caller ends.</param>
    /// <param name="copy">The COPY … FROM STDIN (FORMAT BINARY) statement.</param>
    public async Task SendAsync(NpgsqlConnection connection, Sql copy)
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(2), -1);
        await using NpgsqlRawCopyStream stream =
            await connection.BeginRawBinaryCopyAsync(copy.Text, CancellationToken.None);
        await stream.WriteAsync(_buffer.AsMemory(0, _length), CancellationToken.None);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

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
