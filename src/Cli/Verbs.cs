using System.CommandLine;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary>Opens the installation that the global options name; a verb calls it when it needs one.</summary>
public delegate Task<Installation> OpenInstallation(ParseResult parsed, CancellationToken cancel);

/// <summary>The verbs for people: the table of contents of the command line.</summary>
public static class Verbs
{
    /// <summary>One factory for each verb, in the order in which help shows them.</summary>
    public static IReadOnlyList<Func<OpenInstallation, Command>> All { get; } =
    [
        ReplayVerb.Create,
        VerifyVerb.Create,
        StatementVerb.Create,
        StatusVerb.Create,
        BenchVerb.Create,
        TortureVerb.Create,
        TortureAppVerb.Create,
    ];
}
