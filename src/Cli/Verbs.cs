using System.CommandLine;
using Huoqi.Cli.Up;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary>Opens the installation that the global options name; a verb calls it when it needs one.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="cancel">Gives up.</param>
/// <param name="ifNew">What a new installation is made as, where the options do not say it.</param>
public delegate Task<Installation> OpenInstallation(
    ParseResult parsed, CancellationToken cancel, NewInstallation? ifNew = null);

/// <summary>What a new installation is made as.</summary>
/// <param name="Shards">Its number of shards.</param>
/// <param name="Profile">What it is made for, in one word.</param>
public sealed record NewInstallation(int Shards, string Profile);

/// <summary>The verbs for people: the table of contents of the command line.</summary>
public static class Verbs
{
    /// <summary>One factory for each verb, in the order in which help shows them.</summary>
    public static IReadOnlyList<Func<OpenInstallation, Command>> All { get; } =
    [
        UpVerb.Create,
        WebVerb.Create,
        StaffVerb.Create,
        ReplayVerb.Create,
        VerifyVerb.Create,
        StatementVerb.Create,
        StatusVerb.Create,
        CalendarVerb.Create,
        BenchVerb.Create,
        FuzzVerb.Create,
        TortureVerb.Create,
        TortureAppVerb.Create,
    ];
}
