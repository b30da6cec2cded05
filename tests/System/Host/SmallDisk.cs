using System.Diagnostics;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A disk in memory of a few megabytes, to fill up; only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string path, int sizeMb)
    {
        Path = path;
        Directory.CreateDirectory(path);
        Run("mount", "-t", "tmpfs", "-o", $"size={sizeMb}m,mode=0755", "tmpfs", path);
    }

    public string Path { get; }

    public void Resize(int sizeMb)
    {
        Run("mount", "-o", $"remount,size={sizeMb}m", Path);
    }

    public void Dispose()
    {
        Run("umount", Path);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
