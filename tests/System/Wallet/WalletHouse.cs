using System.Globalization;
using System.Text;
using Huoqi.Bank;
using Huoqi.Funds;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Registrar;
using Huoqi.Verify;
using Huoqi.Wallet;
using Xunit;

namespace Huoqi.SystemTests;

/// <summary>A clock that stands where a test sets it.</summary>
internal sealed class BeijingClock : TimeProvider
{
    private DateTimeOffset _now;

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Sets it by Beijing's date and time of day, such as "2015-04-29 14:59".</summary>
    public void Set(string beijing)
    {
        DateTimeOffset at = DateTimeOffset.ParseExact(
            beijing, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        _now = at - BeijingTime.Offset;
    }
}

/// <summary>
/// The wallet and the funds on a database of their own, with the bank and the registrar in the same process, spoken to
/// over HTTP. Two shards, so that everything can also happen between shards.
/// </summary>
internal sealed class WalletHouse : IAsyncDisposable
{
    public const short Shards = 2;

    private readonly TestDatabase _database;
    private readonly BankApi _bank;
    private readonly RegistrarApi _registrar;
    private readonly HttpClient _bankClient;
    private readonly HttpClient _registrarClient;
    private int _key;

    private WalletHouse(TestDatabase database, GeneralLedger ledger, BeijingClock clock, AdvanceMode mode)
    {
        _database = database;
        Clock = clock;
        Fund fund = new(new Asset(1), "000198", "Test fund", FundDays.Default(TradingCalendar.China));
        Parts = new(ledger, database.Db, clock, RuleBook.Default, fund, mode);
        _bank = new(new BankOptions(clock));
        _registrar = new(new RegistrarOptions(clock, FundCode: fund.Code));
        _bankClient = new(new Bank.InProcessHandler(_bank)) { BaseAddress = new("http://bank.test") };
        _registrarClient = new(new Registrar.InProcessHandler(_registrar))
        {
            BaseAddress = new("http://registrar.test"),
        };
        Port = new HttpBankPort(_bankClient);
        Exchange = new(ledger, database.Db, new HttpRegistrarPort(_registrarClient));
        Income = new(ledger, database.Db, fund);
        BankWorker = new(Parts, Port);
    }

    public BeijingClock Clock { get; }

    public WalletParts Parts { get; }

    public IBankPort Port { get; }

    public SettleBankOrders BankWorker { get; }

    public RegistrarExchange Exchange { get; }

    public DailyIncome Income { get; }

    public TestDatabase Database => _database;

    public Fund Fund => Parts.Fund;

    public DateOnly Today => BeijingTime.DateOf(Clock.GetUtcNow());

    /// <summary>Opens a house at a Beijing time; the fund's first earning day is that day, if it is opened.</summary>
    public static async Task<WalletHouse> StartAsync(
        PostgresFixture postgres, string now, AdvanceMode mode = AdvanceMode.Prefunded, bool openFund = true)
    {
        TestDatabase database = await postgres.CreateDatabaseAsync();
        BeijingClock clock = new();
        clock.Set(now);
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            database.App, Shards, new LedgerOptions { Queues = 2 }, TimeProvider.System);
        WalletHouse house = new(database, ledger, clock, mode);
        if (openFund)
        {
            Assert.Equal(PostStatus.Posted, await house.Income.OpenAsync(house.Today, house.Today));
        }

        return house;
    }

    /// <summary>The n-th person, from 1, who lives in a shard.</summary>
    public static long PersonIn(short shard, int n) =>
        Enumerable.Range(1, 10_000).Select(p => (long)p).Where(p => Sharding.Of(p, Shards) == shard).ElementAt(n - 1);

    public static Money Yuan(string text) => Money.Parse(text);

    /// <summary>A key that nobody used.</summary>
    public string NewKey() => $"k{++_key}";

    public async Task<long> OpenAsync(long person, AccountClass accountClass = AccountClass.III)
    {
        WalletAnswer opened = await new OpenAccount(Parts).HandleAsync(new(person, $"open-{person}", accountClass));
        Assert.Equal(WalletStatus.Done, opened.Status);
        return person;
    }

    /// <summary>Opens an account and tops it up.</summary>
    public async Task<long> OpenWithMoneyAsync(long person, string yuan, AccountClass accountClass = AccountClass.III)
    {
        await OpenAsync(person, accountClass);
        await TopUpAsync(person, yuan);
        return person;
    }

    public async Task TopUpAsync(long person, string yuan)
    {
        WalletAnswer asked = await new TopUp(Parts).HandleAsync(new(person, NewKey(), Yuan(yuan), $"card-{person}"));
        Assert.Equal(WalletStatus.Pending, asked.Status);
        Assert.Equal(0, (await BankWorker.RunAsync()).Open);
    }

    /// <summary>Opens an account with units that earn from today on.</summary>
    public async Task<long> OpenWithUnitsAsync(long person, string units, AccountClass accountClass = AccountClass.III)
    {
        await OpenAsync(person, accountClass);
        await GiveUnitsAsync(person, units);
        return person;
    }

    /// <summary>Units that a person held elsewhere; they earn from today on.</summary>
    public async Task GiveUnitsAsync(long person, string units)
    {
        PostResult held = await new TransferIn(Parts.Ledger).HandleAsync(
            Fund, new(person, NewKey(), Yuan(units).ToUnits(), Today), Today);
        Assert.Equal(PostStatus.Posted, held.Status);
    }

    public async Task<long> MerchantAsync(long number = 1, string refundDebt = "0.00")
    {
        WalletAnswer registered = await new RegisterMerchant(Parts).HandleAsync(
            new(number, $"merchant-{number}", $"Shop {number}", $"shop-account-{number}", Yuan(refundDebt)));
        Assert.Equal(WalletStatus.Done, registered.Status);
        return number;
    }

    /// <summary>Pays with a proof that no daily limit is about, unless the test is about one.</summary>
    public Task<WalletAnswer> PayAsync(
        long person, long merchant, string yuan, string? key = null, PaymentProof proof = PaymentProof.Certificate) =>
        new PayFromWallet(Parts).HandleAsync(
            new(person, key ?? NewKey(), merchant, Yuan(yuan), "order") { Proof = proof });

    public async Task FacilityAsync(string slice) => Assert.Equal(
        WalletStatus.Done, await new PlaceAdvanceMoney(Parts, Port).HandleAsync(new(NewKey(), Yuan(slice))));

    /// <summary>A person's account as the ledger has it, in yuan or units.</summary>
    public async Task<string> HasAsync(long person, AccountCode code = AccountCode.UserBalance)
    {
        bool isOfFund = Chart.Of(code).Book == Book.Units
            || code is AccountCode.FastRedemptionLimit or AccountCode.FastPaymentLimit;
        AccountKey account = AccountKey.Of(person, code, isOfFund ? Fund.Asset : default);
        LedgerQueries.Balance? balance = await Parts.Reads.OneAsync(
            new LedgerQueries.BalanceOf(Parts.Ledger.ShardOf(person), account));
        return new Money(balance?.Amount ?? 0).ToPlain();
    }

    /// <summary>
    /// Every account that is not empty, by number of the chart and summed over owners and shards, such as
    /// "1010 5.00, 2010 5.00". The contra accounts of units and limits say nothing of their own and are left out.
    /// </summary>
    public Task<string> BooksAsync() => _database.ValueAsync<string>("""
        SELECT coalesce(string_agg(code || ' ' || to_char(sum / 100.0, 'FM999999990.00'), ', ' ORDER BY code), '')
        FROM (SELECT code, sum(balance) AS sum FROM ledger.pub_balance
              WHERE code NOT IN (8009, 9020, 9025, 9030, 9031, 9032, 9033, 9090)
              GROUP BY code HAVING sum(balance) <> 0) AS books
        """);

    public Task BankFaultsAsync(string json) => PostAsync(_bankClient, "/v1/faults", json);

    /// <summary>Has the bank issue a card to somebody.</summary>
    public Task IssueCardAsync(string number, string name, string idNumber) => PostAsync(
        _bankClient, "/v1/cards:issue",
        $$"""{"cardNumber":"{{number}}","holderName":"{{name}}","holderIdNumber":"{{idNumber}}"}""");

    public Task RegistrarFaultsAsync(string json) => PostAsync(_registrarClient, "/v1/faults", json);

    /// <summary>Sends the orders of an order day; everything must be taken.</summary>
    public async Task SendOrdersAsync(DateOnly orderDay) =>
        Assert.True((await Exchange.SendAsync(Fund, orderDay, Today, CancellationToken.None)).IsComplete);

    public Task<ExchangeResult> ReceiveAsync(DateOnly day) =>
        Exchange.ReceiveAsync(Fund, day, Today, CancellationToken.None);

    /// <summary>Seals and publishes every day through <paramref name="last"/>.</summary>
    public async Task PassDaysAsync(DateOnly first, DateOnly last, string incomePer10k = "1.1204")
    {
        for (DateOnly day = first; day <= last; day = day.AddDays(1))
        {
            Assert.Equal(PostStatus.Posted, await Income.SealAsync(day, Today));
            PublishedDay published = await Income.PublishAsync(day, IncomePer10k.Parse(incomePer10k), Today);
            Assert.Equal(PostStatus.Posted, published.Status);
        }
    }

    /// <summary>Lets the bank's worker run once.</summary>
    public Task<SettleBankOrders.Outcome> BankAsync() => BankWorker.RunAsync();

    public async Task<int> PayRedemptionsAsync() => (await new PayRedemptions(Parts).RunAsync()).Paid;

    public Task<int> RedeemAdvancedAsync(DateOnly orderDay) =>
        new RedeemAdvanced(Parts.Ledger, Parts.Reads).RunAsync(Fund, orderDay, Today);

    public Task<SettleMerchants.Outcome> SettleMerchantsAsync() => new SettleMerchants(Parts).RunAsync();

    public Task<(int Arrived, int Returned)> DeliverAsync() =>
        new Deliveries(Parts.Ledger, Parts.Reads).DeliverAsync(Today);

    public Task<int> AdjustAsync() => new AdjustLateOrders(Parts.Ledger, Parts.Reads).RunAsync(Fund, Today);

    /// <summary>How far a gift is, as its sender sees it.</summary>
    public async Task<GiftState?> GiftAsync(OrderNo gift) => (await new SendToFriend(Parts).FindAsync(gift))?.State;

    /// <summary>How far a bank order is, as its person sees it.</summary>
    public async Task<BankOutcome?> OrderAsync(OrderNo order) =>
        (await Parts.Reads.OneAsync(new BankOrders.StandingOf(order)))?.Outcome;

    /// <summary>A second program, which shares no code with the ledger, finds the books right.</summary>
    public async Task VerifyAsync()
    {
        VerifyReport report = await new Verifier(_database.App, TimeProvider.System).RunAsync();
        Assert.True(report.IsOk, string.Join('\n', report.ToLines()));
    }

    public Task SweepAsync() => new SweepIncome(Parts.Ledger, Parts.Reads).SweepAsync(Fund, Today);

    public async ValueTask DisposeAsync()
    {
        await Parts.Ledger.DisposeAsync();
        _bankClient.Dispose();
        _registrarClient.Dispose();
        _bank.Dispose();
        _registrar.Dispose();
        await _database.DisposeAsync();
    }

    private static async Task PostAsync(HttpClient client, string path, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(path, content);
        _ = answer.EnsureSuccessStatusCode();
    }
}
