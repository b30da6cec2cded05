using System.Globalization;
using System.Runtime.InteropServices;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>A disk of its own in a file, ext4: its power can be cut, and it can be filled up.</summary>
internal sealed partial class LoopDisk
{
    private const nuint ShutDownNow = 0x8004587d; // FS_IOC_SHUTDOWN
    private const int WithoutFlushingTheJournal = 2;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _image;

    private LoopDisk(string image, string path)
    {
        (_image, Path) = (image, path);
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Makes and mounts one in the folder of a stage.</summary>
    public static async Task<LoopDisk> MakeAsync(StagePlan plan, int megabytes, CancellationToken cancel)
    {
        string image = System.IO.Path.Combine(plan.Folder, "disk.image");
        await Programs.RunAsync(
            "truncate", ["-s", string.Create(CultureInfo.InvariantCulture, $"{megabytes}M"), image], cancel);
        await Programs.RunAsync("mkfs.ext4", ["-q", "-F", "-m", "0", image], cancel);
        LoopDisk disk = new(image, System.IO.Path.Combine(plan.Folder, OsRemains.NameOf("disk", plan.Round)));
        Directory.CreateDirectory(disk.Path);
        await disk.MountAsync(cancel);
        return disk;
    }

    /// <summary>From now on nothing reaches the disk any more, and what was not flushed never was there.</summary>
    public void CutPower()
    {
        int handle = OpenFile(Path, flags: 0);
        Invariant.Holds(handle >= 0, $"{Path} can be opened");
        int flags = WithoutFlushingTheJournal;
        int result = Control(handle, ShutDownNow, ref flags);
        _ = CloseFile(handle);
        Invariant.Holds(result == 0, "ext4 lets itself be shut down");
    }

    /// <summary>Unmounts and mounts it, as a machine that starts again; ext4 replays its journal.</summary>
    public async Task StartAgainAsync(CancellationToken cancel)
    {
        await UnmountAsync(cancel);
        await MountAsync(cancel);
    }

    /// <summary>Takes every byte that is left.</summary>
    public async Task FillAsync(CancellationToken cancel)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            long free = new DriveInfo(Path).AvailableFreeSpace;
            if (free < 4096)
            {
                return;
            }

            // Others write and free meanwhile, so that all of it can seldom be had at once.
            string file = string.Create(CultureInfo.InvariantCulture, $"{Filler}{attempt}");
            await Programs.TryAsync(
                "fallocate", ["-l", free.ToString(CultureInfo.InvariantCulture), file], cancel);
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free()
    {
        foreach (string file in Directory.EnumerateFiles(Path, "filler*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Takes the disk away, however it is.</summary>
    public async Task RemoveAsync()
    {
        (int exitCode, _, _) = await Programs.TryAsync("umount", [Path], CancellationToken.None);
        if (exitCode != 0)
        {
            await Programs.TryAsync("umount", ["-l", Path], CancellationToken.None);
        }

        File.Delete(_image);
    }

    private async Task MountAsync(CancellationToken cancel) =>
        await Programs.RunAsync("mount", ["-o", "loop,noatime", _image, Path], cancel);

    private async Task UnmountAsync(CancellationToken cancel)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        while (true)
        {
            (int exitCode, _, string errors) = await Programs.TryAsync("umount", [Path], cancel);
            if (exitCode == 0)
            {
                return;
            }

            // The killed may take a moment to let go of their files.
            Invariant.Holds(time.GetElapsedTime(started) < Patience, $"{Path} can be unmounted: {errors.Trim()}");
            await Task.Delay(LookAgain, time, cancel);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int handle, nuint request, ref int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseFile(int handle);
}

/// <summary>An installation as people run it, on a disk of its own.</summary>
internal sealed class DiskStage(LoopDisk disk) : Stage
{
    private readonly PrivateStage _installation = new(Path.Combine(disk.Path, "data"));

    // The app that is started again while the disk is away waits for it, as a service does for its mount; else it would
    // make a new installation in the empty folder below.
    private const string WaitForDisk = "until [ -d \"$0\" ]; do sleep 0.05; done; exec \"$@\"";

    public LoopDisk Disk => disk;

    /// <summary>A disk with a copy of the template.</summary>
    public static async Task<DiskStage> MakeAsync(StagePlan plan, int megabytes, CancellationToken cancel)
    {
        LoopDisk disk = await LoopDisk.MakeAsync(plan, megabytes, cancel);
        DiskStage stage = new(disk);
        try
        {
            await plan.CopyTemplateAsync(stage._installation.DataFolder, cancel);
            // The copy stands for an installation that was made long ago.
            await Programs.RunAsync("sync", ["-f", disk.Path], cancel);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public override AppLaunch Launch(int index) => _installation.Launch(index) with
    {
        Wrapper = ["/bin/sh", "-c", WaitForDisk, _installation.Database],
    };

    public override string? OwnerConnection() => _installation.OwnerConnection();

    public override int Postmaster() => _installation.Postmaster();

    public override async ValueTask DisposeAsync()
    {
        KillApps();
        await _installation.DisposeAsync();
        await disk.RemoveAsync();
    }
}
