using System.Diagnostics;

namespace Huoqi.Kernel;

/// <summary>This same program, to be started again with other arguments.</summary>
public static class OwnProgram
{
    /// <summary>The program and what comes before its arguments: itself, or dotnet and its library.</summary>
    public static IReadOnlyList<string> Command()
    {
        string program = Environment.ProcessPath ?? throw new InvariantBrokenException("a process has a program");
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, Environment.GetCommandLineArgs()[0]]
            : [program];
    }

    /// <summary>Starts it, to be heard and not seen: the caller reads what it says, and ends it.</summary>
    public static Process Start(IEnumerable<string> arguments)
    {
        IReadOnlyList<string> command = Command();
        ProcessStartInfo start = new(command[0], [.. command.Skip(1), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvariantBrokenException("the program can be started");
    }
}
