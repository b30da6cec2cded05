using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Huoqi.Host;

/// <summary>The few calls of libc that .NET does not offer.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Posix
{
    /// <summary>PostgreSQL's fast shutdown: sessions are ended, the checkpoint is written.</summary>
    public const int SigInt = 2;

    /// <summary>PostgreSQL's immediate shutdown.</summary>
    public const int SigQuit = 3;

    private const int InvalidArgument = 22;

    public static void Signal(int pid, int signal)
    {
        // A process that ended meanwhile is what the signal was for.
        _ = Kill(pid, signal);
    }

    /// <summary>The path without symbolic links, so that two spellings of one folder are one folder.</summary>
    public static string Canonical(string path)
    {
        nint resolved = RealPath(path, nint.Zero);
        if (resolved == nint.Zero)
        {
            return path;
        }
        try
        {
            return Marshal.PtrToStringUTF8(resolved) ?? path;
        }
        finally
        {
            Free(resolved);
        }
    }

    /// <summary>Flushes what a folder lists.</summary>
    public static void SyncFolder(string folder)
    {
        int handle = OpenFile(folder, flags: 0);
        if (handle < 0)
        {
            throw new IOException($"{folder} cannot be opened to flush it (error {Marshal.GetLastPInvokeError()})");
        }
        int result = FileSync(handle);
        int error = Marshal.GetLastPInvokeError();
        _ = CloseFile(handle);
        // Some file systems flush no folders, because they have nothing to flush there.
        if (result != 0 && error != InvalidArgument)
        {
            throw new IOException($"{folder} cannot be flushed (error {error})");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseFile(int handle);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint RealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Free(nint memory);
}
