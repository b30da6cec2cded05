using Huoqi.Partner;

namespace Huoqi.Bank;

/// <summary>The bank as a process: --urls, --journal FILE, --faults JSON|@FILE, --callback-url URL.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        Dictionary<string, string> settings =
            PartnerHost.Settings(args, "urls", "journal", "faults", "callback-url");
        string? faults = settings.TryGetValue("faults", out string? plan) ? PartnerHost.Text(plan) : null;
        using BankApi bank = new(new BankOptions(TimeProvider.System, settings.GetValueOrDefault("journal"), faults));
        await PartnerHost.RunAsync(
            settings["urls"],
            bank.AnswerAsync,
            cancel => settings.TryGetValue("callback-url", out string? url)
                ? CallbackPusher.RunAsync(bank, new Uri(url), TimeProvider.System, cancel)
                : Task.CompletedTask);
    }
}
