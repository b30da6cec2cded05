using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Huoqi.Acquiring;
using Huoqi.Customers;
using Huoqi.Funds;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Ledger;
using Huoqi.Verify;
using Huoqi.Wallet;

namespace Huoqi.Bench;

/// <summary>
/// Books that web processes work on, and the people and merchants in them: made by the modules' own acts in this
/// process, and asked over HTTP in the others. Business time is real time, as theirs is.
/// </summary>
internal sealed class SpendBooks : IAsyncDisposable
{
    private readonly Installation _installation;
    private readonly GeneralLedger _ledger;
    private readonly HttpClient _nobody = new() { BaseAddress = new("http://127.0.0.1:9/") };
    private readonly SemaphoreSlim _bank = new(1);
    private readonly string _run;
    private int _keys;
    private long _people;
    private long _merchants;

    private SpendBooks(Installation installation, GeneralLedger ledger, string secretsFile)
    {
        _installation = installation;
        _ledger = ledger;
        SecretsFile = secretsFile;
        _run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        Fund fund = new(new Asset(1), "000198", "Money-market fund", FundDays.Default(TradingCalendar.China));
        Wallet = new(ledger, installation.Db, TimeProvider.System, RuleBook.Default, fund, AdvanceMode.Prefunded);
        AuthorityHttp authority = new(_nobody);
        Identity = new(
            installation.Db, ledger.ShardOf, ledger.Shards, TimeProvider.System, SecretOf("pepper"), authority,
            authority, new(Site.Host, "Huoqi", [Origin]));
        Customers = new(Wallet, installation.Db, new HttpBankPort(_nobody));
        Acquiring = new(Wallet, installation.Db, TimeProvider.System, SecretOf("data key"));
    }

    /// <summary>The address people use, whichever process answers: passkeys are made for it.</summary>
    public static Uri Site { get; } = new("http://localhost");

    /// <summary>The same as an authenticator names it.</summary>
    public static string Origin => Site.GetLeftPart(UriPartial.Authority);

    /// <summary>A file with the secrets, for web processes.</summary>
    public string SecretsFile { get; }

    public WalletParts Wallet { get; }

    public IdentityParts Identity { get; }

    public CustomersParts Customers { get; }

    public AcquiringParts Acquiring { get; }

    /// <summary>What a web process on these books is told beside the database and the port.</summary>
    public string[] WebArguments => ["--secrets", SecretsFile, "--site", Origin];

    /// <summary>How a web process reaches the database.</summary>
    public string Connection => _installation.Owner.ConnectionString;

    /// <summary>The business date.</summary>
    public DateOnly Today => BeijingTime.DateOf(TimeProvider.System.GetUtcNow());

    /// <summary>Opens the fund, if nobody has, and says where the partners are: nobody here asks them anything.
    /// </summary>
    public static async Task<SpendBooks> StartAsync(
        Installation installation, string folder, CancellationToken cancel)
    {
        GeneralLedger ledger = await GeneralLedger.StartAsync(
            installation.App, installation.ShardCount, new(), TimeProvider.System);
        SpendBooks books = new(installation, ledger, Path.Combine(folder, "bench-secrets.json"));
        await File.WriteAllTextAsync(books.SecretsFile, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["pepper"] = Convert.ToHexString(SecretOf("pepper")),
            ["dataKey"] = Convert.ToHexString(SecretOf("data key")),
        }), cancel);
        PostStatus opened = await new DailyIncome(ledger, installation.Db, books.Wallet.Fund)
            .OpenAsync(books.Today, books.Today);
        Invariant.Holds(opened is PostStatus.Posted or PostStatus.FundAlreadyOpen);
        InstallationFacts facts = new(installation.Db);
        foreach (string partner in (string[])["bank", "registrar", "authority"])
        {
            await facts.StateAsync($"partner.{partner}", "http://127.0.0.1:9/", cancel);
        }

        // Whoever is there from an earlier run stays; everybody here comes after them.
        books._people = await books.CountAsync("SELECT count(*) FROM wallet.pub_person", cancel);
        IReadOnlyList<Merchant> merchants = await books.Wallet.Merchants.AllAsync(cancel);
        books._merchants = merchants.Count == 0 ? 0 : merchants.Max(merchant => merchant.Number);
        return books;
    }

    /// <summary>Somebody of class III with this much in the wallet and one bank card.</summary>
    public async Task<long> PersonAsync(Money wallet, CancellationToken cancel = default)
    {
        long n = Interlocked.Increment(ref _people);
        string birthday = new DateOnly(1970, 1, 1).AddDays((int)(n / 1_000)).ToString("yyyyMMdd", null);
        string digits = string.Create(CultureInfo.InvariantCulture, $"110101{birthday}{n % 1_000:D3}");
        MadePerson made = new(
            $"{13_000_000_000 + n}", "张三丰", digits + IdNumbers.CheckDigit(digits), KycLevel.L3);
        long person = await new Profiles(Identity).MakeAsync(made, cancel: cancel);
        BankCard card = await new BankCards(Customers)
            .KeepAsync(person, "工商银行", "1234", $"card-{person}-1234", cancel);
        Invariant.Holds(
            (await new OpenAccount(Wallet).HandleAsync(new(person, NewKey(), AccountClass.III))).Status
            == WalletStatus.Done);
        if (wallet > Money.Zero)
        {
            Invariant.Holds(
                (await new TopUp(Wallet).HandleAsync(new(person, NewKey(), wallet, card.Token))).Status
                == WalletStatus.Pending);
            await SettleAsync(cancel);
        }

        return person;
    }

    /// <summary>A new merchant.</summary>
    public async Task<long> MerchantAsync()
    {
        long number = Interlocked.Increment(ref _merchants);
        WalletAnswer made = await new RegisterMerchant(Wallet).HandleAsync(
            new(number, NewKey(), $"Shop {number}", $"payout-{number}", Money.Zero));
        Invariant.Holds(made.Status == WalletStatus.Done, $"a merchant is registered, not {made.Status}");
        return number;
    }

    /// <summary>A merchant's payment request.</summary>
    public async Task<RequestId> PaymentAsync(long merchant, Money amount)
    {
        PaymentAnswer made = await new CreatePayment(Acquiring).HandleAsync(
            new(merchant, NewKey(), amount, "A book"));
        Invariant.Holds(made.Status == AcquiringStatus.Done, $"a payment is made, not {made.Status}");
        return made.Payment!.Id;
    }

    /// <summary>The token of a new session.</summary>
    public async Task<string> TokenAsync(long person, CancellationToken cancel = default) =>
        (await new Sessions(Identity).OpenAsync(person, new("127.0.0.1", "Load driver"), cancel)).Token!.Value.Reveal();

    /// <summary>The bank does what it was told.</summary>
    public async Task SettleAsync(CancellationToken cancel = default)
    {
        await _bank.WaitAsync(cancel);
        try
        {
            await new SettleBankOrders(Wallet, new PromptBank()).RunAsync(cancel);
        }
        finally
        {
            _bank.Release();
        }
    }

    /// <summary>Everything that <c>huoqi verify</c> finds, a line each.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync(CancellationToken cancel = default)
    {
        VerifyReport report = await new Verifier(_installation.App, TimeProvider.System).RunAsync(cancel: cancel);
        return [.. report.Checks.SelectMany(check => check.Findings.Select(found => $"{check.Name}: {found}"))];
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _nobody.Dispose();
        _bank.Dispose();
        File.Delete(SecretsFile);
    }

    // No secret of anybody: the books of a bench.
    private static byte[] SecretOf(string what) =>
        SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"bench {what}"));

    private string NewKey() => $"{_run}-{Interlocked.Increment(ref _keys)}";

    private async Task<long> CountAsync(string query, CancellationToken cancel)
    {
        await using Npgsql.NpgsqlCommand command = _installation.Owner.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
