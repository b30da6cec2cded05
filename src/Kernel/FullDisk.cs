namespace Huoqi.Kernel;

/// <summary>The one failure of a disk that a person can put right.</summary>
public static class FullDisk
{
    private const int NoSpaceLeft = 28;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    // PostgreSQL needs a whole new segment of its log, 16 MB, before it can confirm anything more.
    private const long LogSegmentBytes = 16L * 1024 * 1024;

    /// <summary>Whether a write failed because nothing more fits.</summary>
    public static bool Is(IOException failure) => failure.HResult is NoSpaceLeft or WindowsDiskFull;

    /// <summary>
    /// Whether the disk of a folder has too little left for PostgreSQL: tells why it does not answer when it could not
    /// say so itself any more.
    /// </summary>
    public static bool IsAt(string folder) => new DriveInfo(folder).AvailableFreeSpace < LogSegmentBytes;

    /// <summary>What to tell the person.</summary>
    public static UserErrorException Sentence(string where, Exception cause) =>
        new(
            $"The disk of {where} is full; free some space there and start again: nothing that was confirmed is lost.",
            cause);
}
