using System.Diagnostics;
using Huoqi.Kernel;

namespace Huoqi.Torture;

/// <summary>Programs of the system that a fault needs (mount, ip, strace, cp, …).</summary>
public static class Programs
{
    /// <summary>Whether a program of this name is on the PATH.</summary>
    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Runs one to its end and gives what it printed; fails with its own words when it fails.</summary>
    /// <exception cref="UserErrorException">It ended with another code than 0.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        (int exitCode, string said, string errors) = await TryAsync(program, arguments, cancel);
        return exitCode == 0
            ? said
            : throw new UserErrorException(
                $"{program} {string.Join(' ', arguments)} failed with code {exitCode}: {errors.Trim()}");
    }

    /// <summary>Runs one to its end: its exit code, what it printed, and what it printed as errors.</summary>
    public static async Task<(int ExitCode, string Said, string Errors)> TryAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start) ?? throw new InvariantBrokenException("a program is a process");
        process.StandardInput.Close();
        Task<string> said = process.StandardOutput.ReadToEndAsync(cancel);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await said, await errors);
    }
}
