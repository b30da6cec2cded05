using Huoqi.Partner;

namespace Huoqi.Authority;

/// <summary>The authority and the message gateway as a process: --urls, --journal FILE, --faults JSON|@FILE.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        Dictionary<string, string> settings = PartnerHost.Settings(args, "urls", "journal", "faults");
        string? faults = settings.TryGetValue("faults", out string? plan) ? PartnerHost.Text(plan) : null;
        using AuthorityApi authority = new(new AuthorityOptions(
            TimeProvider.System, settings.GetValueOrDefault("journal"), faults));
        await PartnerHost.RunAsync(settings["urls"], authority.AnswerAsync, _ => Task.CompletedTask);
    }
}
