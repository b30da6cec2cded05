using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Demo;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;
using Huoqi.Web;
using Huoqi.Workers;

namespace Huoqi.Cli.Up;

/// <summary>What a house is made with.</summary>
/// <param name="Installation">Where the books are.</param>
/// <param name="Clock">The business clock; a filling brings its own.</param>
/// <param name="Secrets">The installation's secrets.</param>
/// <param name="Partners">Where the partners answer.</param>
/// <param name="Site">The address people use, for passkeys.</param>
/// <param name="Demo">What the demo is; null outside demo mode.</param>
internal sealed record HouseOptions(
    Installation Installation, TimeProvider Clock, Secrets Secrets, PartnerAddresses Partners, Uri Site,
    DemoFacts? Demo)
{
    /// <summary>How the ledger's queues work, where the usual way is not the best.</summary>
    public LedgerOptions Ledger { get; init; } = new();
}

/// <summary>
/// All parts of a running platform, made from an installation: the composition root. Everything a page, a worker or the
/// API needs hangs here; nothing else makes parts.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    /// <summary>The code of the money-market fund behind the wallet.</summary>
    public const string FundCode = "000198";

    /// <summary>The asset of its units.</summary>
    public static readonly Asset FundAsset = new(1);

    private static readonly TimeSpan PartnerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What is over is no danger and costs only room.</summary>
    private static readonly TimeSpan SweptEvery = TimeSpan.FromMinutes(5);

    private readonly HttpClient _bank;
    private readonly HttpClient _registrar;
    private readonly HttpClient _authority;

    private House(HouseOptions options, GeneralLedger ledger, CalendarInForce calendar)
    {
        Options = options;
        Ledger = ledger;
        _bank = ClientOf(options.Partners.Bank);
        _registrar = ClientOf(options.Partners.Registrar);
        _authority = ClientOf(options.Partners.Authority);
        Installation installation = options.Installation;
        Fund fund = new(FundAsset, FundCode, "余额宝", FundDays.Default(calendar));
        Wallet = new(ledger, installation.Db, options.Clock, RuleBook.Default, fund, AdvanceMode.Prefunded);
        HttpRegistrarPort registrar = new(_registrar);
        HttpBankPort bank = new(_bank);
        Workers = new(
            Wallet, installation.Db, new(ledger, installation.Db, fund), bank, registrar,
            new RegistrarFigures(registrar, fund), calendar, TimeProvider.System);
        AuthorityHttp authority = new(_authority);
        Identity = new(
            installation.Db, ledger.ShardOf, ledger.Shards, TimeProvider.System, options.Secrets.Pepper, authority,
            authority, new(options.Site.Host, "Huoqi", [options.Site.GetLeftPart(UriPartial.Authority)]));
        Customers = new(Wallet, installation.Db, bank);
        Acquiring = new(Wallet, installation.Db, TimeProvider.System, options.Secrets.DataKey);
        NightlySweep sweep = new(Customers);
        Workers = Workers with
        {
            Evening = [new("nightly sweep", async (date, cancel) => Told(await sweep.RunAsync(date, cancel)))],
        };
        Phone = new(_authority);
        Cards = new(_bank);
    }

    public HouseOptions Options { get; }

    public GeneralLedger Ledger { get; }

    public WalletParts Wallet { get; }

    public WorkersParts Workers { get; }

    public IdentityParts Identity { get; }

    public CustomersParts Customers { get; }

    public AcquiringParts Acquiring { get; }

    /// <summary>What the simulated gateway has sent to phones.</summary>
    public DemoPhone Phone { get; }

    /// <summary>What the simulated bank has issued to people.</summary>
    public DemoCards Cards { get; }

    /// <summary>Makes all parts; nothing runs yet but the ledger's queues.</summary>
    public static async Task<House> StartAsync(HouseOptions options)
    {
        CalendarInForce calendar = await CalendarInForce.StartAsync(options.Installation.Db);

        // Entries bear business time: what a demo does tomorrow stands in the bills of tomorrow.
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            options.Installation.App, options.Installation.ShardCount, options.Ledger, options.Clock);
        return new(options, ledger, calendar);
    }

    /// <summary>The parts of the pages and the API.</summary>
    public AppParts App(DemoMode? demo) =>
        new(Options.Installation.Db, Wallet, Identity, Customers, Acquiring) { Demo = demo };

    /// <summary>Every loop of a process with workers.</summary>
    public IReadOnlyList<LoopOf> LoopsOf(BusinessDay day, WebhookDelivery webhooks)
    {
        KycUpkeep checks = new(App(demo: null));
        SavingPerPayment saving = new(Customers);
        JournalMessages messages = new(Customers);
        MoneyRequests requests = new(Customers);
        PaymentUpkeep payments = new(Acquiring);
        IdentitySweep identity = new(Identity);
        WantedSweep wanted = new(App(demo: null));
        return
        [
            .. Huoqi.Workers.Loops.Own(Workers, day),
            new("payment upkeep", TimeSpan.FromSeconds(1), cancel => payments.RunOnceAsync(cancel)),
            .. Enumerable.Range(1, WebhookDelivery.Lines).Select(line => new LoopOf(
                $"webhooks {line}", TimeSpan.FromMilliseconds(300), cancel => webhooks.RunOnceAsync(cancel))),
            new("saving per payment", TimeSpan.FromSeconds(2), cancel => saving.RunAsync(Today, cancel)),
            new("inbox", TimeSpan.FromSeconds(1), cancel => messages.RunAsync(cancel)),
            new("money requests", TimeSpan.FromMinutes(1), cancel => requests.ExpireAsync(Today, cancel)),
            new("identity checks", TimeSpan.FromSeconds(2), cancel => checks.RunAsync(cancel)),
            new("identity sweep", SweptEvery, cancel => identity.RunAsync(cancel)),
            new("wanted sweep", SweptEvery, cancel => wanted.RunAsync(cancel)),
        ];
    }

    /// <summary>Delivers webhooks, in a demo to its mall too, and of its sandboxes to this machine when nobody else is
    /// served; the caller disposes of it.</summary>
    public WebhookDelivery Webhooks(Uri? mall, bool isForThisMachine) => new(
        Acquiring,
        new OutboundGuard(OutboundGuard.BySystem, mall, isDemo: Options.Demo is not null && isForThisMachine));

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _bank.Dispose();
        _registrar.Dispose();
        _authority.Dispose();
    }

    private static string Told(StandingRun run) =>
        $"{run.Done} done, {run.Nothing} with nothing to move, {run.Refused} refused, {run.Open} not known";

    private DateOnly Today => BeijingTime.DateOf(Options.Clock.GetUtcNow());

    private static HttpClient ClientOf(Uri address) => new() { BaseAddress = address, Timeout = PartnerTimeout };
}
