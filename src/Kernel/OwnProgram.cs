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
}
