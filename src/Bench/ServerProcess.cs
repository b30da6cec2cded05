using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Huoqi.Bench;

/// <summary>The PostgreSQL of this machine: the CPU it used, and where its programs are. Linux only.</summary>
internal sealed class ServerProcess
{
    private readonly int _postmaster;

    private ServerProcess(int postmaster, string binaries)
    {
        _postmaster = postmaster;
        Binaries = binaries;
    }

    /// <summary>The folder with its programs.</summary>
    public string Binaries { get; }

    /// <summary>Finds the server process behind a connection.</summary>
    public static async Task<ServerProcess?> FindAsync(NpgsqlDataSource source, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT pg_backend_pid()");
        int backend = (int)(await command.ExecuteScalarAsync(cancel))!;
        string stat = $"/proc/{backend}/stat";
        if (!OperatingSystem.IsLinux() || !File.Exists(stat))
        {
            return null;
        }

        int postmaster = (int)Fields(stat)[1];
        string? program = new FileInfo($"/proc/{postmaster}/exe").ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        return program is null ? null : new(postmaster, Path.GetDirectoryName(program)!);
    }

    /// <summary>CPU seconds of the server so far, ended sessions included.</summary>
    public double CpuSeconds()
    {
        long ticks = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int pid))
            {
                continue;
            }

            try
            {
                long[] fields = Fields($"/proc/{pid}/stat");
                if (pid == _postmaster)
                {
                    // Its own time and that of the children it has buried.
                    ticks += fields[11] + fields[12] + fields[13] + fields[14];
                }
                else if (fields[1] == _postmaster)
                {
                    ticks += fields[11] + fields[12];
                }
            }
            catch (IOException)
            {
                // It has just ended; what it used is in its parent's sum.
                continue;
            }
        }

        return ticks / 100.0;
    }

    /// <summary>CPU seconds of this process so far.</summary>
    public static double OwnCpuSeconds()
    {
        using Process own = Process.GetCurrentProcess();
        return own.TotalProcessorTime.TotalSeconds;
    }

    // pid (name, which may hold anything) state parent …; the state is entry 0.
    private static long[] Fields(string path)
    {
        string stat = File.ReadAllText(path);
        string[] words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return [.. words.Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out long n) ? n : 0)];
    }
}
