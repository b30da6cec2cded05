using System.Globalization;

namespace Huoqi.Host;

/// <summary>A place in PostgreSQL's log, and the file it is in.</summary>
internal readonly record struct Lsn(ulong Value)
{
    // Of a server that initdb made without another wish, as ours is.
    public const ulong SegmentBytes = 16 * 1024 * 1024;

    private const ulong SegmentsPerName = 0x1_0000_0000 / SegmentBytes;

    public static Lsn Parse(string text)
    {
        string[] halves = text.Split('/');
        return new Lsn(
            ulong.Parse(halves[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 32
            | ulong.Parse(halves[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    /// <summary>The number of the file that holds the byte before this place.</summary>
    public ulong SegmentBefore() => (Value - 1) / SegmentBytes;

    /// <summary>The number of the file that holds this place.</summary>
    public ulong Segment() => Value / SegmentBytes;

    public static string FileName(uint timeline, ulong segment) =>
        $"{timeline:X8}{segment / SegmentsPerName:X8}{segment % SegmentsPerName:X8}";

    /// <summary>Timeline and number of a file by its name; null when it is no log file, or an unfinished one.</summary>
    public static (uint Timeline, ulong Segment)? OfFile(string name)
    {
        if (name.Length != 24 || !name.All(char.IsAsciiHexDigitUpper))
        {
            return null;
        }
        ulong high = ulong.Parse(name.AsSpan(8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        ulong low = ulong.Parse(name.AsSpan(16, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (
            uint.Parse(name.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            high * SegmentsPerName + low);
    }

    public override string ToString() => $"{Value >> 32:X}/{(uint)(Value & uint.MaxValue):X}";
}
