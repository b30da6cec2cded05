using System.CommandLine;
using Huoqi.Kernel;
using Huoqi.Verify;

namespace Huoqi.Cli;

/// <summary><c>huoqi verify</c>: proves the books from the journal alone, by a program of its own.</summary>
internal static class VerifyVerb
{
    public static Command Create(OpenInstallation open)
    {
        Command verify = new("verify",
            "Prove the books from the journal alone: hash chain, balances, trial balance, income, keys.");
        verify.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            TextWriter output = parsed.InvocationConfiguration.Output;
            Shards shards = new(Console.IsErrorRedirected ? null : Console.Error);
            VerifyReport report = await new Verifier(installation.App, TimeProvider.System).RunAsync(shards, cancel);
            shards.Clear();
            foreach (string line in report.ToLines())
            {
                await output.WriteLineAsync(line);
            }

            return report.IsOk ? ExitCodes.Done : ExitCodes.CheckFailed;
        });
        return verify;
    }

    /// <summary>One line on the terminal that counts shards; nothing where there is no terminal.</summary>
    private sealed class Shards(TextWriter? terminal) : IProgress<VerifyProgress>
    {
        public void Report(VerifyProgress value) =>
            terminal?.Write($"\r{value.ShardsDone} of {value.Shards} shards, {value.Rows:N0} rows ");

        public void Clear() => terminal?.Write("\r" + new string(' ', 60) + "\r");
    }
}
