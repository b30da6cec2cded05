using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Huoqi.Acquiring;
using Huoqi.Bench;
using Huoqi.Customers;
using Huoqi.Identity;
using Huoqi.Kernel;
using Huoqi.Wallet;
using Huoqi.Web;
using Huoqi.Workers;
using Microsoft.Extensions.Logging;

namespace Huoqi.Cli.Up;

/// <summary>A platform to be asked nonsense: its partners, a web process without limits, and callers of every
/// kind.</summary>
internal sealed class FuzzHouse : IAsyncDisposable
{
    private static readonly FuzzCanaries Canaries = new(
        "13877766655", "11010119911231770X", "6222020200000000018", "1000001.1.Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5");

    private readonly Partners _partners;
    private readonly House _house;
    private readonly WebApp _web;
    private readonly HttpClient _client;

    private FuzzHouse(Partners partners, House house, WebApp web, KeptLines log)
    {
        _partners = partners;
        _house = house;
        _web = web;
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = web.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Target = new(_client, [], Canaries, () => log.Lines);
    }

    /// <summary>What is asked.</summary>
    public FuzzTarget Target { get; private set; }

    public static async Task<FuzzHouse> StartAsync(Installation installation, CancellationToken cancel)
    {
        Secrets secrets = await Secrets.OfAsync(installation, file: null, cancel);
        BusinessClock clock = await BusinessClock.StartAsync(installation.Db, TimeProvider.System, cancel);
        Partners partners = await Partners.StartAsync(
            Path.Combine(installation.DataFolder, Partners.Folder), House.FundCode,
            await new DemoDesk(installation).SeriesAsync(cancel), clock, before: null, cancel);
        House house = await House.StartAsync(new(
            installation, clock, secrets, partners.Addresses, new("http://localhost"), Demo: null));
        await new BusinessDay(house.Workers).OpenAsync(Money.FromYuan(1_000_000), cancel);
        KeptLines log = new();
        WebApp web = await WebApp.StartAsync(
            house.App(demo: null),
            new() { Port = 0, LogTo = log, Calls = new() { PerAccount = 0, PerAddress = 0, InAll = 0 } }, cancel);
        FuzzHouse made = new(partners, house, web, log);
        made.Target = made.Target with { Callers = await made.CallersAsync(cancel) };
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _web.DisposeAsync();
        await _house.DisposeAsync();
        await _partners.DisposeAsync();
    }

    private async Task<IReadOnlyList<FuzzCaller>> CallersAsync(CancellationToken cancel)
    {
        List<FuzzCaller> callers = [];
        for (int n = 1; n <= 3; n++)
        {
            long person = await new Profiles(_house.Identity).MakeAsync(
                new($"1380000000{n}", "", "", KycLevel.L0), cancel: cancel);
            _ = await new OpenAccount(_house.Wallet).HandleAsync(new(person, "open", AccountClass.III));
            BankCard card = await new BankCards(_house.Customers).KeepAsync(
                person, "工商银行", "0018", $"card-{n}", cancel);
            _ = await new TopUp(_house.Wallet).HandleAsync(new(person, "first", Money.FromYuan(1_000), card.Token));
            callers.Add(await SessionAsync($"person {n}", person, cancel));
        }

        foreach (AccountKind kind in (AccountKind[])[AccountKind.Operator, AccountKind.Auditor])
        {
            string name = $"fuzz-{kind}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
            (_, long number) = await new Operators(_house.Identity)
                .CreateAsync(name, kind, "four words make one", cancel);
            callers.Add(await SessionAsync($"{kind}", number, cancel));
        }

        _ = await new SettleBankOrders(_house.Wallet, _house.Workers.Bank).RunAsync(cancel);
        _ = await new RegisterMerchant(_house.Wallet).HandleAsync(new(1, "fuzz", "商城", "payout", new(100_000)));
        foreach (bool sandbox in (bool[])[false, true])
        {
            IssuedKey key = await new MerchantKeys(_house.Acquiring).IssueSecretAsync(1, sandbox);
            ApiFuzzSigner signer = new(key.Key!.Id, key.Secret!, TimeProvider.System);
            callers.Add(new(sandbox ? "sandbox" : "merchant", signer.SignAsync, () => Task.CompletedTask));
        }

        return callers;
    }

    private async Task<FuzzCaller> SessionAsync(string name, long number, CancellationToken cancel)
    {
        async Task<string> OpenAsync() => (await new Sessions(_house.Identity)
            .OpenAsync(number, new("127.0.0.1", "fuzz"), cancel)).Token!.Value.Reveal();

        string token = await OpenAsync();
        return new(
            name,
            (request, _) =>
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                return Task.CompletedTask;
            },
            async () => token = await OpenAsync());
    }
}

/// <summary>Keeps what is logged, to be searched; of very much the first part.</summary>
internal sealed class KeptLines : ILoggerProvider, ILogger
{
    private const int Most = 100_000;

    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (_lines.Count < Most)
        {
            _lines.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }
}
