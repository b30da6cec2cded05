using Huoqi.Bank;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Registrar;
using Huoqi.Wallet;

namespace Huoqi.Replay;

/// <summary>
/// The real modules as a replay runs them: books on the installation's database, the partners' simulators in the same
/// process behind their HTTP handlers, the rules in force on the replayed dates.
/// </summary>
internal sealed class ReplayHouse : IAsyncDisposable
{
    private readonly BankApi _bank;
    private readonly RegistrarApi _registrar;
    private readonly HttpClient _bankClient;
    private readonly HttpClient _registrarClient;

    private ReplayHouse(Installation installation, GeneralLedger ledger, string folder)
    {
        Directory.CreateDirectory(folder);
        Clock = new();
        Ledger = ledger;
        Reads = installation.Db;
        Fund = new(new Asset(1), "000198", "Yu'ebao (Tianhong money-market fund)", FundDays.AsRecorded);
        Parts = new(ledger, Reads, Clock, RuleBook.Default, Fund, AdvanceMode.Prefunded);
        _bank = new(new BankOptions(Clock, Path.Combine(folder, "bank.journal")));
        _registrar = new(new RegistrarOptions(Clock, Path.Combine(folder, "registrar.journal")));
        _bankClient = new(new Bank.InProcessHandler(_bank)) { BaseAddress = new("http://bank.sim") };
        _registrarClient =
            new(new Registrar.InProcessHandler(_registrar)) { BaseAddress = new("http://registrar.sim") };
        BankOrders = new(Parts, new HttpBankPort(_bankClient));
        Exchange = new(ledger, Reads, new HttpRegistrarPort(_registrarClient));
        Income = new(ledger, Reads, Fund);
        Steps = new(installation.Db, Fund);
    }

    public ReplayClock Clock { get; }

    public GeneralLedger Ledger { get; }

    public IReads Reads { get; }

    public Fund Fund { get; }

    public WalletParts Parts { get; }

    public SettleBankOrders BankOrders { get; }

    public RegistrarExchange Exchange { get; }

    public DailyIncome Income { get; }

    public CloseSteps Steps { get; }

    /// <summary>Starts the modules; the partners keep their journals in <paramref name="folder"/>.</summary>
    public static async Task<ReplayHouse> StartAsync(Installation installation, string folder)
    {
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, installation.ShardCount, new LedgerOptions(), TimeProvider.System);
        return new(installation, ledger, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _bankClient.Dispose();
        _registrarClient.Dispose();
        _bank.Dispose();
        _registrar.Dispose();
    }
}
