using System.Buffers.Binary;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>Rows into a table by binary COPY, written into a buffer: ten million of them within a minute.</summary>
internal sealed class CopyWriter : IAsyncDisposable
{
    private const int DayNumberOf2000 = 730_119;
    private const int DateType = 1082;
    private const int BigintType = 20;
    private const int LongestRow = 512;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlRawCopyStream _stream;
    private readonly byte[] _buffer = new byte[1 << 18];
    private int _length;

    private CopyWriter(NpgsqlConnection connection, NpgsqlRawCopyStream stream)
    {
        _connection = connection;
        _stream = stream;
        ReadOnlySpan<byte> signature = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];
        signature.CopyTo(_buffer);
        _length = 19;
    }

    /// <summary>Begins to copy into a table.</summary>
    /// <param name="source">Whose connection is used.</param>
    /// <param name="into">The table with its columns.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<CopyWriter> BeginAsync(NpgsqlDataSource source, string into, CancellationToken cancel)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancel);
        return new(connection,
            await connection.BeginRawBinaryCopyAsync($"COPY {into} FROM STDIN (FORMAT BINARY)", cancel));
    }

    /// <summary>Begins a row; what was written before may be sent.</summary>
    public async ValueTask RowAsync(short columns, CancellationToken cancel)
    {
        if (_length > _buffer.Length - LongestRow)
        {
            await _stream.WriteAsync(_buffer.AsMemory(0, _length), cancel);
            _length = 0;
        }

        Put16(columns);
    }

    public CopyWriter Int16(short value)
    {
        Put32(2);
        Put16(value);
        return this;
    }

    public CopyWriter Int32(int value)
    {
        Put32(4);
        Put32(value);
        return this;
    }

    public CopyWriter Int64(long value)
    {
        Put32(8);
        Put64(value);
        return this;
    }

    public CopyWriter Boolean(bool value)
    {
        Put32(1);
        _buffer[_length++] = value ? (byte)1 : (byte)0;
        return this;
    }

    public CopyWriter Day(int dayNumber) => Int32(dayNumber - DayNumberOf2000);

    /// <summary>An array of no days, or of one.</summary>
    public CopyWriter Days(int? dayNumber)
    {
        Array(DateType, dayNumber is not null, 8);
        return dayNumber is { } day ? Day(day) : this;
    }

    /// <summary>An array of no numbers, or of one.</summary>
    public CopyWriter Numbers(long? number)
    {
        Array(BigintType, number is not null, 12);
        return number is { } one ? Int64(one) : this;
    }

    /// <summary>Ends the copy; without it nothing is kept.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        Put16(-1);
        await _stream.WriteAsync(_buffer.AsMemory(0, _length), cancel);
        await _stream.DisposeAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Array(int type, bool hasOne, int lengthOfOne)
    {
        Put32(hasOne ? 20 + lengthOfOne : 12);
        Put32(hasOne ? 1 : 0);
        Put32(0);
        Put32(type);
        if (hasOne)
        {
            Put32(1);
            Put32(1);
        }
    }

    private void Put16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.AsSpan(_length), value);
        _length += 2;
    }

    private void Put32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    private void Put64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }
}
