using Huoqi.Partner;

namespace Huoqi.Registrar;

/// <summary>The registrar as a process: --urls, --journal FILE, --faults JSON|@FILE, --fund CODE, --days CSV.</summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        Dictionary<string, string> settings = PartnerHost.Settings(args, "urls", "journal", "faults", "fund", "days");
        string? faults = settings.TryGetValue("faults", out string? plan) ? PartnerHost.Text(plan) : null;
        using RegistrarApi registrar = new(new RegistrarOptions(
            TimeProvider.System,
            settings.GetValueOrDefault("journal"),
            faults,
            settings.GetValueOrDefault("fund"),
            settings.GetValueOrDefault("days")));
        await PartnerHost.RunAsync(settings["urls"], registrar.AnswerAsync, _ => Task.CompletedTask);
    }
}
