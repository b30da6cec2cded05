using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Huoqi.Partner;

/// <summary>
/// What a partner never forgets: one line of JSON per event, handed to the operating system before the partner
/// answers, so that a killed process loses nothing it has said. (A power cut is not the partner's part to play.)
/// </summary>
/// <typeparam name="T">The event of a line.</typeparam>
internal sealed class JournalFile<T> : IDisposable
{
    private readonly FileStream? _file;
    private readonly JsonTypeInfo<T> _type;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly Utf8JsonWriter _writer;

    private JournalFile(FileStream? file, JsonTypeInfo<T> type)
    {
        _file = file;
        _type = type;
        _writer = new Utf8JsonWriter(_lines);
    }

    /// <summary>True after a write failed: memory is ahead of the file and the partner must answer nothing.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>
    /// Opens or creates the file, gives every whole line to <paramref name="replay"/> and cuts off a torn last line;
    /// without a path everything stays in memory.
    /// </summary>
    public static JournalFile<T> Open(string? path, JsonTypeInfo<T> type, Action<T> replay)
    {
        if (path is null)
        {
            return new JournalFile<T>(null, type);
        }

        // No second writer: two processes on one journal would each forget what the other said.
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            int whole = content.AsSpan().LastIndexOf((byte)'\n') + 1;
            for (int start = 0; start < whole;)
            {
                int length = content.AsSpan(start, whole - start).IndexOf((byte)'\n');
                replay(Read(content.AsSpan(start, length), type, start));
                start += length + 1;
            }

            // Only the tail of the last write can be torn, and its answer was never given.
            file.SetLength(whole);
            file.Position = whole;
            return new JournalFile<T>(file, type);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Notes an event for the next <see cref="Flush"/>.</summary>
    public void Append(T entry)
    {
        if (_file is null)
        {
            return;
        }

        _writer.Reset();
        JsonSerializer.Serialize(_writer, entry, _type);
        _writer.Flush();
        _lines.Write("\n"u8);
    }

    /// <summary>Writes the noted events with one call.</summary>
    public void Flush()
    {
        if (_file is null || _lines.WrittenCount == 0)
        {
            return;
        }

        try
        {
            _file.Write(_lines.WrittenSpan);
            _lines.ResetWrittenCount();
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file?.Dispose();
    }

    private static T Read(ReadOnlySpan<byte> line, JsonTypeInfo<T> type, int offset)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new InvalidDataException("the line says null");
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"the journal is damaged at byte {offset}: {error.Message}", error);
        }
    }
}
