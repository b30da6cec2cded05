using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Huoqi.Kernel;

namespace Huoqi.Ledger;

/// <summary>
/// Holders as one connection brings them: each row is brought up to the last published day as it comes, and put on the
/// heap of its shard in small pieces, so that nothing is copied twice but into the columns themselves.
/// </summary>
internal sealed class HolderPile(EarningCalendar calendar, int[] through)
{
    private const int SignatureLength = 19;
    private const int DayNumberOf2000 = 730_119;
    private const int FirstPiece = 128;
    private const int LargestPiece = 8_192;
    private const int Columns = 6;

    private readonly Heap?[] _heaps = new Heap?[through.Length];
    private readonly List<DatedChange> _changes = [];
    private byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>Takes all rows of a binary COPY: shard, owner, posted through, units, and the dated changes as two
    /// arrays or nulls.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancel)
    {
        while (_end < SignatureLength)
        {
            Invariant.Holds(await FillAsync(stream, cancel));
        }

        _start = SignatureLength;
        while (!TakeRows())
        {
            Invariant.Holds(await FillAsync(stream, cancel), "a COPY ends with its trailer");
        }
    }

    /// <summary>Fills the columns of one shard from all piles, and lets go of what was there.</summary>
    public static void Fill(EarningColumns columns, HolderPile[] piles)
    {
        Heap[] heaps = [.. piles.Select(pile => pile._heaps[columns.Shard]).OfType<Heap>()];
        int count = heaps.Sum(heap => heap.Count);
        long[] owners = new long[count];
        long[] units = new long[count];
        int at = 0;
        foreach (Heap heap in heaps)
        {
            foreach (Piece piece in heap.Pieces)
            {
                piece.Owners.AsSpan(0, piece.Count).CopyTo(owners.AsSpan(at));
                piece.Units.AsSpan(0, piece.Count).CopyTo(units.AsSpan(at));
                at += piece.Count;
            }

            heap.Pieces.Clear();
        }

        columns.Fill(owners, units, count);
        foreach (Heap heap in heaps)
        {
            foreach ((long owner, DatedChange change) in heap.Changes)
            {
                columns.Change(owner, change.Day, change.Units);
            }
        }
    }

    /// <summary>Takes the rows that are whole in the buffer; true after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TakeRows()
    {
        ReadOnlySpan<byte> bytes = _buffer.AsSpan(0, _end);
        while (true)
        {
            int at = _start;
            if (bytes.Length - at < 2)
            {
                return false;
            }

            short columns = BinaryPrimitives.ReadInt16BigEndian(bytes[at..]);
            if (columns < 0)
            {
                return true;
            }

            Invariant.Holds(columns == Columns);
            at += 2;
            if (!TryField(bytes, ref at, out ReadOnlySpan<byte> shard)
                || !TryField(bytes, ref at, out ReadOnlySpan<byte> owner)
                || !TryField(bytes, ref at, out ReadOnlySpan<byte> postedThrough)
                || !TryField(bytes, ref at, out ReadOnlySpan<byte> units)
                || !TryField(bytes, ref at, out ReadOnlySpan<byte> days)
                || !TryField(bytes, ref at, out ReadOnlySpan<byte> changes))
            {
                return false;
            }

            _start = at;
            Put(BinaryPrimitives.ReadInt16BigEndian(shard), BinaryPrimitives.ReadInt64BigEndian(owner),
                Day(postedThrough), BinaryPrimitives.ReadInt64BigEndian(units), days, changes);
        }
    }

    private static bool TryField(ReadOnlySpan<byte> bytes, ref int at, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (bytes.Length - at < 4)
        {
            return false;
        }

        int length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes[at..]));
        at += 4;
        if (bytes.Length - at < length)
        {
            return false;
        }

        field = bytes.Slice(at, length);
        at += length;
        return true;
    }

    private static int Day(ReadOnlySpan<byte> date) => BinaryPrimitives.ReadInt32BigEndian(date) + DayNumberOf2000;

    private void Put(
        short shard, long owner, int postedThrough, long units, ReadOnlySpan<byte> days, ReadOnlySpan<byte> changes)
    {
        _changes.Clear();
        if (days.Length > 0)
        {
            ReadChanges(days, changes);
        }

        Heap heap = _heaps[shard] ??= new();
        ReadOnlySpan<DatedChange> pending = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_changes);
        (_, int due) = Holder.Accrue(calendar, owner, postedThrough, through[shard], ref units, pending);
        heap.Put(owner, units);
        foreach (DatedChange change in pending[due..])
        {
            heap.Changes.Add((owner, change));
        }
    }

    /// <summary>Arrays of one dimension: dimensions, nulls, type, length, first index, then each element with its
    /// length.</summary>
    private void ReadChanges(ReadOnlySpan<byte> days, ReadOnlySpan<byte> changes)
    {
        const int Header = 20;
        int count = BinaryPrimitives.ReadInt32BigEndian(days[12..]);
        Invariant.Holds(count == BinaryPrimitives.ReadInt32BigEndian(changes[12..]));
        for (int i = 0; i < count; i++)
        {
            _changes.Add(new(Day(days[(Header + (i * 8) + 4)..]),
                BinaryPrimitives.ReadInt64BigEndian(changes[(Header + (i * 12) + 4)..])));
        }
    }

    /// <summary>Reads what has come, at least a byte; the driver hands out one row a call, so it is asked
    /// again.</summary>
    private async ValueTask<bool> FillAsync(Stream stream, CancellationToken cancel)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        bool any = false;
        bool waited = false;
        while (_end < _buffer.Length && !waited)
        {
            ValueTask<int> reading = stream.ReadAsync(_buffer.AsMemory(_end), cancel);
            waited = !reading.IsCompleted;
            int read = await reading;
            if (read == 0)
            {
                return any;
            }

            any = true;
            _end += read;
        }

        return any;
    }

    private sealed class Piece(int length)
    {
        public long[] Owners { get; } = new long[length];

        public long[] Units { get; } = new long[length];

        public int Count { get; set; }
    }

    /// <summary>The holders of one shard.</summary>
    private sealed class Heap
    {
        public List<Piece> Pieces { get; } = [new(FirstPiece)];

        public List<(long Owner, DatedChange Change)> Changes { get; } = [];

        public int Count { get; private set; }

        public void Put(long owner, long units)
        {
            Piece piece = Pieces[^1];
            if (piece.Count == piece.Owners.Length)
            {
                piece = new(Math.Min(LargestPiece, piece.Owners.Length * 4));
                Pieces.Add(piece);
            }

            (piece.Owners[piece.Count], piece.Units[piece.Count]) = (owner, units);
            piece.Count++;
            Count++;
        }
    }
}
