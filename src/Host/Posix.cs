using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Huoqi.Host;

/// <summary>The two calls of libc that .NET does not offer.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Posix
{
    /// <summary>PostgreSQL's fast shutdown: sessions are ended, the checkpoint is written.</summary>
    public const int SigInt = 2;

    /// <summary>PostgreSQL's immediate shutdown.</summary>
    public const int SigQuit = 3;

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
