using System.Globalization;
using Huoqi.Kernel;

namespace Huoqi.Host;

/// <summary>
/// The folder of an installation, held by one process at a time.
/// <code>
/// huoqi.lock      held exclusively while a process works here; the system lets go of it when the process dies
/// huoqi.pid       who that is, for the sentence the second process says
/// VERSION         format of this folder
/// postgres/       the private database
/// postgres.log    what it says
/// run/            its socket
/// </code>
/// </summary>
internal sealed class DataFolder : IDisposable
{
    public const string FormatVersion = "1";

    // The last three are made by measurements of kills and faults, which may come before the installation itself.
    private static readonly string[] Ours =
        ["huoqi.lock", "huoqi.pid", "VERSION.unfinished", "unkilled", "killed", "torture"];

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute and without symbolic links.</summary>
    public string Path { get; }

    /// <summary>Takes the folder, making it when it is not there.</summary>
    public static DataFolder Open(string path)
    {
        string folder = System.IO.Path.GetFullPath(path);
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(folder);
            folder = OperatingSystem.IsWindows() ? folder : Posix.Canonical(folder);
            held = Lock(folder);
            string version = System.IO.Path.Combine(folder, "VERSION");
            if (!File.Exists(version))
            {
                RequireNothingForeign(folder);
                // Flushed and then renamed, so that neither a crash nor a power cut leaves an empty VERSION behind.
                DurableFiles.Write(version, FormatVersion + "\n");
            }
            string found = File.ReadAllText(version).Trim();
            if (found != FormatVersion)
            {
                throw new UserErrorException(
                    $"The data folder {folder} has format {found}, this program reads format {FormatVersion}; "
                    + "run the version of huoqi that made it, or choose another folder with --data.");
            }
            DataFolder result = new(folder, held);
            held = null;
            return result;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new UserErrorException(
                $"The data folder {folder} belongs to another user or is read-only; run huoqi as its owner, or choose "
                + "another folder with --data.", failure);
        }
        catch (IOException failure) when (FullDisk.Is(failure))
        {
            throw FullDisk.Sentence(folder, failure);
        }
        catch (IOException failure) when (File.Exists(folder)
            || failure is PathTooLongException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException(
                $"The data folder {folder} cannot be made ({failure.Message}); choose another with --data.", failure);
        }
        finally
        {
            held?.Dispose();
        }
    }

    /// <summary>Whether a process works in the folder now.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using FileStream trial = new(
                System.IO.Path.Combine(folder, "huoqi.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>
    /// Takes a folder that is new or empty, to fill it with a restored installation. It is one only from
    /// <see cref="Complete"/> on: a restore that was cut short is refused by every verb.
    /// </summary>
    public static DataFolder OpenNew(string path)
    {
        string folder = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            folder = OperatingSystem.IsWindows() ? folder : Posix.Canonical(folder);
            string? there = Directory.EnumerateFileSystemEntries(folder).Select(System.IO.Path.GetFileName)
                .FirstOrDefault();
            if (there is not null)
            {
                throw new UserErrorException(
                    $"{folder} is not empty (it holds {there}); a restore needs a new folder: name one with --to.");
            }
            return new DataFolder(folder, Lock(folder));
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException
            || (failure is IOException io && !FullDisk.Is(io)))
        {
            throw new UserErrorException(
                $"The folder {folder} cannot be made or written to ({failure.Message.TrimEnd('.')}); choose "
                + "another with --to.", failure);
        }
    }

    /// <summary>From here on it is an installation.</summary>
    public void Complete()
    {
        DurableFiles.Write(At("VERSION"), FormatVersion + "\n");
    }

    /// <summary>A file or folder in this folder.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        _lock.Dispose();
    }

    // The user may have named a folder of something else by mistake; nothing may be mixed into it.
    private static void RequireNothingForeign(string folder)
    {
        string? foreign = Directory.EnumerateFileSystemEntries(folder)
            .Select(entry => System.IO.Path.GetFileName(entry))
            .FirstOrDefault(name => !Ours.Contains(name));
        if (foreign is not null)
        {
            File.Delete(System.IO.Path.Combine(folder, "huoqi.pid"));
            File.Delete(System.IO.Path.Combine(folder, "huoqi.lock"));
            throw new UserErrorException(
                $"{folder} is not a data folder of huoqi: it holds {foreign} and no VERSION file; name an empty or a "
                + "new folder with --data.");
        }
    }

    private static FileStream Lock(string folder)
    {
        string pidFile = System.IO.Path.Combine(folder, "huoqi.pid");
        FileStream held;
        try
        {
            held = new FileStream(
                System.IO.Path.Combine(folder, "huoqi.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None);
        }
        catch (IOException failure) when (!FullDisk.Is(failure))
        {
            string pid = File.Exists(pidFile) ? File.ReadAllText(pidFile).Trim() : "unknown";
            throw new UserErrorException(
                $"The data folder {folder} is in use by another huoqi (process {pid}); stop that one, or choose "
                + "another folder with --data.", failure);
        }
        try
        {
            File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }
}
