using System.CommandLine;
using Huoqi.Kernel;
using Huoqi.Torture;

namespace Huoqi.Cli;

/// <summary><c>huoqi torture-app</c>: an app process of the fault rig, which the rig starts and kills.</summary>
internal static class TortureAppVerb
{
    private static readonly Option<bool> Prepare = new("--prepare")
    {
        Description = "Make the house of the rig and end.",
    };

    private static readonly Option<string?> Bank = new("--bank")
    {
        Description = "The journal of the bank's simulator; without it the process has no workers.",
        HelpName = "file",
    };

    private static readonly Option<Control> Planted = new("--control")
    {
        Description = "The bug that is planted.",
        HelpName = "name",
    };

    public static Command Create(OpenInstallation open)
    {
        Command app = new("torture-app", "An app process of the fault rig.") { Prepare, Bank, Planted };
        app.Hidden = true;
        app.SetAction(async (parsed, cancel) =>
        {
            await using Installation installation = await open(parsed, cancel);
            RigAppOptions options = new()
            {
                Prepare = parsed.GetValue(Prepare),
                BankJournal = parsed.GetValue(Bank),
                Control = parsed.GetValue(Planted),
            };
            using StreamReader input = new(Console.OpenStandardInput());
            return await RigApp.RunAsync(
                installation, options, input, parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error, cancel);
        });
        return app;
    }
}
