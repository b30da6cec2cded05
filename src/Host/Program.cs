// The one executable: reads the command line, runs a verb, turns what went wrong into one sentence and an exit code.
using System.CommandLine;
using Huoqi.Cli;
using Huoqi.Host;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Npgsql;

GlobalOptions options = new();
RootCommand root = new("Huoqi (活期): money that earns every day and can be spent at any moment.");
foreach (Option option in options.All)
{
    root.Options.Add(option);
}
foreach (Func<OpenInstallation, Command> verb in Verbs.All.Append(DatabaseVerb.Create))
{
    root.Subcommands.Add(verb(options.OpenAsync));
}
root.Subcommands.Add(BackupVerb.Create(options));
root.Subcommands.Add(RestoreVerb.Create(options));

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync(
        $"huoqi: {ParseErrors.SentenceOf(parsed)} Run huoqi --help to see what there is.");
    return ExitCodes.BadInput;
}

try
{
    InvocationConfiguration configuration = new()
    {
        EnableDefaultExceptionHandler = false,
        // After Ctrl-C or SIGTERM: longer than the fast shutdown of PostgreSQL may take.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(90),
    };
    return await parsed.InvokeAsync(configuration);
}
catch (UserErrorException failure)
{
    await Console.Error.WriteLineAsync($"huoqi: {failure.Message}");
    return ExitCodes.BadInput;
}
catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DiskFull)
{
    await Console.Error.WriteLineAsync($"huoqi: {FullDisk.Sentence("the database", failure).Message}");
    return ExitCodes.BadInput;
}
catch (IOException failure) when (FullDisk.Is(failure))
{
    await Console.Error.WriteLineAsync($"huoqi: {FullDisk.Sentence("the data folder", failure).Message}");
    return ExitCodes.BadInput;
}
catch (StepUnfinishedException failure)
{
    await Console.Error.WriteLineAsync($"huoqi: {failure.Message}.");
    return ExitCodes.BadInput;
}
catch (Exception failure) when (DbFailure.IsPassing(failure)
    || failure is OutcomeUnknownException or (NpgsqlException and not PostgresException))
{
    string reason = (failure.InnerException?.Message ?? failure.Message).TrimEnd('.');
    await Console.Error.WriteLineAsync(
        $"huoqi: the database does not answer any more ({reason}); what was confirmed is safe: start again.");
    return ExitCodes.BadInput;
}
catch (OperationCanceledException failure)
{
    await Console.Error.WriteLineAsync($"huoqi: {(failure as StoppedException)?.Message ?? "stopped."}");
    return ExitCodes.Stopped;
}
catch (Exception failure)
{
    await Console.Error.WriteLineAsync($"huoqi: a bug: {failure}");
    return ExitCodes.Bug;
}
