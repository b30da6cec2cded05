using System.Buffers.Binary;
using Npgsql;

namespace Huoqi.Verify;

/// <summary>
/// The rows of one query as PostgreSQL's binary COPY sends them, one at a time, in a buffer that is used again: a row
/// costs no allocation, and a text goes into the hash as the bytes that came.
/// </summary>
internal sealed class CopyRows : IAsyncDisposable
{
    /// <summary>What stands for a day that is null.</summary>
    public const int NoDay = -1;

    private const int MostColumns = 16;
    private const int SignatureLength = 19;
    private const int DayNumberOf2000 = 730_119;
    private const long MicrosecondsTo2000 = 946_684_800_000_000;

    private readonly Stream _stream;
    private readonly int[] _at = new int[MostColumns];
    private readonly int[] _lengths = new int[MostColumns];
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private CopyRows(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>Whether there is a row to look at.</summary>
    public bool HasRow { get; private set; }

    /// <summary>How many rows were read.</summary>
    public long Rows { get; private set; }

    /// <summary>Starts the query and stands on its first row.</summary>
    public static async Task<CopyRows> StartAsync(
        NpgsqlConnection connection, string select, CancellationToken cancel)
    {
        Stream stream = await connection.BeginRawBinaryCopyAsync($"COPY ({select}) TO STDOUT (FORMAT BINARY)", cancel);
        CopyRows rows = new(stream);
        while (rows._end < SignatureLength)
        {
            await rows.FillAsync(cancel);
        }

        rows._start = SignatureLength;
        await rows.NextAsync(cancel);
        return rows;
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancel)
    {
        while (!TryNext())
        {
            await FillAsync(cancel);
        }

        return HasRow;
    }

    public bool IsNull(int column) => _lengths[column] < 0;

    public ReadOnlySpan<byte> Bytes(int column) => _buffer.AsSpan(_at[column], Math.Max(0, _lengths[column]));

    public long Int64(int column) => BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(_at[column], 8));

    public int Int32(int column) => BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at[column], 4));

    public short Int16(int column) => BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_at[column], 2));

    public bool Boolean(int column) => _buffer[_at[column]] != 0;

    /// <summary>A date as its day number, <see cref="NoDay"/> for null.</summary>
    public int Day(int column)
    {
        // A planted "infinity" is beyond every calendar; it wraps to a day that nothing agrees with.
        return IsNull(column) ? NoDay : unchecked(Int32(column) + DayNumberOf2000);
    }

    /// <summary>An instant as microseconds since 1970.</summary>
    public long Microseconds(int column) => unchecked(Int64(column) + MicrosecondsTo2000);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>Finds the bounds of the next row; false when the buffer does not hold all of it.</summary>
    private bool TryNext()
    {
        int at = _start;
        if (_end - at < 2)
        {
            return false;
        }

        int count = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(at, 2));
        at += 2;
        if (count < 0)
        {
            HasRow = false;
            return true;
        }

        for (int i = 0; i < count; i++)
        {
            if (_end - at < 4)
            {
                return false;
            }

            int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(at, 4));
            at += 4;
            _at[i] = at;
            _lengths[i] = length;
            at += Math.Max(0, length);
            if (at > _end)
            {
                return false;
            }
        }

        _start = at;
        HasRow = true;
        Rows++;
        return true;
    }

    /// <summary>
    /// Reads what has come, at least one byte; the driver hands out one row a call, so it asks again.
    /// </summary>
    private async ValueTask FillAsync(CancellationToken cancel)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        bool waited = false;
        while (_end < _buffer.Length && !waited)
        {
            ValueTask<int> reading = _stream.ReadAsync(_buffer.AsMemory(_end), cancel);
            waited = !reading.IsCompleted;
            int read = await reading;
            if (read == 0)
            {
                return;
            }

            _end += read;
        }
    }
}
