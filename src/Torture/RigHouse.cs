using Huoqi.Bank;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Wallet;

namespace Huoqi.Torture;

/// <summary>
/// The real modules as an app process of the rig runs them: the wallet's acts over the books of the installation, with
/// the bank's simulator beside them, which keeps its journal in a file and so forgets nothing when it is killed too.
/// </summary>
internal sealed class RigHouse : IAsyncDisposable
{
    private readonly BankApi _bank;
    private readonly HttpClient _bankClient;
    private readonly IBankPort _port;

    private RigHouse(Installation installation, GeneralLedger ledger, string? bankJournal)
    {
        Fund fund = new(new Asset(1), "000198", "Fund of the rig", FundDays.Default(TradingCalendar.China));
        Parts = new(ledger, installation.Db, TimeProvider.System, RuleBook.Default, fund, AdvanceMode.Prefunded);
        _bank = new(new BankOptions(TimeProvider.System, bankJournal));
        _bankClient = new(new InProcessHandler(_bank)) { BaseAddress = new("http://bank.sim") };
        _port = new HttpBankPort(_bankClient);
        BankOrders = new(Parts, _port);
    }

    public WalletParts Parts { get; }

    public SettleBankOrders BankOrders { get; }

    private DateOnly Today => BeijingTime.DateOf(Parts.Time.GetUtcNow());

    /// <summary>Starts the modules over a store that a control may have spoilt.</summary>
    public static async Task<RigHouse> StartAsync(Installation installation, RigAppOptions options)
    {
        LedgerOptions ledgerOptions = new() { Deadline = options.Deadline };
        GeneralLedger ledger =
            await SpoiltLedger.StartAsync(installation, options.Control, ledgerOptions)
            ?? await GeneralLedger.StartAsync(
                installation.App, installation.ShardCount, ledgerOptions, TimeProvider.System);
        return new(installation, ledger, options.BankJournal);
    }

    /// <summary>Does what a client asks.</summary>
    public Task<WalletAnswer> DoAsync(Ask ask) => ask.Kind switch
    {
        AskKind.PayFromWallet => new PayFromWallet(Parts).HandleAsync(
            new(ask.Person, ask.Key, ask.Other, new(ask.Fen), ask.Intent) { Proof = PaymentProof.Certificate }),
        AskKind.PayFromFund => new PayFromFund(Parts).HandleAsync(
            new(ask.Person, ask.Key, ask.Other, new(ask.Fen), ask.Intent) { Proof = PaymentProof.Certificate }),
        // One person feeds many: nothing here is about what may be paid in a day.
        AskKind.Send => new SendToFriend(Parts).HandleAsync(
            new(ask.Person, ask.Key, ask.Other, new(ask.Fen)) { Proof = PaymentProof.Certificate }),
        AskKind.Redeem => new RedeemToWallet(Parts).HandleAsync(new(ask.Person, ask.Key, new(ask.Fen))),
        AskKind.TopUp => new TopUp(Parts).HandleAsync(
            new(ask.Person, ask.Key, new(ask.Fen), $"card-{ask.Person}")),
        AskKind.GiveUnits => GiveUnitsAsync(ask.Person, ask.Key, new(ask.Fen)),
    };

    /// <summary>What goes on by itself: the bank's answers are booked, gifts to other shards arrive.</summary>
    /// <returns>How much is still under way.</returns>
    public async Task<int> WorkAsync(CancellationToken cancel)
    {
        SettleBankOrders.Outcome bank = await BankOrders.RunAsync(cancel);
        (int arrived, int returned) = await new Deliveries(Parts.Ledger, Parts.Reads).DeliverAsync(Today, cancel);
        return bank.Open + bank.Done + bank.Refused + arrived + returned;
    }

    /// <summary>Makes the template: a fund, people with money and units, merchants, the bank's T+0 money.</summary>
    public async Task PrepareAsync()
    {
        Require(await new DailyIncome(Parts.Ledger, Parts.Reads, Parts.Fund).OpenAsync(Today, Today)
            is PostStatus.Posted or PostStatus.FundAlreadyOpen);
        foreach (long merchant in Cast.Merchants)
        {
            Done(await new RegisterMerchant(Parts).HandleAsync(
                new(merchant, $"merchant-{merchant}", $"Shop {merchant}", $"shop-{merchant}", Money.Zero)));
        }

        Require(await new PlaceAdvanceMoney(Parts, _port).HandleAsync(new("facility", Money.FromYuan(10_000_000)))
            is WalletStatus.Done);
        await Task.WhenAll(Cast.Everybody(Parts.Ledger.Shards).Select(async person =>
        {
            Done(await new OpenAccount(Parts).HandleAsync(new(person, $"open-{person}", AccountClass.III)));
            (long wallet, long units) = Cast.Opening(person);
            if (wallet > 0)
            {
                Done(await new TopUp(Parts).HandleAsync(
                    new(person, $"first-{person}", new(wallet), $"card-{person}")));
            }

            if (units > 0)
            {
                Done(await GiveUnitsAsync(person, $"units-{person}", new(units)));
            }
        }));
        while (await WorkAsync(CancellationToken.None) > 0)
        {
            // Until a round finds nothing more to do.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Parts.Ledger.DisposeAsync();
        _bankClient.Dispose();
        _bank.Dispose();
    }

    private async Task<WalletAnswer> GiveUnitsAsync(long person, string key, Money amount)
    {
        PostResult held = await new TransferIn(Parts.Ledger).HandleAsync(
            Parts.Fund, new(person, key, amount.ToUnits(), Today), Today);
        return new(
            held.Status switch
            {
                PostStatus.Posted => WalletStatus.Done,
                PostStatus.Unknown => WalletStatus.Unknown,
                PostStatus.TryAgain => WalletStatus.TryAgain,
                PostStatus.KeyReused => WalletStatus.KeyReused,
                _ => WalletStatus.StateChanged,
            },
            new(Parts.Ledger.ShardOf(person), held.Entry));
    }

    private static void Done(WalletAnswer answer) =>
        Require(answer.Status is WalletStatus.Done or WalletStatus.Pending or WalletStatus.MerchantExists);

    private static void Require(bool isDone) => Invariant.Holds(isDone, "the house of the rig could be prepared");
}
