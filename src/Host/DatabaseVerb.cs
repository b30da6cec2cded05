using System.CommandLine;
using Huoqi.Cli;
using Huoqi.Kernel;
using Npgsql;

namespace Huoqi.Host;

/// <summary><c>huoqi database</c>: keeps the database running, to look into it with psql.</summary>
internal static class DatabaseVerb
{
    public static Command Create(OpenInstallation open)
    {
        Command database = new("database", "Keep the database running until Ctrl-C, and show how to reach it.");
        database.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            NpgsqlConnectionStringBuilder address = new(installation.App.ConnectionString);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"ready: psql -h \"{address.Host}\" -p {address.Port} -U {address.Username} {address.Database}");
            try
            {
                throw await installation.ServerFailed.WaitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how this verb ends.
            }
            return ExitCodes.Done;
        });
        return database;
    }
}
