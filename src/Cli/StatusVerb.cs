using System.CommandLine;
using Huoqi.Kernel;

namespace Huoqi.Cli;

/// <summary><c>huoqi status</c>: what this installation is and where it runs.</summary>
internal static class StatusVerb
{
    public static Command Create(OpenInstallation open)
    {
        Command status = new("status", "Show what this installation is and where its database runs.");
        status.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            TextWriter output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"data folder  {installation.DataFolder}");
            await output.WriteLineAsync($"database     {installation.Server}");
            await output.WriteLineAsync($"server       PostgreSQL {installation.ServerVersion}");
            await output.WriteLineAsync($"shards       {installation.ShardCount}");
            await output.WriteLineAsync($"profile      {installation.Profile}");
            await output.WriteLineAsync($"made at      {installation.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC");
            return ExitCodes.Done;
        });
        return status;
    }
}
