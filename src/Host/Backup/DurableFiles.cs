using System.Text;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>Files that are there whole, or not at all, also after a power cut.</summary>
internal static class DurableFiles
{
    /// <summary>Written beside its place, flushed, renamed into it, and the rename flushed.</summary>
    public static void Write(string path, string text)
    {
        string unfinished = path + ".unfinished";
        using (FileStream stream = new(unfinished, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Flushes a file that was written.</summary>
    public static void SyncFile(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes a rename, a new file or a removal in the folder last; Windows does that by itself.</summary>
    public static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            Posix.SyncFolder(folder);
        }
    }

    /// <summary>A finished folder gets its name.</summary>
    public static void Finish(string unfinished, string folder)
    {
        SyncFolder(unfinished);
        Directory.Move(unfinished, folder);
        SyncFolder(Path.GetDirectoryName(folder)!);
    }

    /// <summary>All bytes below a folder.</summary>
    public static long Bytes(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>A sentence when the disk of a folder has no room for what is to come.</summary>
    public static void RequireSpace(string folder, long bytes, string option)
    {
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes)
        {
            throw new UserErrorException(
                $"The disk of {folder} has {Size(free)} left, and some {Size(bytes)} are needed; free some space or "
                + $"choose another folder with {option}.");
        }
    }

    /// <summary>A number of bytes for people.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 10_000_000 => $"{bytes / 1_000:N0} kB",
        < 10_000_000_000 => $"{bytes / 1_000_000:N0} MB",
        _ => $"{bytes / 1_000_000_000:N0} GB",
    };

    /// <summary>Runs what reads or writes a folder that a person named; its refusals are sentences.</summary>
    public static T Say<T>(string folder, string option, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new UserErrorException(
                $"{folder} belongs to another user or is read-only; run huoqi as its owner, or choose another "
                + $"folder with {option}.", failure);
        }
        catch (IOException failure) when (FullDisk.Is(failure))
        {
            throw FullDisk.Sentence(folder, failure);
        }
        catch (IOException failure)
        {
            throw new UserErrorException(
                $"{folder} cannot be used ({failure.Message.TrimEnd('.')}); choose another folder with {option}.",
                failure);
        }
    }
}
