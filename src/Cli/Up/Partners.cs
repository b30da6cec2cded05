using System.Globalization;
using System.Text;
using Huoqi.Authority;
using Huoqi.Bank;
using Huoqi.Demo;
using Huoqi.Kernel;
using Huoqi.Registrar;

namespace Huoqi.Cli.Up;

/// <summary>Where the partners answer.</summary>
internal sealed record PartnerAddresses(Uri Bank, Uri Registrar, Uri Authority)
{
    private static readonly string[] Names = ["partner.bank", "partner.registrar", "partner.authority"];

    /// <summary>The addresses that the process which runs the partners wrote down; null when nobody did.</summary>
    public static async Task<PartnerAddresses?> FindAsync(InstallationFacts facts, CancellationToken cancel)
    {
        List<Uri> found = [];
        foreach (string name in Names)
        {
            if (await facts.FindAsync(name, cancel) is not { } address)
            {
                return null;
            }

            found.Add(new(address));
        }

        return new(found[0], found[1], found[2]);
    }

    /// <summary>Writes them down for the other processes.</summary>
    public async Task StateAsync(InstallationFacts facts, CancellationToken cancel)
    {
        foreach ((string name, Uri address) in Names.Zip([Bank, Registrar, Authority]))
        {
            await facts.StateAsync(name, address.ToString(), cancel);
        }
    }
}

/// <summary>
/// The simulated partners, each on a port of this machine of its own, in this process; the platform speaks HTTP with
/// them and knows nothing else. Their journals lie in the data folder, so that they remember what they promised.
/// </summary>
internal sealed class Partners : IAsyncDisposable
{
    /// <summary>The folder of their journals.</summary>
    public const string Folder = "partners";

    private const int YearsAhead = 4;

    private readonly BankServer _bank;
    private readonly RegistrarServer _registrar;
    private readonly AuthorityServer _authority;

    private Partners(BankServer bank, RegistrarServer registrar, AuthorityServer authority)
    {
        _bank = bank;
        _registrar = registrar;
        _authority = authority;
        Addresses = new(bank.Address, registrar.Address, authority.Address);
    }

    /// <summary>Where they answer.</summary>
    public PartnerAddresses Addresses { get; }

    /// <summary>
    /// Starts them on the business clock, but for the authority: codes go by real time. Their addresses stay while the
    /// ports are free.
    /// </summary>
    public static async Task<Partners> StartAsync(
        string folder, string fundCode, DemoSeries series, TimeProvider clock, PartnerAddresses? before,
        CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        string days = Path.Combine(folder, "days.csv");
        WriteDays(days, series, BeijingTime.DateOf(clock.GetUtcNow()).AddYears(YearsAhead));
        BankServer? bank = null;
        RegistrarServer? registrar = null;
        try
        {
            bank = await OnOldPortAsync(before?.Bank, urls => BankServer.StartAsync(
                new(clock, Path.Combine(folder, "bank.journal")), urls, cancel));
            registrar = await OnOldPortAsync(before?.Registrar, urls => RegistrarServer.StartAsync(
                new(clock, Path.Combine(folder, "registrar.journal"), FundCode: fundCode, DaysCsvPath: days,
                    FollowsClock: true),
                urls, cancel));
            AuthorityServer authority = await OnOldPortAsync(before?.Authority, urls => AuthorityServer.StartAsync(
                new(TimeProvider.System, Path.Combine(folder, "authority.journal")), urls, cancel));
            return new(bank, registrar, authority);
        }
        catch
        {
            await (registrar?.DisposeAsync() ?? default);
            await (bank?.DisposeAsync() ?? default);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        await _registrar.DisposeAsync();
        await _bank.DisposeAsync();
    }

    // Another web process may still call where they were.
    private static async Task<T> OnOldPortAsync<T>(Uri? before, Func<string, Task<T>> start)
    {
        if (before is not null)
        {
            try
            {
                return await start(before.GetLeftPart(UriPartial.Authority));
            }
            catch (IOException)
            {
                // Somebody else has the port by now.
            }
        }

        return await start("http://127.0.0.1:0");
    }

    private static void WriteDays(string path, DemoSeries series, DateOnly last)
    {
        StringBuilder text = new("mfd_date,mfd_daily_yield,mfd_7daily_yield\n");
        for (DateOnly day = series.First; day <= last; day = day.AddDays(1))
        {
            Workers.DayFigures figures = series.FiguresOf(day);
            text.Append(CultureInfo.InvariantCulture,
                $"{day:yyyyMMdd},{figures.Income.ToPlain()},{figures.SevenDayYield}\n");
        }

        File.WriteAllText(path, text.ToString());
    }
}
